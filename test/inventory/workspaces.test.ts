import { describe, expect, test } from '@jest/globals'
import { isAmong } from '../../src/inventory/workspaces.ts'

describe('isAmong', () => {
  test.each([
    [['packages/*'], 'packages/a'],
    [['./packages/*'], 'packages/a'],
    [['packages/*/'], 'packages/a'],
    [['packages/a'], 'packages/a'],
    [['a', 'b', 'packages/a'], 'packages/a'],
    [{ packages: ['packages/*'], nohoist: [] }, 'packages/a'],
    [['packages/**'], 'packages/a'],
    [['packages/**'], 'packages/a/b/c'],
    [['**'], 'a'],
    [['**/web'], 'apps/x/web'],
    [['**/web'], 'web'],
    [['apps/**/web'], 'apps/web'],
    [['*'], 'a'],
    [['*/*'], 'a/b'],
    [['packages/lib-*'], 'packages/lib-a'],
    [['packages/*-lib'], 'packages/a-lib'],
    [['packages/a*c'], 'packages/ac'],
    [['packages/*', '!packages/b'], 'packages/a'],
  ])('%j names %s', (workspaces, folder) => {
    expect(isAmong(workspaces, folder)).toBe(true)
  })

  test.each([
    [undefined, 'packages/a'],
    [null, 'packages/a'],
    ['packages/*', 'packages/a'],
    [[], 'packages/a'],
    [[7, null, {}], 'packages/a'],
    [{}, 'packages/a'],
    [{ packages: 'packages/*' }, 'packages/a'],
    [['packages/*'], 'packages'],
    [['packages/*'], 'packages/a/b'],
    [['packages/*'], 'other/a'],
    [['packages/*'], '../packages/a'],
    [['packages/a'], 'packages/ab'],
    [['packages/abc*abc'], 'packages/abc'],
    [['packages/lib-*'], 'packages/li'],
    [['apps/**/web'], 'apps'],
    [['**/web'], 'webb'],
    [['packages/*', '!packages/a'], 'packages/a'],
    [['packages/*', '!packages/**'], 'packages/a'],
    [['packages/{a,b}'], 'packages/a'],
    [['packages/*a*'], 'packages/a'],
    [['a/**/b/**'], 'a/b/c'],
  ])('%j does not name %s', (workspaces, folder) => {
    expect(isAmong(workspaces, folder)).toBe(false)
  })

  test('a pattern that is meant to take long does not', () => {
    const start = performance.now()
    const hostile = [`${'**/'.repeat(10_000)}x`, `${'*a'.repeat(10_000)}b`, `${'a/'.repeat(10_000)}*`]
    expect(isAmong(hostile, 'a/'.repeat(500))).toBe(false)
    expect(performance.now() - start).toBeLessThan(1000)
  })
})
