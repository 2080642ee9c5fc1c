import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { checkInstalled } from '../../src/adapters/license-checker.ts'
import { faultOf } from './client.ts'

let folder = ''

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'upkeep license é-')))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), content)
}

function install(path: string, manifest: object): void {
  write(`${path === '' ? '' : `${path}/`}package.json`, JSON.stringify({ version: '1.0.0', ...manifest }))
}

const PACKAGE = createRequire(import.meta.url).resolve('license-checker')
const BUNDLE = resolve('dist/license-checker/index.cjs')

async function namesOf(file = PACKAGE): Promise<readonly string[]> {
  return (await checkInstalled(file, folder)).map(({ name, version }) => `${name}@${version}`)
}

describe.each([
  ['the package', PACKAGE],
  ['its bundle', BUNDLE],
])('%s', (_name, file) => {
  test('reads a tree with what is missing in it', async () => {
    if (file === BUNDLE && !existsSync(file)) throw new Error('build first: npm run build')
    install('', {
      name: 'root',
      private: true,
      dependencies: { a: '^1', gone: '^1' },
      devDependencies: { c: '*' },
    })
    // As an ESM bundle, license-checker threw at both: a dependency and a peer that nobody has.
    install('node_modules/a', {
      name: 'a',
      license: 'MIT',
      dependencies: { unmet: '^2', '@s/b': '1' },
      peerDependencies: { peer: '^3' },
      optionalDependencies: { absent: '1' },
    })
    install('node_modules/@s/b', {
      name: '@s/b',
      license: '(MIT OR Apache-2.0)',
      peerDependencies: { a: '^9' },
    })
    install('node_modules/a/node_modules/c', { name: 'c', version: '2.0.0', license: { type: 'ISC' } })
    install('node_modules/c', { name: 'c', licenses: [{ type: 'MIT' }, 'Apache-2.0'] })
    install('node_modules/d', { name: 'd', private: true, license: 'MIT' })
    install('node_modules/e', { name: 'e' })
    write('node_modules/e/LICENSE', 'Permission is hereby granted, free of charge, to any person')
    install('node_modules/f', { name: 'f', license: 5 })
    expect(await checkInstalled(file, folder)).toEqual([
      { name: 'root', version: '1.0.0', path: '', licenses: 'UNLICENSED', isPrivate: true },
      {
        name: '@s/b',
        version: '1.0.0',
        path: 'node_modules/@s/b',
        licenses: '(MIT OR Apache-2.0)',
        isPrivate: false,
      },
      { name: 'a', version: '1.0.0', path: 'node_modules/a', licenses: 'MIT', isPrivate: false },
      {
        name: 'c',
        version: '2.0.0',
        path: 'node_modules/a/node_modules/c',
        licenses: 'ISC',
        isPrivate: false,
      },
      {
        name: 'c',
        version: '1.0.0',
        path: 'node_modules/c',
        licenses: ['MIT', 'Apache-2.0'],
        isPrivate: false,
      },
      { name: 'd', version: '1.0.0', path: 'node_modules/d', licenses: 'UNLICENSED', isPrivate: true },
      { name: 'e', version: '1.0.0', path: 'node_modules/e', licenses: 'MIT*', isPrivate: false },
      { name: 'f', version: '1.0.0', path: 'node_modules/f', licenses: 'UNKNOWN', isPrivate: false },
    ])
  })

  test.each([
    ['a list that holds null', { licenses: [null] }],
    ['a type that is a number', { license: { type: 5 } }],
  ])('ends with a fault, not with the process, at %s', async (_name, manifest) => {
    install('', { name: 'root' })
    install('node_modules/a', { name: 'a', ...manifest })
    expect(await faultOf(checkInstalled(file, folder))).toMatch(/^license-checker failed: .+/)
  })
})

test('two at once do not disturb each other', async () => {
  install('', { name: 'root' })
  install('node_modules/a', { name: 'a', license: 'MIT' })
  const [one, other] = await Promise.all([namesOf(), namesOf()])
  expect([one, other]).toEqual([
    ['root@1.0.0', 'a@1.0.0'],
    ['root@1.0.0', 'a@1.0.0'],
  ])
})

test('an unreadable package.json leaves its package out, and the others in', async () => {
  install('', { name: 'root' })
  write('node_modules/a/package.json', '{"name":')
  install('node_modules/b', { name: 'b', license: 'MIT' })
  expect(await namesOf()).toContain('b@1.0.0')
})

test('a tree of links ends', async () => {
  install('', { name: 'root' })
  install('node_modules/a', { name: 'a', license: 'MIT', dependencies: { b: '1' } })
  install('node_modules/b', { name: 'b', license: 'MIT', dependencies: { a: '1' } })
  mkdirSync(join(folder, 'node_modules/a/node_modules'))
  symlinkSync('../../b', join(folder, 'node_modules/a/node_modules/b'))
  symlinkSync('..', join(folder, 'node_modules/b/node_modules'))
  symlinkSync('gone', join(folder, 'node_modules/broken'))
  expect((await namesOf()).toSorted()).toEqual(['a@1.0.0', 'b@1.0.0', 'root@1.0.0'])
})

test('names and licenses that are hostile are only text', async () => {
  const hostile = '::error::\n##[x]<script>`${'
  install('', { name: 'root' })
  install('node_modules/a', { name: 'a', license: hostile })
  install('node_modules/__proto__', { name: '__proto__', license: 'MIT' })
  const found = await checkInstalled(PACKAGE, folder)
  expect(found.find(({ name }) => name === 'a')).toBeDefined()
  expect(({} as Record<string, unknown>)['licenses']).toBeUndefined()
})

test('what is in the environment changes nothing', async () => {
  install('', { name: 'root', license: 'MIT' })
  process.env['DEBUG'] = '*'
  try {
    expect(await namesOf()).toEqual(['root@1.0.0'])
  } finally {
    delete process.env['DEBUG']
  }
})

test('where nothing is installed and no package.json lies, that is a fault', async () => {
  expect(await faultOf(checkInstalled(PACKAGE, folder))).toMatch(/^license-checker failed: No packages found/)
  expect(await faultOf(checkInstalled(PACKAGE, join(folder, 'gone')))).toMatch(/^license-checker failed: /)
})

test('a license-checker that is not there, is broken or says nothing is a fault', async () => {
  expect(await faultOf(checkInstalled(join(folder, 'gone.cjs'), folder))).toMatch(
    /^license-checker could not be loaded: .*gone\.cjs/,
  )
  write('broken.cjs', 'throw new Error("broken")')
  expect(await faultOf(checkInstalled(join(folder, 'broken.cjs'), folder))).toBe(
    'license-checker failed: broken',
  )
  write('silent.cjs', 'exports.init = () => undefined')
  expect(await faultOf(checkInstalled(join(folder, 'silent.cjs'), folder))).toBe(
    'license-checker failed: it ended without an answer',
  )
  write('exits.cjs', 'exports.init = () => process.exit(0)')
  expect(await faultOf(checkInstalled(join(folder, 'exits.cjs'), folder))).toBe(
    'license-checker failed: it ended without an answer',
  )
  write('fails.cjs', 'exports.init = (_options, done) => done(new Error("no"), {})')
  expect(await faultOf(checkInstalled(join(folder, 'fails.cjs'), folder))).toBe('license-checker failed: no')
})
