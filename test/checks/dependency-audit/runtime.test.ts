import { describe, expect, test } from '@jest/globals'
import { declaredRuntimes, isOlder } from '../../../src/checks/dependency-audit/runtime.ts'
import { RunError } from '../../../src/core/errors.ts'
import type { Tree } from '../../../src/core/ports.ts'

type Files = Readonly<Record<string, string | Uint8Array | Error>>

function treeOf(files: Files): Tree {
  return {
    list: async () => ({ files: Object.keys(files), unreadable: [] }),
    read: async (path) => {
      const file = Object.hasOwn(files, path) ? files[path] : undefined
      if (file instanceof Error) throw file
      return typeof file === 'string' ? new TextEncoder().encode(file) : file
    },
    listFolder: async () => [],
    listInstalled: async () => [],
  }
}

const declared = async (files: Files, folder = '.') =>
  (await declaredRuntimes(treeOf(files), folder)).map(({ path, range }) => `${path} ${range}`)

describe('the declared runtime', () => {
  test.each<readonly [string, readonly string[], Files]>([
    ['none', [], {}],
    ['.nvmrc', ['.nvmrc v20.11.0'], { '.nvmrc': 'v20.11.0\n' }],
    ['a major, with a comment', ['.nvmrc 20'], { '.nvmrc': '# ours\r\n20 # LTS\r\n' }],
    ['.node-version', ['.node-version 22.1.0'], { '.node-version': '22.1.0' }],
    [
      '.tool-versions',
      ['.tool-versions 20.11.0'],
      { '.tool-versions': 'ruby 3.3.0\nnodejs 20.11.0 18.0.0\n' },
    ],
    ['engines', ['package.json >=18 <23'], { 'package.json': '{"engines":{"node":" >=18 <23 ","npm":"9"}}' }],
    ['volta', ['package.json 20.1.0'], { 'package.json': '{"volta":{"node":"20.1.0"}}' }],
    [
      'devEngines',
      ['package.json ^22'],
      { 'package.json': '{"devEngines":{"runtime":{"name":"node","version":"^22"}}}' },
    ],
    [
      'a list of devEngines',
      ['package.json ^22'],
      {
        'package.json':
          '{"devEngines":{"runtime":[{"name":"bun","version":"1"},{"name":"node","version":"^22"},null]}}',
      },
    ],
    [
      'several',
      ['.nvmrc 20', '.node-version 22', 'package.json >=18'],
      { '.nvmrc': '20', '.node-version': '22', 'package.json': '{"engines":{"node":">=18"}}' },
    ],
    [
      'a word for the newest',
      [],
      { '.nvmrc': 'lts/*', '.node-version': 'node', '.tool-versions': 'nodejs system' },
    ],
    ['other words', [], { '.nvmrc': 'lts/iron', '.node-version': 'latest', '.tool-versions': 'nodejs' }],
    ['a tool of a like name', [], { '.tool-versions': 'nodejs-extra 20\n' }],
    ['wrong types', [], { 'package.json': '{"engines":["node"],"volta":7,"devEngines":{"runtime":"node"}}' }],
    ['a key of every object', [], { 'package.json': '{"__proto__":{"engines":{"node":"20"}}}' }],
    ['no range', [], { 'package.json': '{"engines":{"node":"latest and greatest"}}' }],
    ['an empty range', [], { 'package.json': '{"engines":{"node":""}}' }],
    ['a huge range', [], { 'package.json': `{"engines":{"node":"${'1 || '.repeat(10_000)}1"}}` }],
    [
      'damaged files',
      ['.node-version 20'],
      { 'package.json': '{', '.nvmrc': new Uint8Array([0xff]), '.node-version': '20' },
    ],
    [
      'a file that cannot be read',
      ['.node-version 20'],
      { '.nvmrc': new RunError('no'), '.node-version': '20' },
    ],
  ])('%s', async (_name, ranges, files) => {
    expect(await declared(files)).toEqual(ranges)
  })

  const tree = { '.nvmrc': '18', 'a/package.json': '{}', 'a/b/package.json': '{"engines":{"node":">=20"}}' }
  test.each<readonly [string, readonly string[]]>([
    ['a/b', ['a/b/package.json >=20']],
    ['a/b/', ['a/b/package.json >=20']],
    ['a', ['.nvmrc 18']],
    ['', ['.nvmrc 18']],
    ['x/y/z', ['.nvmrc 18']],
    ['../..', []],
    ['/', ['.nvmrc 18']],
  ])('of the folder %j', async (folder, ranges) => {
    expect(await declared(tree, folder)).toEqual(ranges)
  })
})

test.each<readonly [boolean, string, string]>([
  [true, '>=18', '>=20'],
  [true, '18.17.0', '>=18.18'],
  [true, 'v18', '^20.9.0 || >=21.1.0'],
  [true, '18', '>=20.9'],
  [false, '20', '>=20.9'],
  [false, 'v20.x', '>=20.9.0'],
  [false, '20.11', '>=20.11.1'],
  [true, '20.10', '>=20.11.1'],
  [true, '>=16', '^14 || >=18'],
  [true, '*', '>=18'],
  [true, '^18.0.0', '>=18.0.1 <19'],
  [false, '>=20', '>=18'],
  [false, '20.11.0', '^20'],
  [false, '20', '*'],
  [false, '20', ''],
  [false, '22', '^18 || ^20'],
  [false, '>=18 <19', '18.x'],
  [false, 'lts/*', '>=20'],
  [false, '18', 'whatever'],
  [false, '', 'whatever'],
  [false, '>2 <1', '>=20'],
  [false, '18', `${'1 || '.repeat(10_000)}20`],
])('%s: %j is older than %.30j', (older, range, engine) => {
  expect(isOlder(range, engine)).toBe(older)
})
