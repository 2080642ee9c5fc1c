import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { diskTree } from '../../src/adapters/files.ts'
import type { FoundPackage } from '../../src/inventory/installed.ts'
import { manifestOf } from '../../src/inventory/installed-manifest.ts'
import { installedPackages } from '../../src/inventory/installed-packages.ts'
import { readInventory } from '../../src/inventory/inventory.ts'
import { type Lockfile, labelOf, type Package } from '../../src/inventory/package.ts'

/** Made by the real managers: node test/fixtures/install.mjs */
const CACHE = resolve(import.meta.dirname, '../../.cache/installed')

/** Where a manager installs the workspace of the fixtures. */
interface Case {
  readonly name: string
  /** Whether it must be there where CI is set. */
  readonly isNeeded?: boolean
  /** How many packages are locked, at least. */
  readonly locked: number
  /** Where they lie. */
  readonly place: RegExp
  /** Where some lie, by their labels. */
  readonly special?: Readonly<Record<string, RegExp>>
}

const MODULES = /^(packages\/a\/)?node_modules\/[^.]/
const ALIAS = { 'string-width@4.2.0': /^node_modules\/sw$/ }
const UNPLUGGED = { 'once@1.4.0': /^\.yarn\/unplugged\/once-npm-1\.4\.0-ccf03ef07a\/node_modules\/once$/ }
const NESTED = { 'ms@2.0.0': /^(node_modules\/debug|packages\/a)\/node_modules\/ms$/, ...ALIAS }

const CASES: readonly Case[] = [
  { name: 'npm', isNeeded: true, locked: 17, place: MODULES, special: NESTED },
  { name: 'pnpm', isNeeded: true, locked: 17, place: /^node_modules\/\.pnpm\/[^/]+\/node_modules\// },
  { name: 'pnpm-hoisted', locked: 17, place: MODULES, special: NESTED },
  { name: 'yarn1', isNeeded: true, locked: 16, place: MODULES, special: NESTED },
  {
    name: 'yarn4-pnp',
    isNeeded: true,
    locked: 16,
    place: /^\.yarn\/(cache\/.*\.zip$|unplugged\/)/,
    special: UNPLUGGED,
  },
  { name: 'yarn4-pnp-own-cache', locked: 16, place: /^(vendor\/archives\/.*\.zip$|\.yarn\/unplugged\/)/ },
  { name: 'yarn4-node-modules', locked: 16, place: /^(.*node_modules\/|\.yarn\/cache\/)/, special: NESTED },
  { name: 'yarn4-pnpm', locked: 16, place: /^(node_modules\/\.store\/[^/]+\/package$|\.yarn\/cache\/)/ },
  { name: 'bun', locked: 16, place: MODULES, special: NESTED },
  { name: 'bun-isolated', locked: 16, place: /^node_modules\/\.bun\/[^/]+\/node_modules\// },
]

const folderOf = (name: string) => join(CACHE, name)
const isThere = ({ name }: Pick<Case, 'name'>) => existsSync(folderOf(name))

async function lockfileIn(name: string): Promise<Lockfile> {
  const { lockfiles } = await readInventory(diskTree(folderOf(name)), {
    excluded: [],
    ignored: async () => new Set(),
  })
  expect(lockfiles).toHaveLength(1)
  const [lockfile] = lockfiles
  if (!lockfile) throw new Error(`there is no lockfile in ${name}`)
  expect(lockfile.gaps).toEqual([])
  return lockfile
}

/** Yarn 4 fetches what it patches by itself, also where it is not used. */
function isElsewhere({ name }: Package, lockfile: Lockfile): boolean {
  if (name === '@esbuild/aix-ppc64') return true
  return name === 'fsevents' && !lockfile.format.startsWith('yarn berry') && process.platform !== 'darwin'
}

async function expectWhole(found: FoundPackage, pkg: Package): Promise<void> {
  const { name, version } = pkg
  expect(found.manifest).toEqual({ fields: expect.objectContaining({ name, version }) })
  expect(await manifestOf(found)).toEqual(found.manifest)
  expect(found.copies).toEqual([])
  const items = await found.list('')
  const license = items.find((item) => item.kind === 'file' && /^licen[sc]e/i.test(item.name))
  if (!license) throw new Error(`${labelOf(pkg)} has no license file`)
  expect((await found.read(license.name, 1e6))?.length).toBe(license.size)
}

test('where CI is set, the managers that must be there have installed', () => {
  const missing = CASES.filter((one) => one.isNeeded && !isThere(one)).map(({ name }) => name)
  if (process.env['CI'] !== 'true' && missing.length > 0) {
    process.stderr.write(
      `Nothing is installed for ${missing.join(', ')}: run node test/fixtures/install.mjs\n`,
    )
  }
  expect(process.env['CI'] === 'true' ? missing : []).toEqual([])
})

for (const { name, locked, place, special = {} } of CASES.filter(isThere)) {
  describe(`an installation of ${name}`, () => {
    test('holds every locked package of this platform, and nothing is found of the others', async () => {
      const lockfile = await lockfileIn(name)
      const installed = await installedPackages(diskTree(folderOf(name)), lockfile)
      expect(installed.problems).toEqual([])
      expect(lockfile.packages.length).toBeGreaterThanOrEqual(locked)
      const lost: string[] = []
      for (const pkg of lockfile.packages) {
        const found = await installed.of(pkg)
        if (found === undefined) lost.push(labelOf(pkg))
        if (found === undefined) continue
        if (found === 'other') throw new Error(`another package lies in the place of ${labelOf(pkg)}`)
        expect(found.place).toMatch(special[labelOf(pkg)] ?? place)
        await expectWhole(found, pkg)
      }
      expect(lost.sort()).toEqual(
        lockfile.packages
          .filter((pkg) => isElsewhere(pkg, lockfile))
          .map(labelOf)
          .sort(),
      )
    })

    test('holds no other version, and no package of another name', async () => {
      const lockfile = await lockfileIn(name)
      const installed = await installedPackages(diskTree(folderOf(name)), lockfile)
      const [ms] = lockfile.packages.filter((pkg) => pkg.name === 'ms')
      if (!ms) throw new Error('there is no ms')
      const answers = [
        await installed.of({ ...ms, version: '99.0.0', integrity: undefined }),
        await installed.of({ ...ms, name: 'mss', integrity: undefined }),
      ]
      expect(answers).toEqual(Array(2).fill(lockfile.manager === 'npm' ? 'other' : undefined))
    })
  })
}

const GLOBAL = 'yarn4-pnp-global'
for (const { name } of [{ name: GLOBAL }].filter(isThere)) {
  test("Yarn's global cache is read where it is given, and nowhere else", async () => {
    const lockfile = await lockfileIn(name)
    const tree = diskTree(folderOf(name))
    const without = await installedPackages(tree, lockfile)
    expect(without.problems).toEqual([expect.stringContaining('.yarn/cache holds no archives')])
    const yarnCache = diskTree(join(CACHE, 'shared/yarn4/cache'))
    const given = await installedPackages(tree, lockfile, { yarnCache })
    expect(given.problems).toEqual([])
    for (const pkg of lockfile.packages.filter((one) => !isElsewhere(one, lockfile))) {
      const isUnplugged = pkg.name === 'once' || pkg.name === 'node-gyp'
      expect((await without.of(pkg)) !== undefined).toBe(isUnplugged)
      const found = await given.of(pkg)
      if (typeof found !== 'object') throw new Error(`${labelOf(pkg)} is not found`)
      expect(found.place.startsWith(isUnplugged ? '.yarn/unplugged/' : "Yarn's global cache/")).toBe(true)
      await expectWhole(found, pkg)
    }
  })
}

test('what the installations are made of is what this test expects', () => {
  const script = readFileSync(resolve(import.meta.dirname, '../fixtures/install.mjs'), 'utf8')
  const names = [...CASES.map(({ name }) => name), GLOBAL]
  expect(names.filter((name) => !script.includes(`'${name}':`) && !script.includes(`  ${name}: {`))).toEqual(
    [],
  )
})
