import { describe, expect, test } from '@jest/globals'
import { evaluate } from '../../../src/checks/dependency-audit/evaluate.ts'
import { covers, WAIVER_KEYS } from '../../../src/checks/dependency-audit/waivers.ts'
import type { Finding } from '../../../src/core/finding.ts'
import { advisoryOf, factOf, optionsOf } from '../../support/dependency-audit/facts.ts'

const ADVISORY = advisoryOf({
  id: 'GHSA-aaaa-bbbb-cccc',
  name: 'minimist',
  versions: ['0.0.8'],
  fixed: '0.2.1',
  aliases: ['CVE-2020-7598'],
})

function findingWith(paths: readonly (readonly string[])[]): Finding {
  const fact = factOf('minimist@0.0.8', [ADVISORY], { paths: () => paths, package: { direct: false } })
  const [finding] = evaluate([fact], optionsOf(), new Date('2026-06-01'))
  if (!finding) throw new Error('there is no finding')
  return finding
}

const ONE = findingWith([['mkdirp@0.5.1', 'minimist@0.0.8']])
const TWO = findingWith([
  ['mkdirp@0.5.1', 'minimist@0.0.8'],
  ['tape@4.0.0', 'deep@1.0.0', 'minimist@0.0.8'],
])

const CASES: readonly (readonly [Readonly<Record<string, string>>, Finding, boolean])[] = [
  [{ advisory: 'GHSA-aaaa-bbbb-cccc' }, ONE, true],
  [{ advisory: 'ghsa-AAAA-bbbb-cccc' }, ONE, true],
  [{ advisory: 'CVE-2020-7598' }, ONE, true],
  [{ advisory: 'CVE-2020-7599' }, ONE, false],
  [{ advisory: 'CVE-2020-759' }, ONE, false],
  [{ package: 'minimist' }, ONE, true],
  [{ package: 'minimist@<1' }, ONE, true],
  [{ package: 'minimist@>=0.0.9' }, ONE, false],
  [{ package: 'mini' }, ONE, false],
  [{ advisory: 'CVE-2020-7598', package: 'lodash' }, ONE, false],
  [{ advisory: 'CVE-2020-7598', lockfile: 'package-lock.json' }, ONE, true],
  [{ advisory: 'CVE-2020-7598', lockfile: 'web/package-lock.json' }, ONE, false],
  [{ advisory: 'CVE-2020-7598', path: 'mkdirp > minimist' }, ONE, true],
  [{ advisory: 'CVE-2020-7598', path: 'mkdirp>*' }, ONE, true],
  [{ advisory: 'CVE-2020-7598', path: '* > minimist' }, TWO, true],
  [{ advisory: 'CVE-2020-7598', path: 'mkdirp > *' }, TWO, false],
  [{ advisory: 'CVE-2020-7598', path: 'tape > * > minimist' }, ONE, false],
  [{ advisory: 'CVE-2020-7598', path: 'minimist' }, ONE, false],
  [{ advisory: 'CVE-2020-7598', path: 'mkdirp > * > * > minimist' }, ONE, true],
  [{ path: '*' }, ONE, false],
  [{ lockfile: 'package-lock.json' }, ONE, false],
  [{}, ONE, false],
]

test.each(CASES)('%j covers or does not', (keys, finding, isCovered) => {
  expect(covers(keys, finding)).toBe(isCovered)
})

test('a package alone does not cover malware that is found in it later', () => {
  const [finding] = evaluate(
    [factOf('a@1.0.0', [advisoryOf({ id: 'MAL-2026-1', name: 'a', versions: ['1.0.0'] })])],
    optionsOf(),
    new Date('2026-06-01'),
  )
  expect(finding && covers({ package: 'a' }, finding)).toBe(false)
  expect(finding && covers({ package: 'a', advisory: 'MAL-2026-1' }, finding)).toBe(true)
})

test('where not all ways are known no path covers', () => {
  const many = Array.from({ length: 51 }, (_, i) => ['tooling@1.0.0', `p${i}@1.0.0`, 'minimist@0.0.8'])
  expect(covers({ advisory: 'CVE-2020-7598', path: 'tooling > *' }, findingWith(many))).toBe(false)
  expect(covers({ advisory: 'CVE-2020-7598', path: 'tooling > *' }, findingWith(many.slice(0, 50)))).toBe(
    true,
  )
})

test('a path of many stars takes no time to speak of', () => {
  const deep = findingWith([Array.from({ length: 500 }, (_, i) => `p${i}@1.0.0`)])
  const path = Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? '*' : 'p7')).join(' > ')
  expect(covers({ advisory: 'CVE-2020-7598', path }, deep)).toBe(false)
})

test('the table fails a judge that covers everything, and one that covers nothing', () => {
  expect(CASES.some(([, , isCovered]) => !isCovered)).toBe(true)
  expect(CASES.some(([, , isCovered]) => isCovered)).toBe(true)
})

describe('keys', () => {
  test.each([
    ['advisory', 'GHSA-x', true],
    ['advisory', 'two words', false],
    ['package', '@s/a@^1', true],
    ['package', 'a', true],
    ['package', 'a@not a range', false],
    ['package', '', false],
    ['path', 'a > *', true],
    ['path', 'a > ', false],
    ['path', Array.from({ length: 51 }, () => '*').join('>'), false],
    ['lockfile', 'web/yarn.lock', true],
  ])('%s: %s', (key, value, isFine) => {
    expect(WAIVER_KEYS[key]?.problem(value) === undefined).toBe(isFine)
  })
})
