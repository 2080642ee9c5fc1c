import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { globOf } from '../../src/core/glob.ts'

type Case = readonly [glob: string, path: string, matches: boolean]

const CASES: readonly Case[] = [
  ['a.pem', 'a.pem', true],
  ['a.pem', 'b/a.pem', false],
  ['./a.pem', 'a.pem', true],
  ['././a.pem', 'a.pem', true],
  ['certs', 'certs/a/b.pem', true],
  ['certs/', 'certs/a/b.pem', true],
  ['certs', 'certs2/a.pem', false],
  ['certs', 'other/certs/a.pem', false],
  ['.', 'certs/a.pem', true],
  ['*.pem', 'a.pem', true],
  ['*.pem', '.pem', true],
  ['*.pem', 'certs/a.pem', false],
  ['*.pem', 'a.pem.bak', false],
  ['certs/*', 'certs/a.pem', true],
  ['certs/*', 'certs/a/b.pem', false],
  ['**/*.pem', 'a.pem', true],
  ['**/*.pem', 'a/b/c/d.pem', true],
  ['**/*', '.kube/config', true],
  ['**', 'a/b', true],
  ['a/**', 'a/b/c', true],
  ['a/**', 'b/a/c', false],
  ['a/**/b.pem', 'a/b.pem', true],
  ['a/**/b.pem', 'a/x/y/b.pem', true],
  ['a/**/b.pem', 'x/b.pem', false],
  ['**/test/**/x*', 'test/x', true],
  ['**/test/**/x*', 'a/test/b/c/xy', true],
  ['**/**/**/a', 'a', true],
  ['a**b', 'axxb', true],
  ['a**b', 'ax/xb', false],
  ['envs/*/tls', 'envs/prod/tls/a.crt', true],
  ['envs/*/tls', 'envs/prod/tls.crt', false],
  ['?.pem', 'a.pem', true],
  ['?.pem', '😀.pem', true],
  ['?.pem', 'ab.pem', false],
  ['[abc].pem', 'b.pem', true],
  ['[abc].pem', 'd.pem', false],
  ['[a-c]x', 'bx', true],
  ['[!a-c]x', 'bx', false],
  ['[^a-c]x', 'dx', true],
  ['[]]x', ']x', true],
  ['[[]x', '[x', true],
  ['[x', '[x', true],
  ['a[]', 'a[]', true],
  ['*.{pem,crt}', 'a.crt', true],
  ['*.{pem,crt}', 'a.key', false],
  ['{a,b{c,d}}/x', 'bd/x', true],
  ['{a,b{c,d}}/x', 'a/x', true],
  ['{a,b{c,d}}/x', 'b/x', false],
  ['a{,.bak}', 'a', true],
  ['a{b}', 'a{b}', true],
  ['a{b}{c,d}', 'a{b}d', true],
  ['{a,b', '{a,b', true],
  ['certs\\*.pem', 'certs/a.pem', true],
  ['a.pem', 'aXpem', false],
  ['(a|b)+$', '(a|b)+$', true],
  ['*a*a*a', 'aaaa', true],
  ['*a*a*b', 'aaaa', false],
]

/** Another way to read the same: without braces, as a regular expression. */
function oracle(glob: string, path: string): boolean {
  const part = (text: string) =>
    [...text]
      .map((one) => (one === '*' ? '[^/]*' : one === '?' ? '[^/]' : one.replace(/\W/g, '\\$&')))
      .join('')
  const parts = glob.replace(/\*\*(?:\/\*\*)+/g, '**').split('/')
  const written = parts.map((one, at) => {
    const isLast = at === parts.length - 1
    if (one === '**') return isLast ? '(?:.+)?' : '(?:[^/]+/)*'
    return part(one) + (isLast ? '' : parts[at + 1] === '**' && at + 1 === parts.length - 1 ? '(?:/|$)' : '/')
  })
  const isFolder = !/[*?]/.test(parts.at(-1) ?? '')
  return new RegExp(`^${written.join('')}${isFolder ? '(?:/.*)?' : ''}$`).test(path)
}

describe('a glob', () => {
  test.each(CASES)('%s and %s: %s', (glob, path, matches) => {
    expect(globOf(glob).matches(path)).toBe(matches)
  })

  test('means what a regular expression says', () => {
    const piece = fc.constantFrom('a', 'b', 'ab', '*', 'a*', '*b', '?', '?a*', '**', 'a*b*')
    const name = fc.stringMatching(/^[ab]{1,4}$/)
    const globs = fc.array(piece, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'))
    const paths = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'))
    const property = fc.property(globs, paths, (glob, path) => {
      expect(globOf(glob).matches(path)).toBe(oracle(glob, path))
    })
    fc.assert(property, { numRuns: 5000 })
  })

  test.each<readonly [string, string, boolean]>([
    ['a/b/*.pem', 'a', true],
    ['a/b/*.pem', 'a/b', true],
    ['a/b/*.pem', 'b', false],
    ['a/b/*.pem', 'a/b/c', false],
    ['**/*.pem', 'x/y', true],
    ['a', 'a/b/c', true],
    ['a/b', 'a', true],
    ['a/b', 'c', false],
    ['*', 'a', false],
    ['*', '.', true],
  ])('%s may match something below %s: %s', (glob, folder, may) => {
    expect(globOf(glob).mayMatchBelow(folder)).toBe(may)
  })

  test.each<readonly [string, string, boolean, boolean]>([
    ['a/b', 'a/b', true, false],
    ['a/b', 'a/b/c', false, false],
    ['a/b', 'a', false, true],
    ['a/*', 'a/b', true, false],
    ['a/**', 'a/b/c', true, true],
  ])('%s, a plain name alone: %s itself %s, something below it %s', (glob, path, matches, may) => {
    const alone = globOf(glob, 'alone')
    expect([alone.matches(path), alone.mayMatchBelow(path)]).toEqual([matches, may])
  })

  test('knows what names one thing', () => {
    expect(['a/b.pem', './a', '{a}', 'a*', '{a,b}', '?', '[a]'].map((glob) => globOf(glob).isExact)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      false,
    ])
  })

  test('does not take long, whatever it is', () => {
    const start = performance.now()
    expect(globOf('*a'.repeat(200)).matches('a'.repeat(4000))).toBe(true)
    expect(globOf(`${'*a'.repeat(200)}b`).matches('a'.repeat(4000))).toBe(false)
    expect(globOf(`${'**/a/'.repeat(50)}b`).matches(`${'a/'.repeat(500)}c`)).toBe(false)
    expect(globOf('{a,b}'.repeat(40)).matches('a'.repeat(40))).toBe(false)
    expect(globOf('{'.repeat(5000)).matches('{')).toBe(false)
    expect(performance.now() - start).toBeLessThan(4000)
  })
})
