import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'

const ROOT = resolve(import.meta.dirname, '../..')

/** What scripts/notices.mjs loads of the product, compiled. */
const PRODUCT = [
  'inventory/bundle-metadata.ts',
  'inventory/package.ts',
  'checks/license-compliance/notices/document.ts',
  'checks/license-compliance/texts/license-names.ts',
  'formats/notices-text.ts',
]

const esm = { type: 'module', sideEffects: false }

/** Packages by folder: what their manifest says more, and their files. */
const PACKAGES: Readonly<
  Record<string, readonly [manifest: object, files: Readonly<Record<string, string>>]>
> = {
  plain: [
    { license: 'MIT' },
    { 'index.js': "module.exports = require('inner')", LICENSE: 'Plain holds it.' },
  ],
  'plain/node_modules/inner': [
    { version: '2.0.0', license: 'MIT' },
    { 'index.js': 'module.exports = 2', 'license.md': 'Inner two holds it.' },
  ],
  inner: [{ license: 'MIT' }, { 'index.js': 'module.exports = 1', LICENSE: 'Inner one holds it.' }],
  '@scope/joined': [
    { ...esm, license: 'Apache-2.0', author: { name: 'Joe' } },
    {
      'index.js': 'export const joined = () => Object.keys(globalThis)',
      'LICENSE.txt': 'Joined holds it.',
      NOTICE: 'Joined was made by Joe.',
      'license.js': 'throw new Error("not a text")',
    },
  ],
  lazy: [
    { licenses: [{ type: 'MIT' }, { type: 'GPL-2.0' }] },
    { 'index.js': "module.exports = 'lazy'", COPYING: 'Lazy holds it.' },
  ],
  bare: [{ license: 'ISC', author: 'Bea' }, { 'index.js': "module.exports = 'bare'" }],
  shaken: [
    { ...esm, license: 'MIT' },
    { 'index.js': 'export const shaken = 1', LICENSE: 'Shaken holds it.' },
  ],
  absent: [{ license: 'MIT' }, { 'index.js': "module.exports = 'absent'", LICENSE: 'Absent holds it.' }],
}

const ENTRY = `import plain from 'plain'
import inner from 'inner'
import { joined } from '@scope/joined'
import { shaken } from 'shaken'
import bare from 'bare'
console.log(plain, inner, joined(), bare, await import('lazy'))
`

/** Bundles the entry and prints what is asked of it as JSON. */
const DRIVER = `
const [ncc, notices, root, minify] = process.argv.slice(1)
const { default: bundle } = await import(ncc)
const { noticesFor } = await import(notices)
const { assets, stats } = await bundle(root + '/entry.js', { cache: false, quiet: true, license: 'licenses.txt', minify: minify === 'yes' })
process.stdout.write(JSON.stringify({ text: noticesFor(root, stats), theirs: assets['licenses.txt'].source.toString() }))
`

function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}

function compileProduct(root: string): void {
  const files = PRODUCT.map((path) => join(ROOT, 'src', path))
  const compilerOptions = {
    outDir: join(root, 'build'),
    rootDir: ROOT,
    typeRoots: [join(ROOT, 'node_modules/@types')],
  }
  const config = { extends: join(ROOT, 'tsconfig.json'), compilerOptions, include: [], files }
  write(join(root, 'tsconfig.json'), JSON.stringify(config))
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
  execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.json')], { cwd: root })
}

function writeProject(root: string): void {
  write(join(root, 'package.json'), '{"type":"module"}')
  write(join(root, 'entry.js'), ENTRY)
  for (const [folder, [manifest, files]] of Object.entries(PACKAGES)) {
    const name = folder.split('node_modules/').at(-1)
    const place = join(root, 'node_modules', folder)
    write(join(place, 'package.json'), JSON.stringify({ name, version: '1.0.0', ...manifest }))
    for (const [file, content] of Object.entries(files)) write(join(place, file), content)
  }
}

interface Made {
  readonly text: string
  /** What ncc's own license file says. */
  readonly theirs: string
}

function make(root: string, minify: 'yes' | 'no'): Made {
  const places = ['node_modules/@vercel/ncc/dist/ncc/index.js', 'scripts/notices.mjs']
  const urls = places.map((path) => pathToFileURL(join(ROOT, path)).href)
  const args = ['--input-type=module', '-e', DRIVER, ...urls, root, minify]
  return JSON.parse(execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8', stdio: 'pipe' }))
}

describe('the notices of our own bundles', () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'upkeep-notices-')))
  const made = new Map<string, Made>()
  const textOf = (minify: string) => made.get(minify)?.text ?? ''

  beforeAll(() => {
    writeProject(root)
    compileProduct(root)
    for (const minify of ['yes', 'no'] as const) made.set(minify, make(root, minify))
  }, 120_000)

  afterAll(() => rmSync(root, { recursive: true, force: true }))

  test.each([
    ['plain@1.0.0 (MIT)', 'Plain holds it.'],
    ['inner@1.0.0 (MIT)', 'Inner one holds it.'],
    ['inner@2.0.0 (MIT)', 'Inner two holds it.'],
    ['@scope/joined@1.0.0 (Apache-2.0)\n  Joe', 'Joined holds it.'],
    ['@scope/joined@1.0.0 (Apache-2.0)', 'Joined was made by Joe.'],
    ['lazy@1.0.0 (MIT OR GPL-2.0)', 'Lazy holds it.'],
    ['bare@1.0.0 (ISC)\n  Bea\n  it holds no license text of its own', 'Packages whose texts are missing'],
  ])('name %j with %j', (name, text) => {
    expect(textOf('yes')).toContain(`\n${name}`)
    expect(textOf('yes')).toContain(`\n${text}\n`)
  })

  test.each(['shaken', 'absent', 'not a text', '\r'])('do not hold %j', (word) => {
    expect(textOf('yes').toLowerCase()).not.toContain(word)
  })

  test('name no place of this machine', () => {
    expect(textOf('yes')).not.toContain(root)
    expect(textOf('yes')).not.toContain('node_modules')
  })

  test('are the same minified or not', () => {
    expect(textOf('no')).toBe(textOf('yes'))
  })

  test('hold what the license file of ncc leaves out', () => {
    expect(made.get('yes')?.theirs).toMatch(/^lazy$/m)
    expect(made.get('yes')?.theirs).not.toMatch(/^plain$/m)
  })

  test('are refused where the stats are not whole', () => {
    const driver = `
      const { noticesFor } = await import(process.argv[1])
      const hidden = { toJson: () => ({ modules: [{ name: './a.js + 2 modules' }] }) }
      try { noticesFor(process.argv[2], hidden) } catch (error) { process.stdout.write(error.message) }`
    const script = pathToFileURL(join(ROOT, 'scripts/notices.mjs')).href
    const args = ['--input-type=module', '-e', driver, script, root]
    expect(execFileSync(process.execPath, args, { encoding: 'utf8', stdio: 'pipe' })).toContain(
      'what is in the bundle cannot be told: modules that the list leaves out: 3',
    )
  })

  test('ask for the compiled product alone, which is all there', () => {
    const loaded = [
      ...readFileSync(join(ROOT, 'scripts/notices.mjs'), 'utf8').matchAll(/load\('([^']+)\.js'\)/g),
    ]
    expect(loaded.map((match) => `${match[1]}.ts`).sort()).toEqual([...PRODUCT].sort())
  })
})
