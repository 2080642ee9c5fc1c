import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { readInventory } from '../../src/inventory/inventory.ts'
import type { Package } from '../../src/inventory/package.ts'
import {
  filesOf,
  type Kind,
  type Planting,
  plantings,
  resolve,
  sayableInOne,
  type Truth,
  treeOf,
  truthOf,
} from './support/trees.ts'

const RUNS = 500
const PLAIN: readonly Kind[] = ['prod', 'dev', 'optional']
const ALL: readonly Kind[] = [...PLAIN, 'peer', 'optional-peer']

interface Read {
  readonly gaps: readonly unknown[]
  readonly members: readonly string[]
  readonly packages: Readonly<Record<string, Truth>>
  readonly paths: (location: string, most: number) => readonly (readonly string[])[]
}

async function read(planting: Planting, version: 1 | 3): Promise<Read> {
  const { lockfiles, gaps } = await readInventory(treeOf(filesOf(planting, version)))
  const [lockfile] = lockfiles
  const told = ({ name, version: locked, scope, direct, bundled }: Package): Truth => ({
    name,
    version: locked,
    scope,
    direct,
    bundled,
  })
  return {
    gaps,
    members: lockfile?.members.map((one) => one.name).sort() ?? [],
    packages: Object.fromEntries(lockfile?.packages.map((one) => [one.location, told(one)]) ?? []),
    paths: lockfile?.paths ?? (() => []),
  }
}

test('versions 1 and 3 of one tree say the same, and what is true', async () => {
  const seen = new Set<string>()
  await fc.assert(
    fc.asyncProperty(plantings({ kinds: PLAIN, members: 0 }), async (planting) => {
      const sayable = sayableInOne(planting)
      const truth = truthOf(sayable)
      for (const version of [1, 3] as const) {
        const { gaps, packages } = await read(sayable, version)
        expect(gaps).toEqual([])
        expect(packages).toEqual(truth)
      }
      for (const { scope } of Object.values(truth)) seen.add(scope)
    }),
    { numRuns: RUNS },
  )
  expect([...seen].sort()).toEqual(['both', 'dev', 'optional', 'prod'])
})

test('peers, members and everything that version 3 can say', async () => {
  const seen = new Set<string>()
  await fc.assert(
    fc.asyncProperty(plantings({ kinds: ALL, members: 2 }), async (planting) => {
      const { gaps, members, packages } = await read(planting, 3)
      const own = planting.filter((one) => one.isOwn && one.location !== '')
      expect(gaps).toEqual([])
      expect(packages).toEqual(truthOf(planting))
      expect(members).toEqual(own.map((one) => one.name).sort())
      if (own.length > 0) seen.add('members')
    }),
    { numRuns: RUNS },
  )
  expect(seen).toContain('members')
})

/** Names alone: every step of a path must be a dependency of some copy of what stands before it. */
function steps(planting: Planting): ReadonlySet<string> {
  const labelOf = (one: Planting[number]) => (one.isOwn ? one.name : `${one.name}@${one.version}`)
  return new Set(
    planting.flatMap((one) =>
      one.needs.flatMap((need) => {
        const to = resolve(planting, one.location, need.name)
        return to ? [`${one.location === '' ? '' : labelOf(one)} > ${labelOf(to)}`] : []
      }),
    ),
  )
}

test('paths follow dependencies from what the repository names to the package', async () => {
  await fc.assert(
    fc.asyncProperty(
      plantings({ kinds: ALL, members: 2 }),
      fc.integer({ min: 1, max: 4 }),
      async (planting, most) => {
        const { packages, paths } = await read(planting, 3)
        const known = steps(planting)
        const members = planting.filter((one) => one.isOwn).map((one) => one.name)
        for (const [location, { name, version, direct }] of Object.entries(packages)) {
          const found = paths(location, most)
          expect(found.length).toBeLessThanOrEqual(most)
          if (direct) expect(found.length).toBeGreaterThan(0)
          for (const path of found) {
            expect(path.at(-1)).toBe(`${name}@${version}`)
            const isStart = members.includes(path[0] ?? '') || known.has(` > ${path[0]}`)
            expect(isStart).toBe(true)
            for (const [at, label] of path.slice(1).entries())
              expect(known).toContain(`${path[at]} > ${label}`)
            expect(new Set(path).size).toBeLessThanOrEqual(path.length)
          }
        }
      },
    ),
    { numRuns: RUNS / 2 },
  )
})

const WRONG: readonly (readonly [string, (truth: Truth) => Truth])[] = [
  [
    'takes development for production',
    (one) => ({ ...one, scope: one.scope === 'dev' ? 'prod' : one.scope }),
  ],
  [
    'takes what is optional for production',
    (one) => ({ ...one, scope: one.scope === 'optional' ? 'prod' : one.scope }),
  ],
  [
    'forgets that development needs it too',
    (one) => ({ ...one, scope: one.scope === 'both' ? 'prod' : one.scope }),
  ],
  ['takes everything for direct', (one) => ({ ...one, direct: true })],
  ['calls an alias by its other name', (one) => ({ ...one, name: one.name.replace('real-', '') })],
  ['sees no bundle', (one) => ({ ...one, bundled: false })],
]

test.each(WRONG)('the property fails for a reader that %s', async (_name, falsify) => {
  const result = await fc.check(
    fc.asyncProperty(plantings({ kinds: PLAIN, members: 0 }), async (planting) => {
      const { packages } = await read(planting, 3)
      const told = Object.fromEntries(
        Object.entries(packages).map(([location, one]) => [location, falsify(one)]),
      )
      expect(told).toEqual(truthOf(planting))
    }),
    { numRuns: RUNS },
  )
  expect(result.failed).toBe(true)
})
