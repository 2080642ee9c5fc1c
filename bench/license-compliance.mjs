import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { bench as benchTexts } from './license-texts.mjs'
import { compare } from './measure.mjs'

const PEER = 'node_modules/license-checker/bin/license-checker'

function writeProject(folder, from) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), readFileSync(join(from, 'package.json')))
  writeFileSync(
    join(folder, 'package-lock.json'),
    gunzipSync(readFileSync(join(from, 'package-lock.json.gz'))),
  )
}

/** Installs the tree once (two minutes, 2 GB) and keeps it. */
function install(folder) {
  if (existsSync(join(folder, 'node_modules/.package-lock.json'))) return
  console.error(`installing the tree into ${folder}, once`)
  const args = [
    'install',
    '--no-save',
    '--ignore-scripts',
    '--legacy-peer-deps',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]
  const { status } = spawnSync('npm', args, { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] })
  if (status !== 0) throw new Error('npm could not install the tree')
}

function examinedIn(stdout) {
  return JSON.parse(stdout).runs[0].examined
}

/** Ours against license-checker on the same installed tree of 4,311 locked packages, and how many of its texts are known. */
export async function bench({ root, cache, runs = 5 }) {
  const peer = join(root, PEER)
  if (!existsSync(peer)) {
    console.error('peer missing: license-checker (run npm ci)')
    process.exit(1)
  }
  const from = join(root, 'test/fixtures/large/npm-4311')
  const [locked, installed] = [join(cache, 'locked'), join(cache, 'installed')]
  writeProject(locked, from)
  writeProject(installed, from)
  install(installed)
  const ours = [join(root, 'dist/cli/index.js'), 'license-compliance', '--format', 'json']
  const [bare, lock, full, theirs] = compare(
    [
      { name: 'bare Node', args: ['-e', '0'], cwd: locked },
      { name: 'upkeep, lockfile alone', args: ours, cwd: locked },
      { name: 'upkeep, with every installed package.json and license file', args: ours, cwd: installed },
      { name: 'license-checker --json', args: [peer, '--json'], cwd: installed },
    ],
    runs,
  )
  const row = ({ name, seconds, megabytes }) => {
    const over = seconds - bare.seconds
    const ratio = `${((theirs.seconds - bare.seconds) / Math.max(over, 1e-9)).toFixed(1)}x`
    return `| ${name} | ${seconds.toFixed(2)} | ${over.toFixed(2)} | ${megabytes.toFixed(0)} | ${over > 0.001 ? ratio : ''} |`
  }
  const texts = await benchTexts({ root, cache })
  return [
    '| | s | s over bare Node | MB at the peak | faster than license-checker |',
    '|---|---|---|---|---|',
    ...[bare, lock, full, theirs].map(row),
    '',
    `Looked at: upkeep ${examinedIn(lock.last.stdout)} entries of the lockfile, ${examinedIn(full.last.stdout)} with installed packages; ` +
      `license-checker ${Object.keys(JSON.parse(theirs.last.stdout)).length} packages. Median of ${runs} runs in turns.`,
    '',
    'License texts of that tree (all of it: `npm run bench -- license-texts`):',
    '',
    ...texts.slice(0, texts.indexOf('Unknown:')),
  ]
}
