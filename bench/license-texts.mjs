import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { compile } from '../scripts/compile.mjs'
import { runOnce } from './measure.mjs'

const TEXTS = 'src/checks/license-compliance/texts'
const GOALS = { identified: 0.985, conflicts: 0.003 }

function kindOf(stat) {
  if (stat.isSymbolicLink()) return 'link'
  if (stat.isFile()) return 'file'
  return stat.isDirectory() ? 'folder' : 'other'
}

/** An installed package as the check sees it, straight from the disk. */
function packageIn(place) {
  return {
    place,
    list: async (folder) =>
      readdirSync(join(place, folder))
        .sort()
        .map((name) => {
          const stat = lstatSync(join(place, folder, name))
          return { name, kind: kindOf(stat), size: stat.size }
        }),
    read: async (path) => (existsSync(join(place, path)) ? readFileSync(join(place, path)) : undefined),
  }
}

/** The folders of all packages below a node_modules, however deep. */
function* placesIn(modules) {
  if (!existsSync(modules)) return
  for (const name of readdirSync(modules)) {
    if (name.startsWith('.')) continue
    const names = name.startsWith('@')
      ? readdirSync(join(modules, name)).map((each) => join(name, each))
      : [name]
    for (const each of names) {
      if (existsSync(join(modules, each, 'package.json'))) yield join(modules, each)
      yield* placesIn(join(modules, each, 'node_modules'))
    }
  }
}

/** Every different package once. */
function manifestsIn(folder) {
  const found = new Map()
  for (const place of placesIn(join(folder, 'node_modules'))) {
    const { name, version, license, licenses } = JSON.parse(readFileSync(join(place, 'package.json'), 'utf8'))
    found.set(`${name}@${version}`, { id: `${name}@${version}`, place, declared: license ?? licenses })
  }
  return [...found.values()]
}

async function measure(build, root, folder) {
  const load = (name) => import(pathToFileURL(join(build, TEXTS, name)).href)
  const [{ corpusOf }, { recognizer, identify }, { licenseFilesOf }] = await Promise.all(
    ['corpus.js', 'recognize.js', 'find.js'].map(load),
  )
  const spent = { common: 0, all: 0, find: 0, match: 0 }
  const corpus = (name) => {
    const start = performance.now()
    const made = corpusOf(readFileSync(join(root, `assets/license-texts-${name}.br`)))
    spent[name] += performance.now() - start
    return made
  }
  const recognize = recognizer(corpus('common'), () => corpus('all'))
  const packages = []
  for (const { id, place, declared } of manifestsIn(folder)) {
    const start = performance.now()
    const found = await licenseFilesOf(packageIn(place), typeof declared === 'string' ? declared : undefined)
    const middle = performance.now()
    packages.push({ id, declared, files: identify(found, recognize) })
    spent.find += middle - start
    spent.match += performance.now() - middle
  }
  return { spent: { ...spent, match: spent.match - spent.all }, packages: packages.map(summarize) }
}

function summarize({ id, declared, files }) {
  const rows = files.map(({ path, kind, problem, identified }) => ({ path, kind, problem, identified }))
  return { id, declared, files: rows }
}

/** Identified files of a package that declares an id, and none of them has it. */
function isConflict({ declared, files }) {
  if (typeof declared !== 'string' || /^\s*see licen[cs]e/i.test(declared)) return false
  const known = files.filter(({ kind, identified }) => kind === 'license' && identified)
  const ids = new Set(declared.split(/[\s()]+/))
  return known.length > 0 && !known.some(({ identified }) => identified.alike.some((id) => ids.has(id)))
}

function percent(share) {
  return `${(share * 100).toFixed(2)} %`
}

/** What the license files of an installed tree of 3,900 packages are recognized as, in which time and memory. */
export async function bench({ root, cache, build = join(root, 'build') }) {
  const folder = join(cache, 'installed')
  if (!existsSync(join(folder, 'node_modules'))) {
    console.error('the tree is missing: run `npm run bench -- license-compliance` first, which installs it')
    process.exit(1)
  }
  if (build === join(root, 'build')) compile(root)
  const script = fileURLToPath(import.meta.url)
  const ran = runOnce([script, build, root, folder], root)
  if (ran.status !== 0) throw new Error(ran.stderr)
  const { spent, packages } = JSON.parse(ran.stdout)
  const files = packages.flatMap((each) => each.files.map((file) => ({ id: each.id, ...file })))
  const licenses = files.filter(({ kind, problem }) => kind === 'license' && !problem)
  const unknown = licenses.filter(({ identified }) => !identified)
  const exact = licenses.filter(({ identified }) => identified?.how === 'exact')
  const conflicts = packages.filter(isConflict)
  const identified = 1 - unknown.length / licenses.length
  const declaring = packages.filter((each) => each.files.some((file) => file.identified))
  return [
    '| | | goal |',
    '|---|---|---|',
    `| packages | ${packages.length} | |`,
    `| license files | ${licenses.length} | |`,
    `| identified | ${percent(identified)} | at least ${percent(GOALS.identified)} |`,
    `| word for word | ${percent(exact.length / licenses.length)} | |`,
    `| text unlike the declaration | ${percent(conflicts.length / declaring.length)} | at most ${percent(GOALS.conflicts)} |`,
    `| common texts, decompressed and indexed | ${spent.common.toFixed(0)} ms | 30 ms |`,
    `| all texts, decompressed and indexed | ${spent.all.toFixed(0)} ms | 250 ms |`,
    `| files found and normalized for their hashes | ${spent.find.toFixed(0)} ms | |`,
    `| files recognized | ${spent.match.toFixed(0)} ms | |`,
    `| memory at the peak | ${ran.megabytes.toFixed(0)} MB | |`,
    '',
    'Text unlike the declaration:',
    ...conflicts.map(({ id, declared, files: all }) => `- ${id}: ${declared}, ${filesOf(all)}`),
    '',
    'Unknown:',
    ...unknown.map(({ id, path }) => `- ${id} ${path}`),
    '',
    'Not read:',
    ...files.filter(({ problem }) => problem).map(({ id, path, problem }) => `- ${id} ${path}: ${problem}`),
  ]
}

function filesOf(files) {
  return files
    .map(({ path, identified }) => `${path} is ${identified?.ids.join(' and ') ?? 'unknown'}`)
    .join(', ')
}

const [, script, ...args] = process.argv
if (script === fileURLToPath(import.meta.url)) console.log(JSON.stringify(await measure(...args)))
