import { describe, expect, test } from '@jest/globals'
import { workspacesOf } from '../../src/inventory/workspaces.ts'

describe('workspacesOf', () => {
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
    [['a/**/b/**'], 'a/b/c'],
    [['*'], 'a'],
    [['*/*'], 'a/b'],
    [['packages/lib-*'], 'packages/lib-a'],
    [['packages/*-lib'], 'packages/a-lib'],
    [['packages/a*c'], 'packages/ac'],
    [['packages/*', '!packages/b'], 'packages/a'],
    [['packages/{a,b}'], 'packages/b'],
    [['{apps,packages}/{a,b,c*}'], 'apps/cd'],
    [['packages/{,x-}a'], 'packages/a'],
    [['packages/*a*'], 'packages/a'],
    [['packages/*-*-x'], 'packages/a-b-c-x'],
    [['packages/$&{a,b}'], 'packages/$&a'],
  ])('%j names %s', (workspaces, folder) => {
    expect(workspacesOf(workspaces)(folder)).toBe(true)
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
    [['packages/{a,b}'], 'packages/c'],
    [['packages/a*b*c'], 'packages/acb'],
    [['packages/*ab*b'], 'packages/ab'],
    [['packages/?'], 'packages/a'],
    [[`packages/${'a'.repeat(2000)}`], `packages/${'a'.repeat(2000)}`],
  ])('%j does not name %s', (workspaces, folder) => {
    expect(workspacesOf(workspaces)(folder)).toBe(false)
  })

  test('a pattern that is meant to take long does not', () => {
    const start = performance.now()
    const hostile = [
      `${'**/'.repeat(10_000)}x`,
      `${'*a'.repeat(10_000)}b`,
      `${'a/'.repeat(10_000)}*`,
      '{a,b}'.repeat(200),
      '{'.repeat(1000),
      `${'*a'.repeat(500)}b`,
    ]
    expect(workspacesOf(hostile)('a'.repeat(1000))).toBe(false)
    expect(performance.now() - start).toBeLessThan(20_000)
  })
})
