import { describe, expect, test } from '@jest/globals'
import type { Reading } from '../../../src/checks/license-compliance/fact.ts'
import {
  becauseOf,
  branchOf,
  packageJudge,
  valueJudge,
} from '../../../src/checks/license-compliance/package-license.ts'
import { policyOf } from '../../../src/checks/license-compliance/policy.ts'
import { factOf } from '../../support/license-compliance/facts.ts'

const POLICY = policyOf({ allow: ['MIT', 'ISC'], deny: [], review: ['MPL-2.0'] })

function reading(value: unknown): Reading {
  return { source: 'lockfile', path: 'package-lock.json', value }
}

/** What a package with its own word and the lockfile's comes to. */
function judge(own: unknown, locked: unknown, scopes: readonly string[] = []) {
  const license = packageJudge(POLICY, scopes)(factOf('@s/a@1.0.0', locked, { own }))
  return {
    verdict: license.verdict,
    by: license.deciding.reading.source,
    text: license.deciding.declaration.text,
    others: license.others.map((one) => one.declaration.text),
  }
}

describe('what the readings of a package come to', () => {
  test.each([
    ['both the same: the package’s own', 'MIT', 'MIT', 'allow', 'package.json', 'MIT', []],
    ['the same in another form', ['MIT'], 'mit', 'allow', 'package.json', 'MIT', []],
    ['two that are allowed: the package’s own', 'ISC', 'MIT', 'allow', 'package.json', 'ISC', ['MIT']],
    ['the lockfile is stricter', 'MIT', 'GPL-3.0-only', 'deny', 'lockfile', 'GPL-3.0-only', ['MIT']],
    ['the package is stricter', 'GPL-3.0-only', 'MIT', 'deny', 'package.json', 'GPL-3.0-only', ['MIT']],
    ['review is stricter than allow', 'MIT', 'MPL-2.0', 'review', 'lockfile', 'MPL-2.0', ['MIT']],
    ['unknown is stricter than review', 'MPL-2.0', 'Foo', 'unknown', 'lockfile', 'Foo', ['MPL-2.0']],
    ['denied is stricter than unknown', 'Foo', 'X11', 'deny', 'lockfile', 'X11', ['Foo']],
    ['the package says nothing', undefined, 'MIT', 'unknown', 'package.json', '(none)', ['MIT']],
    ['the package says null', null, 'MIT', 'unknown', 'package.json', '(none)', ['MIT']],
    ['the lockfile says nothing', 'MIT', undefined, 'allow', 'package.json', 'MIT', []],
    ['neither says anything', undefined, undefined, 'unknown', 'package.json', '(none)', []],
    ['an empty text speaks', '', 'MIT', 'unknown', 'package.json', '', ['MIT']],
    ['so does false', false, 'MIT', 'unknown', 'package.json', 'false', ['MIT']],
  ])('%s', (_what, own, locked, verdict, by, text, others) => {
    expect(judge(own, locked)).toEqual({ verdict, by, text, others })
  })

  test('without a reading nothing is declared', () => {
    const license = packageJudge(POLICY, [])(factOf('a@1.0.0', 'MIT', { readings: [] }))
    expect(license.verdict).toBe('unknown')
    expect(license.deciding.reading).toEqual({ source: 'lockfile', path: '', value: undefined })
  })

  test('an internal package is internal, and its license is told all the same', () => {
    expect(judge('GPL-3.0-only', 'MIT', ['@s'])).toMatchObject({ verdict: 'internal', text: 'GPL-3.0-only' })
    expect(judge('GPL-3.0-only', 'MIT', ['@S', '@', '@s/a', '@t'])).toMatchObject({ verdict: 'deny' })
  })
})

describe('values are judged', () => {
  test('each distinct text once, each reading with its own place', () => {
    const one = valueJudge(POLICY)
    const first = one(reading('MIT'))
    const second = one({ ...reading('MIT'), path: 'web/package-lock.json' })
    expect(second.declaration).toBe(first.declaration)
    expect(second.judgment).toBe(first.judgment)
    expect(second.reading.path).toBe('web/package-lock.json')
    expect(one(reading('ISC')).judgment).not.toBe(first.judgment)
  })

  test('a list is not taken for the text it looks like, nor a long text kept', () => {
    const one = valueJudge(POLICY)
    one(reading('MIT'))
    expect(one(reading(['GPL-3.0-only'])).judgment.verdict).toBe('deny')
    const long = 'MIT OR '.repeat(200).concat('ISC')
    expect(one(reading(long)).declaration).not.toBe(one(reading(long)).declaration)
    expect(one(reading(long)).judgment.verdict).toBe('allow')
  })

  test('under one policy as under that policy', () => {
    const strict = policyOf({ allow: ['ISC'], deny: [], review: [] })
    expect(valueJudge(POLICY)(reading('MIT')).judgment.verdict).toBe('allow')
    expect(valueJudge(strict)(reading('MIT')).judgment.verdict).toBe('deny')
  })
})

describe('why, in words', () => {
  const because = (value: unknown) => becauseOf(valueJudge(POLICY)(reading(value)))

  test.each([
    ['MIT', 'MIT is on the allow list'],
    ['MIT AND ISC', 'MIT is on the allow list; ISC is on the allow list'],
    ['MIT OR GPL-3.0-only', 'MIT is on the allow list'],
    ['Foo', 'Foo is no SPDX license id'],
    ['', 'the license is empty'],
    [undefined, 'no license is declared'],
    [7, '7 is a number, not text'],
    [
      ['MIT', 'Apache2'],
      'MIT is on the allow list; a legacy list of licenses: read as a choice; "Apache2" is a name for Apache-2.0',
    ],
    [
      'X11 OR Zlib OR 0BSD OR NCSA',
      'X11 is not on the allow list; Zlib is not on the allow list; 0BSD is not on the allow list; 1 more',
    ],
  ])('%j: %s', (value, want) => {
    expect(because(value)).toBe(want)
  })
})

describe('the branch that lets it pass', () => {
  const branch = (value: unknown) => branchOf(valueJudge(POLICY)(reading(value)))

  test.each([
    ['GPL-3.0-only OR MIT', 'MIT'],
    ['(GPL-3.0-only OR MIT) AND (ISC OR X11)', 'MIT AND ISC'],
    [['X11', 'MIT'], 'MIT'],
    ['MIT', undefined],
    ['MIT AND ISC', undefined],
    ['MIT OR MIT', 'MIT'],
    ['X11 OR Zlib', undefined],
    ['X11 OR MPL-2.0', undefined],
    ['Foo', undefined],
  ])('%j: %s', (value, want) => {
    expect(branch(value)).toBe(want)
  })
})
