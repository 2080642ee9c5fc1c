// Bundles every action, the command line and the packages that are loaded only when needed into dist/.
// Usage: node scripts/bundle.mjs [--check]   (--check writes nothing and exits 1 when dist/ is not what it would write)
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import ncc from '@vercel/ncc'
import { compareFiles, listFiles } from './compare.mjs'
import { compile } from './compile.mjs'
import { noticesFor } from './notices.mjs'
import { pgliteAsset } from './pglite-asset.mjs'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const shebang = '#!/usr/bin/env node\n'

// Their packages do not say that importing them has no effect, so webpack would keep all of undici (769 KB, 40 ms).
// js-yaml publishes a third of its size as well (86 KB less).
// jsonc-parser's CommonJS form cannot be shaken: of its ES modules only the scanner stays (56 KB less).
const withoutSideEffects = [
  { name: '@actions/core' },
  { name: 'js-yaml', exports: './dist/browser/js-yaml.esm.min.mjs' },
  { name: 'jsonc-parser', main: './lib/esm/main.js' },
]

// Bundled as ESM, license-checker's sloppy-mode dependencies throw on real trees (read-installed assigns to strings).
const commonJsPackages = ['license-checker']

function prepareBuild() {
  compile(root)
  for (const { name, ...changes } of withoutSideEffects) {
    const copy = join(root, 'build/node_modules', name)
    cpSync(join(root, 'node_modules', name), copy, { recursive: true, dereference: true })
    const manifest = JSON.parse(readFileSync(join(copy, 'package.json'), 'utf8'))
    writeFileSync(join(copy, 'package.json'), JSON.stringify({ ...manifest, ...changes, sideEffects: false }))
  }
  for (const name of commonJsPackages) {
    writeFileSync(join(root, `build/${name}.cjs`), `module.exports = require('${name}')\n`)
  }
}

function listBundles() {
  const folder = join(root, 'actions')
  const actions = readdirSync(folder).filter((id) => existsSync(join(folder, id, 'main.ts')))
  return [
    ...actions.map((id) => ({ id, entry: `build/actions/${id}/main.js`, file: 'index.js' })),
    { id: 'cli', entry: 'build/src/shell/cli-main.js', file: 'index.js', executable: true },
    ...commonJsPackages.map((id) => ({ id, entry: `build/${id}.cjs`, file: 'index.cjs' })),
  ]
}

/** ncc copies any file that a package seems to read; what is imported only when needed is a numbered chunk. */
function assertNothingElse(id, assets) {
  const accidents = Object.keys(assets).filter(
    (name) => name !== 'package.json' && !/^\d+\.index\.js$/.test(name),
  )
  if (accidents.length > 0) throw new Error(`${id}: ncc also wants to write ${accidents.join(', ')}`)
}

// git would do it at the next checkout (.gitattributes), and dist/ would then differ from what is built
function useUnixLines(text) {
  return text.toString().replaceAll('\r\n', '\n')
}

async function bundle({ id, entry, file, executable }) {
  // Not ncc's own list of licenses: it lacks what lazy chunks hold, and Apache's notices.
  const options = { cache: false, minify: true, quiet: true }
  const { code, assets, stats } = await ncc(join(root, entry), options)
  assertNothingElse(id, assets)
  const content = useUnixLines(executable && !code.startsWith('#!') ? shebang + code : code)
  return [
    [`dist/${id}/${file}`, { content, executable }],
    [`dist/${id}/THIRD-PARTY-NOTICES.txt`, { content: noticesFor(root, stats) }],
    ...Object.entries(assets).map(([name, asset]) => [
      `dist/${id}/${name}`,
      { content: useUnixLines(asset.source) },
    ]),
  ]
}

/** The license texts that a check reads when it needs them: made by scripts/license-texts.mjs. */
function textAssets() {
  return ['common', 'all'].map((name) => [
    `dist/license-texts/${name}.br`,
    { content: readFileSync(join(root, `assets/license-texts-${name}.br`)) },
  ])
}

async function bundleAll() {
  const files = new Map([...textAssets(), ...pgliteAsset(root)])
  for (const description of listBundles()) {
    for (const [path, file] of await bundle(description)) files.set(path, file)
  }
  return files
}

function writeAll(files) {
  rmSync(join(root, 'dist'), { recursive: true, force: true })
  for (const [path, { content, executable }] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content, { mode: executable ? 0o755 : 0o644 })
    console.log(`${path}  ${(Buffer.byteLength(content) / 1024).toFixed(0)} KB`)
  }
}

function check(files) {
  const extra = listFiles(root, 'dist').filter((path) => !files.has(path))
  const faults = [...compareFiles(root, files), ...extra.map((path) => `extra: ${path}`)]
  if (faults.length === 0) return console.log(`dist: ${files.size} files as built`)
  console.error(`dist is not what this checkout builds (run \`npm run build\`):\n  ${faults.join('\n  ')}`)
  process.exitCode = 1
}

// module ids derive from paths relative to the working directory
process.chdir(root)
prepareBuild()
const files = await bundleAll()
if (process.argv.includes('--check')) check(files)
else writeAll(files)
