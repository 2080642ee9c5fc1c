// Writes what is generated from the option tables and rules: action.yml, README tables, schemas, pages.
// Usage: node scripts/generate.mjs [--check]   (--check writes nothing and exits 1 when a file is not what it would write)
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { compareFiles } from './compare.mjs'
import { compile } from './compile.mjs'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')

async function generateAll() {
  compile(root)
  const { generate } = await import(pathToFileURL(join(root, 'build/src/shell/generate.js')).href)
  return new Map([...generate(root)].map(([path, content]) => [path, { content }]))
}

const files = await generateAll()
const faults = compareFiles(root, files)
if (faults.length === 0) {
  console.log(`generated files: ${files.size}, all up to date`)
} else if (process.argv.includes('--check')) {
  console.error(`generated files are not up to date (run \`npm run generate\`):\n  ${faults.join('\n  ')}`)
  process.exitCode = 1
} else {
  for (const [path, { content }] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  console.log(`generated files: ${files.size}, written because\n  ${faults.join('\n  ')}`)
}
