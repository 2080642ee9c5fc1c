// Usage: npm run bench -- <backup-verification|certificate-expiry|dependency-audit|license-compliance|license-texts|start-up> [--runs N]
// Compares with a peer in the same run, and prints ratios: seconds alone say more about the machine than about us.
import { appendFileSync, existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const [name = '', ...rest] = process.argv.slice(2)
const file = join(here, `${name}.mjs`)
const known = [
  'backup-verification',
  'certificate-expiry',
  'dependency-audit',
  'license-compliance',
  'license-texts',
  'start-up',
]

if (!known.includes(name) || !existsSync(file)) {
  console.error(`usage: npm run bench -- <${known.join('|')}> [--runs N]`)
  process.exit(2)
}
const runs = rest[0] === '--runs' ? Number(rest[1]) : undefined
const { bench } = await import(file)
const lines = await bench({ root: join(here, '..'), cache: join(here, '.cache'), ...(runs ? { runs } : {}) })
const header = `# ${name}, ${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${process.platform} ${process.arch}`
const text = [header, '', ...lines, ''].join('\n')
console.log(text)
mkdirSync(join(here, 'results'), { recursive: true })
appendFileSync(join(here, 'results', `${name}.md`), `${text}\n`)
