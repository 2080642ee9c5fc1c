import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { diskTree } from '../../src/adapters/files.ts'
import { readInventory } from '../../src/inventory/inventory.ts'
import type { Lockfile, Package } from '../../src/inventory/package.ts'
import { unlockedManifests } from '../../src/inventory/unlocked.ts'
import { listedOf } from './support/expected.ts'
import { FIXTURES } from './support/projects.ts'

const MADE = join(FIXTURES, 'made')

async function read(name: string): Promise<Lockfile> {
  const tree = diskTree(join(MADE, name))
  const inventory = await readInventory(tree)
  expect([...inventory.gaps, ...inventory.notes, ...(await unlockedManifests(tree, inventory))]).toEqual([])
  const [lockfile, ...more] = inventory.lockfiles
  if (!lockfile || more.length > 0) throw new Error('not one lockfile')
  return lockfile
}

function rowOf({ name, alias, version, location, source, scope, direct, bundled, license }: Package): string {
  const flags = [direct ? 'direct' : '', bundled ? 'bundled' : ''].filter((flag) => flag !== '')
  return [
    `${name}@${version.replace(/#.*/, '')}`,
    ...(alias ? [`as ${alias}`] : []),
    source,
    scope,
    ...flags,
    String(license),
    location,
  ].join(' ')
}

/** What make.mjs asked npm for, written down by hand. */
const PACKAGES = [
  '@acme/carrier@1.0.0 registry prod direct ISC node_modules/@acme/carrier',
  '@acme/colors@1.0.0 registry dev MIT node_modules/@acme/colors',
  '@acme/colors@2.0.0 as paint registry prod direct Apache-2.0 node_modules/paint',
  '@acme/copyleft@0.9.0 registry dev direct MIT node_modules/@acme/copyleft',
  '@acme/copyleft@1.0.0 registry prod GPL-3.0-only node_modules/@acme/core/node_modules/@acme/copyleft',
  '@acme/core@1.0.0 registry prod direct MIT node_modules/@acme/core',
  '@acme/inner@1.0.0 registry prod bundled BSD-3-Clause node_modules/@acme/carrier/node_modules/@acme/inner',
  '@acme/leaf@1.0.0 registry prod direct MIT node_modules/@acme/leaf',
  '@acme/native-linux-x64@1.0.0 registry optional MIT node_modules/@acme/native-linux-x64',
  '@acme/native-win32-x64@1.0.0 registry optional MPL-2.0 node_modules/@acme/native-win32-x64',
  '@acme/native@1.0.0 registry prod direct MIT node_modules/@acme/native',
  '@acme/tester@1.0.0 registry dev direct MIT node_modules/@acme/tester',
  '@acme/twice@1.0.0 registry both direct MIT node_modules/@acme/twice',
  '@acme/twice@2.0.0 registry prod MIT node_modules/@acme/core/node_modules/@acme/twice',
  '@acme/watcher@1.0.0 registry optional direct MIT node_modules/@acme/watcher',
  '@made/one@1.0.0 workspace prod direct MIT packages/one',
  'bare@git+https://git.example/acme/bare.git git prod direct ISC node_modules/bare',
  'gadget@1.2.0 git prod direct MIT node_modules/gadget',
  'local-archive@1.2.3 file prod direct MIT node_modules/local-archive',
  'local-folder@0.3.0 link prod direct MIT vendor/local-folder',
  'nameless@ workspace prod MIT packages/nameless',
]

/** What version 1 says otherwise: no licenses, no peers, and where something comes from in the place of its version. */
function asVersionOne(row: string): string {
  return row
    .replace(/ (ISC|MIT|Apache-2\.0|GPL-3\.0-only|BSD-3-Clause|MPL-2\.0) /, ' undefined ')
    .replace('@acme/twice@1.0.0 registry both', '@acme/twice@1.0.0 registry prod')
    .replace('gadget@1.2.0', 'gadget@git+https://git.example/acme/gadget.git')
    .replace('local-archive@1.2.3', 'local-archive@file:vendor/local-archive-1.2.3.tgz')
    .replace('local-folder@0.3.0 link', 'local-folder@file:vendor/local-folder file')
    .replace('@made/one@1.0.0', '@made/one@file:packages/one')
    .replace('nameless@ ', 'nameless@file:packages/nameless ')
}

describe('a project made with real npm', () => {
  test.each([2, 3])('lockfile version %i', async (version) => {
    const lockfile = await read(`lockfile-v${version}`)
    expect(lockfile.format).toBe(`package-lock v${version}`)
    expect(listedOf(lockfile).map(rowOf).sort()).toEqual(PACKAGES)
    expect(lockfile.members.map((one) => one.name)).toEqual(['nameless', '@made/one'])
  })

  test('lockfile version 1', async () => {
    const lockfile = await read('lockfile-v1')
    expect(listedOf(lockfile).map(rowOf).sort()).toEqual(PACKAGES.map(asVersionOne).sort())
    expect(lockfile.members.map((one) => one.name).sort()).toEqual(['@made/one', 'nameless'])
  })

  test.each([1, 2, 3])('the way to the GPL under the second copy, version %i', async (version) => {
    const lockfile = await read(`lockfile-v${version}`)
    expect(lockfile.paths('node_modules/@acme/core/node_modules/@acme/copyleft', 5)).toEqual([
      ['@acme/core@1.0.0', '@acme/twice@2.0.0', '@acme/copyleft@1.0.0'],
    ])
    expect(lockfile.paths('node_modules/@acme/copyleft', 5)).toEqual([['@acme/copyleft@0.9.0']])
  })

  test('ways through members and folders', async () => {
    const { paths } = await read('lockfile-v3')
    expect(paths('node_modules/@acme/leaf', 9)).toEqual([
      ['@made/one', '@acme/leaf@1.0.0'],
      ['@acme/core@1.0.0', '@acme/leaf@1.0.0'],
      ['gadget@1.2.0', '@acme/leaf@1.0.0'],
      ['local-archive@1.2.3', '@acme/leaf@1.0.0'],
      ['local-folder@0.3.0', '@acme/leaf@1.0.0'],
    ])
    expect(paths('node_modules/@acme/colors', 9)).toEqual([
      ['@acme/tester@1.0.0', '@acme/colors@1.0.0'],
      ['local-folder@0.3.0', '@acme/colors@1.0.0'],
    ])
  })
})

describe('pull requests made with real npm', () => {
  const change = async (name: string) => {
    const told = ({ name: pkg, version, license }: Package) => `${pkg}@${version} ${license}`
    const base = (await read('pull-request/base')).packages.map(told)
    const head = (await read(`pull-request/${name}`)).packages.map(told)
    return {
      gone: base.filter((one) => !head.includes(one)),
      come: head.filter((one) => !base.includes(one)),
    }
  }

  test('the base', async () => {
    const { packages } = await read('pull-request/base')
    expect(packages.map((one) => `${one.name} ${one.scope}`)).toEqual([
      'inherits prod',
      'lru-cache dev',
      'ms prod',
      'semver dev',
      'ua-parser-js prod',
      'yallist dev',
    ])
  })

  test.each([
    ['gpl', { gone: [], come: ['tinymce@7.0.0 GPL-2.0-or-later'] }],
    ['mit', { gone: [], come: ['escape-string-regexp@5.0.0 MIT'] }],
    [
      'drift',
      {
        gone: ['ua-parser-js@1.0.35 MIT'],
        come: [
          'detect-europe-js@0.1.2 MIT',
          'is-standalone-pwa@0.1.1 MIT',
          'ua-is-frozen@0.1.2 MIT',
          'ua-parser-js@2.0.0 AGPL-3.0-or-later',
        ],
      },
    ],
  ])('%s', async (name, expected) => {
    expect(await change(name)).toEqual(expected)
  })
})

describe('the fixtures', () => {
  const files = (readdirSync(FIXTURES, { recursive: true }) as string[])
    .map((name) => join(FIXTURES, name))
    .filter((path) => statSync(path).isFile())

  test('are small', () => {
    expect(files.reduce((sum, path) => sum + statSync(path).size, 0)).toBeLessThan(4 * 1024 * 1024)
  })

  test('name no host that packages are fetched from, and no path of a machine', () => {
    const locks = files.filter((path) => /(package-lock|npm-shrinkwrap)\.json$/.test(path))
    expect(locks.length).toBeGreaterThan(15)
    for (const path of locks) {
      const text = readFileSync(path, 'utf8')
      const hosts = [...text.matchAll(/"(?:resolved|version)": "(?:git\+)?\w+:\/\/([^/"]*)/g)].map(
        (match) => match[1],
      )
      for (const host of hosts) expect(['registry.example', 'git.example']).toContain(host)
      expect(text).not.toMatch(/file:\/|\/tmp\/|127\.0\.0\.1/)
    }
  })
})
