import { describe, expect, test } from '@jest/globals'
import { type Locked, shippedOf } from '../../../../src/checks/license-compliance/notices/shipped.ts'

const at = (location: string, name: string, alias?: string): Locked => ({ location, name, alias })
const LOCKED: readonly Locked[] = [
  at('node_modules/a', 'a'),
  at('node_modules/a/node_modules/b', 'b'),
  at('node_modules/b', 'b'),
  at('packages/p/node_modules/b', 'b'),
  at('node_modules/c', 'real', 'c'),
  at('d@1.0.0', 'd'),
  at('e@1.0.0', 'e'),
  at('e@2.0.0', 'e'),
]

type Judge = typeof shippedOf<Locked>
type Row = readonly [folder: string, name: string, location: string | undefined]

const FOLDERS: readonly Row[] = [
  ['node_modules/a', 'a', 'node_modules/a'],
  ['node_modules/b', 'b', 'node_modules/b'],
  ['node_modules/a/node_modules/b', 'b', 'node_modules/a/node_modules/b'],
  ['packages/p/node_modules/b', 'b', 'packages/p/node_modules/b'],
  ['../../node_modules/b', 'b', 'node_modules/b'],
  ['home/ci/p/node_modules/a/node_modules/b', 'b', 'node_modules/a/node_modules/b'],
  ['node_modules/c', 'c', 'node_modules/c'],
  ['node_modules/real', 'real', undefined],
  ['node_modules/.pnpm/d@1.0.0/node_modules/d', 'd', 'd@1.0.0'],
  ['node_modules/.pnpm/e@1.0.0/node_modules/e', 'e', undefined],
  ['node_modules/z', 'z', undefined],
  ['node_modules/__proto__', '__proto__', undefined],
]

function failing(judge: Judge): readonly Row[] {
  return FOLDERS.filter(([folder, name, location]) => {
    const { shipped, unknown } = judge(LOCKED, [{ folder, name }])
    const isRight = shipped.map((one) => one.location).join() === (location ?? '')
    return !isRight || unknown.length !== (location === undefined ? 1 : 0)
  })
}

describe('which locked package a folder of a bundle is', () => {
  test.each(FOLDERS)('%s (%s): %s', (folder, name, location) => {
    const { shipped, unknown } = shippedOf(LOCKED, [{ folder, name }])
    expect(shipped.map((one) => one.location)).toEqual(location === undefined ? [] : [location])
    expect(unknown).toEqual(location === undefined ? [{ folder, name }] : [])
  })

  test('has a table that one who knows all, one who knows none and one who goes by name fail', () => {
    expect(failing(shippedOf)).toEqual([])
    expect(failing((locked) => ({ shipped: locked, unknown: [] })).length).toBeGreaterThan(3)
    expect(failing((_, bundled) => ({ shipped: [], unknown: bundled })).length).toBeGreaterThan(3)
    const byName: Judge = (locked, [one]) => ({
      shipped: locked.filter(({ name }) => name === one?.name),
      unknown: [],
    })
    expect(failing(byName).length).toBeGreaterThan(3)
  })
})

test('what ships keeps the order of the lockfile, each once', () => {
  const bundled = ['node_modules/b', 'node_modules/a', '../node_modules/a'].map((folder) => ({
    folder,
    name: folder.slice(-1),
  }))
  const { shipped } = shippedOf(LOCKED, bundled)
  expect(shipped.map((one) => one.location)).toEqual(['node_modules/a', 'node_modules/b'])
})
