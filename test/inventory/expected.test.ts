import { expect, test } from '@jest/globals'
import { diskTree } from '../../src/adapters/files.ts'
import { type Inventory, readInventory } from '../../src/inventory/inventory.ts'
import type { Package } from '../../src/inventory/package.ts'
import { unlockedManifests } from '../../src/inventory/unlocked.ts'
import { CASES, type Case, differences, listedOf } from './support/expected.ts'

async function read({ directory }: Case): Promise<Inventory & { readonly all: readonly Package[] }> {
  const tree = diskTree(directory)
  const inventory = await readInventory(tree)
  expect(await unlockedManifests(tree, inventory)).toEqual([])
  return { ...inventory, all: inventory.lockfiles.flatMap(listedOf) }
}

test('there are the cases that real package managers made', () => {
  expect(CASES.map((one) => one.name)).toEqual([
    'bun-mono',
    'bun-sources',
    'npm11-mono',
    'npm11-mono-noresolved',
    'npm11-shrinkwrap',
    'npm11-sources',
    'npm6-single',
    'npm6-sources',
    'npm7-mono',
    'npm7-sources',
    'npm9-mono',
    'pnpm10-catalog',
    'pnpm10-mono',
    'pnpm10-sources',
    'pnpm7-mono',
    'pnpm7-sources',
    'pnpm8-mono',
    'pnpm8-sources',
    'yarn1-mono',
    'yarn1-sources',
    'yarn3-mono',
    'yarn3-sources',
    'yarn4-mono',
    'yarn4-sources',
    'yarn418-mono',
    'yarn418-sources',
  ])
})

test.each(CASES)('$name holds what its own manager says, and nothing else', async (one) => {
  const { all, gaps, lockfiles } = await read(one)
  expect(lockfiles.map((lockfile) => lockfile.path)).toEqual([one.lockfile])
  expect(gaps).toEqual([])
  expect(one.packages.length).toBeGreaterThan(15)
  expect(differences(one.packages, all)).toEqual([])
})

const FALSEHOODS: readonly (readonly [string, (one: Package) => Package | readonly Package[]])[] = [
  ['is left out', () => []],
  ['stands there once more under another name', (one) => [one, { ...one, name: `${one.name}x` }]],
  ['has another version', (one) => ({ ...one, version: '0.0.0-other' })],
  ['has another alias', (one) => ({ ...one, alias: 'other' })],
  ['has another source', (one) => ({ ...one, source: one.source === 'git' ? 'registry' : 'git' })],
  ['has another scope', (one) => ({ ...one, scope: one.scope === 'dev' ? 'prod' : 'dev' })],
  ['is direct when it is not, or the reverse', (one) => ({ ...one, direct: !one.direct })],
  ['is bundled when it is not, or the reverse', (one) => ({ ...one, bundled: !one.bundled })],
]

test.each(FALSEHOODS)('the comparison fails where one package %s', async (_name, falsify) => {
  for (const one of CASES) {
    const { all } = await read(one)
    const single = all.filter((pkg) => all.filter(({ name }) => name === pkg.name).length === 1)
    const victims = [single[0], single.at(-1)]
    for (const victim of victims) {
      const told = all.flatMap((pkg) => (pkg === victim ? falsify(pkg) : pkg))
      expect(differences(one.packages, told)).not.toEqual([])
    }
  }
})
