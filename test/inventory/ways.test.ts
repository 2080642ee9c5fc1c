import { describe, expect, test } from '@jest/globals'
import { inventoryOf, project } from './support/projects.ts'

const needs = (...names: readonly string[]) => ({
  version: '1.0.0',
  dependencies: Object.fromEntries(names.map((name) => [name, '*'])),
})

async function waysTo(
  name: string,
  most: number,
  entries: Readonly<Record<string, object>>,
  direct: readonly string[],
) {
  const packages = Object.fromEntries(
    Object.entries(entries).map(([key, value]) => [`node_modules/${key}`, value]),
  )
  const root = Object.fromEntries(direct.map((one) => [one, '*']))
  const [lockfile] = (await inventoryOf(project(packages, root))).lockfiles
  const told = lockfile?.ways(`node_modules/${name}`, most)
  return { isAll: told?.isAll, paths: told?.paths.map((path) => path.join(' > ')).sort() }
}

describe('every way to a package', () => {
  const diamond = { a: needs('c'), b: needs('c', 'a'), c: needs('d'), d: needs('c') }

  test('passes none twice, circles included', async () => {
    expect(await waysTo('d', 10, diamond, ['a', 'b'])).toEqual({
      isAll: true,
      paths: [
        'a@1.0.0 > c@1.0.0 > d@1.0.0',
        'b@1.0.0 > a@1.0.0 > c@1.0.0 > d@1.0.0',
        'b@1.0.0 > c@1.0.0 > d@1.0.0',
      ],
    })
  })

  test('is not all where there are more', async () => {
    const told = await waysTo('d', 2, diamond, ['a', 'b'])
    expect([told.isAll, told.paths?.length]).toEqual([false, 2])
  })

  test('is none to what is not there', async () => {
    expect(await waysTo('x', 2, diamond, ['a', 'b'])).toEqual({ isAll: true, paths: [] })
  })

  test('ends in a tree with more ways than anybody could count', async () => {
    const layers = 30
    const entries = Object.fromEntries(
      Array.from({ length: layers * 3 }, (_, i) => {
        const next = Math.floor(i / 3) + 1
        return [`p${i}`, needs(...(next < layers ? [0, 1, 2].map((k) => `p${next * 3 + k}`) : ['end']))]
      }),
    )
    const told = await waysTo('end', 50, { ...entries, end: needs() }, ['p0', 'p1', 'p2'])
    expect(told.isAll).toBe(false)
  })
})

test('a way of thousands is told from its end', async () => {
  const chain = Object.fromEntries(
    Array.from({ length: 3000 }, (_, i) => [`node_modules/p${i}`, needs(...(i < 2999 ? [`p${i + 1}`] : []))]),
  )
  const [lockfile] = (await inventoryOf(project(chain, { p0: '*' }))).lockfiles
  const [path] = lockfile?.paths('node_modules/p2999', 1) ?? []
  expect(path?.[0]).toBe('…')
  expect(path?.at(-1)).toBe('p2999@1.0.0')
  expect(path?.length).toBe(51)
})
