import { expect, test } from '@jest/globals'
import { diskTree } from '../../src/adapters/files.ts'
import { readInventory } from '../../src/inventory/inventory.ts'
import type { Scope } from '../../src/inventory/package.ts'
import { CASES } from './support/expected.ts'
import { type Fields, inventoryOf, large } from './support/projects.ts'
import { labelOf, rawEdges, rawPackages } from './support/raw.ts'

const LARGE = [
  ['npm-4311', 4311, 3239],
  ['npm-2425', 2425, 1834],
] as const
const NAMES = LARGE.map(([name]) => name)

async function read(name: 'npm-4311' | 'npm-2425') {
  const { manifest, lock } = large(name)
  const inventory = await inventoryOf({ 'package.json': manifest, 'package-lock.json': lock })
  const [lockfile] = inventory.lockfiles
  if (!lockfile || inventory.lockfiles.length !== 1) throw new Error('not one lockfile')
  return { inventory, lockfile, raw: rawPackages(lock), lines: lock.split('\n') }
}

test.each(LARGE)('%s: every one of its %i entries is accounted for', async (name, entries, different) => {
  const { inventory, lockfile, raw, lines } = await read(name)
  expect(inventory.gaps).toEqual([])
  expect(inventory.targets).toEqual([{ id: 'package-lock.json', complete: true }])
  expect(lockfile.format).toBe('package-lock v3')
  const links = Object.values(raw).filter((entry) => entry['link']).length
  const root = 1
  expect(lockfile.packages.length + lockfile.members.length + links + root).toBe(Object.keys(raw).length)
  expect(lockfile.packages).toHaveLength(entries)
  expect(new Set(lockfile.packages.map((one) => one.location)).size).toBe(entries)
  expect(new Set(lockfile.packages.map((one) => `${one.name}@${one.version}`)).size).toBe(different)
  const wrong = lockfile.packages.filter(
    ({ name, version, location, license, line = 0 }) =>
      `${name}@${version}` !== labelOf(raw, location) ||
      license !== raw[location]?.['license'] ||
      lines[line - 1] !== `    ${JSON.stringify(location)}: {`,
  )
  expect(wrong).toEqual([])
})

/** What npm's own flags (`dev`, `optional`, `devOptional`) make of an entry, in our words. */
function flaggedScopes(entry: Fields | undefined): readonly Scope[] {
  if (entry?.['dev']) return ['dev']
  return entry?.['optional'] || entry?.['devOptional'] ? ['optional'] : ['prod', 'both']
}

test.each(NAMES)('%s: scopes are those that npm flagged', async (name) => {
  const { lockfile, raw } = await read(name)
  const wrong = lockfile.packages.filter(
    ({ location, scope }) => !flaggedScopes(raw[location]).includes(scope),
  )
  expect(wrong).toEqual([])
  expect(new Set(lockfile.packages.map((one) => one.scope)).size).toBe(4)
})

test.each(NAMES)(
  '%s: paths start at a direct dependency, follow real ones and end at the package',
  async (name) => {
    const { lockfile, raw } = await read(name)
    const { edges, direct } = rawEdges(raw)
    const isPath = (path: readonly string[], end: string) =>
      direct.has(path[0] ?? '') &&
      path.at(-1) === end &&
      path.slice(1).every((label, at) => edges.has(`${path[at]} -> ${label}`))
    const wrong: unknown[] = []
    let most = 0
    for (const { location, direct: isDirect } of lockfile.packages) {
      const [shortest = [], ...more] = lockfile.paths(location, 1)
      const paths = lockfile.paths(location, 3)
      const isFine =
        more.length === 0 &&
        isDirect === (shortest.length === 1) &&
        Math.min(...paths.map((path) => path.length)) === shortest.length &&
        new Set(paths.map((path) => path.join(' > '))).size === paths.length &&
        [shortest, ...paths].every((path) => isPath(path, labelOf(raw, location)))
      if (!isFine) wrong.push({ location, shortest, more, paths })
      most = Math.max(most, paths.length)
    }
    expect(wrong).toEqual([])
    expect(most).toBe(3)
    expect(lockfile.paths('node_modules/not-there', 3)).toEqual([])
    expect(isPath(['react@0.0.0-none'], 'react@0.0.0-none')).toBe(false)
  },
)

const OF_NPM = CASES.filter(({ name }) => name.startsWith('npm'))

test.each(OF_NPM)('$name: every entry is accounted for', async ({ directory, lockfile: path }) => {
  const tree = diskTree(directory)
  const [lockfile] = (await readInventory(tree)).lockfiles
  const lock = JSON.parse(new TextDecoder().decode(await tree.read(path)))
  if (lock.lockfileVersion === 1) {
    const count = (from: { dependencies?: object } | undefined): number =>
      Object.values(from?.dependencies ?? {}).reduce((sum, one) => sum + 1 + count(one), 0)
    expect(lockfile?.packages).toHaveLength(count(lock))
    return
  }
  const raw = rawPackages(JSON.stringify(lock))
  const links = Object.values(raw).filter((entry) => entry['link']).length
  expect((lockfile?.packages.length ?? 0) + (lockfile?.members.length ?? 0) + links + 1).toBe(
    Object.keys(raw).length,
  )
})
