import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { CATEGORIES, categoryOf } from '../../../src/checks/license-compliance/categories.ts'
import {
  type Expression,
  type Leaf,
  LICENSE_IDS,
  leafOf,
  parseExpression,
} from '../../../src/checks/license-compliance/expression.ts'
import {
  contradictions,
  DEFAULT_LISTS,
  entryProblem,
  judgeLeaf,
  type PolicyLists,
  policyOf,
} from '../../../src/checks/license-compliance/policy.ts'
import { policyNote } from '../../../src/checks/license-compliance/policy-note.ts'
import { judgeExpression } from '../../../src/checks/license-compliance/verdict.ts'
import { optionsOf } from '../../support/license-compliance/world.ts'

type Lists = Partial<PolicyLists>

function listsOf(lists: Lists): PolicyLists {
  return { allow: [], deny: [], review: [], ...lists }
}

function leafIn(written: string): Leaf {
  const expression = parseExpression(written)
  if ('leaf' in expression) return expression.leaf
  throw new Error(`${written} has more than one leaf`)
}

/** What a leaf comes to, as "verdict: reason". */
function judged(written: string, lists: Lists = {}): string {
  const { verdict, reason } = judgeLeaf(leafIn(written), policyOf(listsOf(lists)))
  return `${verdict}: ${reason}`
}

describe('an entry of a list', () => {
  test.each([
    'MIT',
    'mit',
    'GPL-3.0',
    'GPL-2.0+',
    'GPL-2.0-or-later',
    'GPL-2.0-with-classpath-exception',
    'Apache-2.0 WITH LLVM-exception',
    'LicenseRef-acme',
    'DocumentRef-a:LicenseRef-b',
    '(MIT)',
    ...CATEGORIES,
    'Permissive',
  ])('%s is fine', (entry) => {
    expect(entryProblem(entry)).toBeUndefined()
  })

  test('every id of the SPDX list is fine', () => {
    expect(LICENSE_IDS.filter((id) => entryProblem(id) !== undefined)).toEqual([])
  })

  test.each([
    ['MIT OR ISC', 'holds an expression, "MIT OR ISC": list its licenses one by one'],
    ['(MIT AND ISC)', 'holds an expression, "(MIT AND ISC)": list its licenses one by one'],
  ])('%s is an expression', (entry, problem) => {
    expect(entryProblem(entry)).toBe(problem)
  })

  test.each([
    ['Apache2', 'Apache-2.0'],
    ['Apache-2', 'Apache-2.0'],
    ['Apache 2.0', 'Apache-2.0'],
    ['permisive', 'permissive'],
    ['strong copyleft', 'strong-copyleft'],
    ['MITT', 'MIT'],
    ['GPL-3', 'GPL-3.0-only'],
    ['BSD-3-Claus', 'BSD-3-Clause'],
    ['UNLICENSED', 'proprietary'],
    ['unlicensed', 'proprietary'],
  ])('%s: did you mean %s?', (entry, meant) => {
    const problem = entryProblem(entry)
    expect(problem).toContain(
      `holds "${entry}", which is neither an SPDX license id, a LicenseRef- nor a category`,
    )
    expect(problem).toContain(`(${CATEGORIES.join(', ')})`)
    expect(problem).toMatch(new RegExp(`\\(did you mean "${meant.replaceAll('.', '\\.')}"\\?\\)$`))
  })

  test.each([
    'Classpath-exception-2.0',
    'https://example.org/license',
    '__proto__',
    'MIT OR',
    'GPL-2.0-only+',
    '()',
  ])('%s is no license, and nothing near it is known or it is no word at all', (entry) => {
    expect(entryProblem(entry)).toContain(`holds "${entry}", which is neither`)
  })
})

describe('lists that contradict each other', () => {
  test.each<[string, Lists, readonly string[]]>([
    ['none', {}, []],
    ['three that do not', { allow: ['MIT'], deny: ['GPL-3.0'], review: ['MPL-2.0'] }, []],
    ['an id and its category do not', { allow: ['permissive'], deny: ['MIT'] }, []],
    ['a version and a range of it do not', { allow: ['GPL-3.0-only'], deny: ['GPL-2.0-or-later'] }, []],
    [
      'a license and its exception do not',
      { allow: ['GPL-2.0 WITH Classpath-exception-2.0'], deny: ['GPL-2.0'] },
      [],
    ],
    [
      'the same id',
      { allow: ['MIT', 'ISC'], deny: ['MIT'] },
      ['"MIT" stands both in allow and in deny: keep one'],
    ],
    [
      'in another case',
      { allow: ['mit'], deny: ['MIT'] },
      ['"MIT" stands both in allow and in deny: keep one'],
    ],
    [
      'spelled otherwise',
      { deny: ['GPL-3.0'], review: ['GPL-3.0-only'] },
      ['"GPL-3.0-only" stands both in deny and in review: keep one'],
    ],
    [
      'spelled otherwise, or later',
      { allow: ['GPL-3.0+'], review: ['gpl-3.0-or-later'] },
      ['"GPL-3.0-or-later" stands both in allow and in review: keep one'],
    ],
    [
      'a deprecated exception',
      { allow: ['GPL-2.0-with-classpath-exception'], deny: ['GPL-2.0-only WITH Classpath-exception-2.0'] },
      ['"GPL-2.0-only WITH Classpath-exception-2.0" stands both in allow and in deny: keep one'],
    ],
    [
      'a category in another case',
      { allow: ['Permissive'], review: ['permissive'] },
      ['"permissive" stands both in allow and in review: keep one'],
    ],
    [
      'all of them at once',
      { allow: ['MIT', 'ISC'], deny: ['ISC'], review: ['MIT', 'ISC'] },
      [
        '"ISC" stands both in allow and in deny: keep one',
        '"MIT" stands both in allow and in review: keep one',
        '"ISC" stands both in allow and in review: keep one',
        '"ISC" stands both in deny and in review: keep one',
      ],
    ],
  ])('%s', (_what, lists, want) => {
    expect(contradictions(listsOf(lists))).toEqual(want)
  })
})

describe('precedence', () => {
  test.each<[string, Lists, string, string]>([
    ['deny before allow', { deny: ['MIT'], allow: ['MIT'] }, 'MIT', 'deny: is on the deny list'],
    ['allow before review', { allow: ['MIT'], review: ['MIT'] }, 'MIT', 'allow: is on the allow list'],
    ['review alone', { review: ['MIT'] }, 'MIT', 'review: is on the review list'],
    [
      'an allowed id before its denied category',
      { allow: ['AGPL-3.0-only'], deny: ['network-copyleft'] },
      'AGPL-3.0-only',
      'allow: is on the allow list',
    ],
    [
      'a reviewed id before its allowed category',
      { review: ['MIT'], allow: ['permissive'] },
      'MIT',
      'review: is on the review list',
    ],
    [
      'a denied category before the same allowed',
      { deny: ['permissive'], allow: ['permissive'] },
      'MIT',
      'deny: is permissive, denied',
    ],
    [
      'an allowed category before the same reviewed',
      { review: ['permissive'], allow: ['permissive'] },
      'MIT',
      'allow: is permissive, allowed',
    ],
    ['a reviewed category', { review: ['permissive'] }, 'MIT', 'review: is permissive, to be reviewed'],
    ['on no list, beside an allow list', { allow: ['ISC'] }, 'MIT', 'deny: is not on the allow list'],
    [
      'on no list, beside an allow list and others',
      { allow: ['ISC'], deny: ['GPL-3.0'], review: ['MPL-2.0'] },
      'MIT',
      'deny: is not on the allow list',
    ],
    ['on no list, without an allow list', { deny: ['GPL-3.0'] }, 'MIT', 'allow: is on no list'],
    [
      'in no category, without an allow list',
      { deny: ['GPL-3.0'] },
      'LicenseRef-x',
      'unknown: is in no category',
    ],
    [
      'in no category, with an allow list',
      { allow: ['MIT'] },
      'LicenseRef-x',
      'deny: is not on the allow list',
    ],
    ['in no category, listed', { allow: ['LicenseRef-x'] }, 'LicenseRef-x', 'allow: is on the allow list'],
    [
      'in no category, in another case',
      { allow: ['LicenseRef-X'] },
      'LicenseRef-x',
      'deny: is not on the allow list',
    ],
    ['in no category, denied', { deny: ['LicenseRef-x'] }, 'LicenseRef-x', 'deny: is on the deny list'],
    ['what cannot be read', { allow: ['MIT'] }, 'Foo', 'unknown: is no SPDX license id'],
    ['case does not matter', { allow: ['mit'] }, 'MIT', 'allow: is on the allow list'],
    ['nor does the case of a category', { deny: ['PERMISSIVE'] }, 'MIT', 'deny: is permissive, denied'],
  ])('%s', (_what, lists, written, want) => {
    expect(judged(written, lists)).toBe(want)
  })

  test.each([
    ['MIT', 'allow: is permissive, allowed by default'],
    ['CC0-1.0', 'allow: is public-domain, allowed by default'],
    ['MPL-2.0', 'allow: is weak-copyleft, allowed by default'],
    ['GPL-3.0', 'review: is strong-copyleft, to be reviewed by default'],
    ['AGPL-3.0-only', 'deny: is network-copyleft, denied by default'],
    ['SSPL-1.0', 'deny: is source-available, denied by default'],
    ['LicenseRef-x', 'unknown: is in no category'],
  ])('by default %s: %s', (written, want) => {
    expect(judged(written)).toBe(want)
  })

  test('the default lists every category once', () => {
    const all = [...DEFAULT_LISTS.allow, ...DEFAULT_LISTS.deny, ...DEFAULT_LISTS.review]
    expect(all.toSorted()).toEqual([...CATEGORIES].toSorted())
  })

  test.each<[Lists, string]>([
    [{}, 'deny: is proprietary, denied by default'],
    [{ allow: ['MIT'] }, 'deny: is not on the allow list'],
    [{ allow: ['proprietary'] }, 'allow: is proprietary, allowed'],
    [{ review: ['proprietary'] }, 'review: is proprietary, to be reviewed'],
  ])('UNLICENSED under %j: %s', (lists, want) => {
    const { verdict, reason } = judgeLeaf(
      { kind: 'proprietary', text: 'UNLICENSED' },
      policyOf(listsOf(lists)),
    )
    expect(`${verdict}: ${reason}`).toBe(want)
  })

  test.each(['Foo', 'MIT OR ISC'])(
    'an entry that nobody checked and nobody can read names nothing: %s',
    (entry) => {
      expect(judged('MIT', { allow: [entry] })).toBe('deny: is not on the allow list')
      expect(judged('MIT', { deny: [entry] })).toBe('allow: is on no list')
    },
  )

  test('the policy knows whether it is the default, and whether there is an allow list', () => {
    const flags = (lists: Lists) => {
      const { isDefault, hasAllowList } = policyOf(listsOf(lists))
      return [isDefault, hasAllowList]
    }
    expect(flags({})).toEqual([true, false])
    expect(flags({ allow: ['MIT'] })).toEqual([false, true])
    expect(flags({ deny: ['MIT'] })).toEqual([false, false])
    expect(flags({ review: ['MIT'] })).toEqual([false, false])
  })
})

describe('this version or later', () => {
  test.each<[string, Lists, string, string]>([
    [
      'is the best that it offers',
      { allow: ['GPL-3.0-only'] },
      'GPL-2.0-or-later',
      'allow: offers GPL-3.0-only, which is on the allow list',
    ],
    [
      'is denied where all are',
      { deny: ['GPL-2.0', 'GPL-3.0'] },
      'GPL-2.0-or-later',
      'deny: offers GPL-2.0-only, which is on the deny list',
    ],
    [
      'prefers review to what is denied',
      { deny: ['GPL-3.0'], review: ['GPL-2.0'] },
      'GPL-2.0-or-later',
      'review: offers GPL-2.0-only, which is on the review list',
    ],
    ['an entry of its own decides', { deny: ['GPL-2.0-or-later'] }, 'GPL-2.0+', 'deny: is on the deny list'],
    [
      'an entry denies every later version',
      { deny: ['GPL-2.0-or-later'] },
      'GPL-3.0',
      'deny: is on the deny list',
    ],
    [
      'and every later version or later',
      { deny: ['GPL-2.0-or-later'] },
      'GPL-3.0-or-later',
      'deny: is on the deny list',
    ],
    ['but no earlier one', { deny: ['GPL-2.0-or-later'] }, 'GPL-1.0-only', 'allow: is on no list'],
    ['an entry reviews alike', { review: ['LGPL-2.1+'] }, 'LGPL-3.0', 'review: is on the review list'],
    [
      'an entry allows only what says the same',
      { allow: ['GPL-2.0-or-later'] },
      'GPL-3.0',
      'deny: is not on the allow list',
    ],
    [
      '+ of another license is the same',
      { deny: ['Apache-1.1+'] },
      'Apache-2.0',
      'deny: is on the deny list',
    ],
    [
      'what has no later version offers itself',
      { allow: ['MIT'] },
      'MIT+',
      'allow: offers MIT, which is on the allow list',
    ],
    ['by its category', {}, 'AGPL-3.0+', 'deny: is network-copyleft, denied by default'],
  ])('%s', (_what, lists, written, want) => {
    expect(judged(written, lists)).toBe(want)
  })
})

describe('with an exception', () => {
  const GCC = 'GPL-3.0-only WITH GCC-exception-3.1'
  test.each<[string, Lists, string, string]>([
    ['named as a whole: allowed', { allow: [GCC] }, GCC, 'allow: is on the allow list'],
    ['named as a whole: denied', { deny: [GCC] }, GCC, 'deny: is on the deny list'],
    [
      'named by its deprecated id',
      { allow: ['GPL-3.0-with-GCC-exception'] },
      GCC,
      'allow: is on the allow list',
    ],
    ['not named', {}, GCC, 'review: has an exception that no list names'],
    ['its license is allowed', { allow: ['GPL-3.0'] }, GCC, 'review: has an exception that no list names'],
    [
      'its category is allowed',
      { allow: ['strong-copyleft'] },
      GCC,
      'review: has an exception that no list names',
    ],
    ['its license is not allowed', { allow: ['MIT'] }, GCC, 'deny: is not on the allow list'],
    [
      'a range does not name it',
      { deny: ['GPL-2.0-or-later'] },
      GCC,
      'review: has an exception that no list names',
    ],
    [
      'of a range, named',
      { deny: ['GPL-2.0-or-later WITH GCC-exception-3.1'] },
      'GPL-2.0+ WITH GCC-exception-3.1',
      'deny: is on the deny list',
    ],
    [
      'a license of nobody, beside an allow list',
      { allow: ['MIT'] },
      'LicenseRef-x WITH GCC-exception-3.1',
      'deny: is not on the allow list',
    ],
  ])('%s', (_what, lists, written, want) => {
    expect(judged(written, lists)).toBe(want)
  })
})

describe('many', () => {
  test('lists of all ids, and an expression of 2,000 leaves: each distinct leaf is asked about once', () => {
    const policy = policyOf(listsOf({ deny: LICENSE_IDS.filter((id) => id !== 'MIT') }))
    const leaves = Array.from({ length: 2000 }, (_, i): Expression => {
      const id = LICENSE_IDS[i % LICENSE_IDS.length] ?? 'MIT'
      return { leaf: leafOf(id, false) }
    })
    let asked = 0
    const judge = (root: Expression) =>
      judgeExpression(root, (leaf) => {
        asked++
        return judgeLeaf(leaf, policy)
      })
    const distinct = new Set(leaves.map((one) => ('leaf' in one ? one.leaf.text : ''))).size
    const choice = leaves.reduceRight((right, left) => ({ conjunction: 'or', left, right }))
    expect(judge(choice)).toMatchObject({ verdict: 'allow', deciding: [{ leaf: { text: 'MIT' } }] })
    expect(asked).toBe(distinct)
    const all = leaves.reduceRight((right, left) => ({ conjunction: 'and', left, right }))
    expect(judge(all).verdict).toBe('deny')
    expect(asked).toBe(2 * distinct)
  })

  test('a longer deny list never makes a license better, a longer allow list never worse', () => {
    const rank = ['allow', 'review', 'unknown', 'deny']
    const ids = fc.constantFrom(
      'MIT',
      'GPL-2.0',
      'GPL-2.0+',
      'GPL-3.0',
      'AGPL-3.0+',
      'LicenseRef-x',
      'MPL-2.0',
      ...CATEGORIES,
    )
    const entries = fc.array(ids, { minLength: 1, maxLength: 4 })
    const written = fc.constantFrom(
      'MIT',
      'GPL-2.0',
      'GPL-2.0+',
      'GPL-3.0',
      'AGPL-3.0+',
      'LicenseRef-x',
      'MPL-2.0+',
      'GPL-3.0 WITH GCC-exception-3.1',
    )
    const rankOf = (text: string, lists: Lists) =>
      rank.indexOf(judgeLeaf(leafIn(text), policyOf(listsOf(lists))).verdict)
    fc.assert(
      fc.property(written, entries, entries, entries, ids, (text, allow, deny, review, more) => {
        const now = rankOf(text, { allow, deny, review })
        expect(rankOf(text, { allow, deny: [...deny, more], review })).toBeGreaterThanOrEqual(now)
        expect(rankOf(text, { allow: [...allow, more], deny, review })).toBeLessThanOrEqual(now)
      }),
      { numRuns: 2000 },
    )
  })

  test('no id of SPDX is allowed by default without being in an allowed category', () => {
    const policy = policyOf(listsOf({}))
    for (const id of LICENSE_IDS) {
      const leaf = leafIn(id)
      const category = leaf.kind === 'license' ? categoryOf(leaf.license) : undefined
      const { verdict } = judgeLeaf(leaf, policy)
      expect(verdict === 'allow').toBe(category !== undefined && DEFAULT_LISTS.allow.includes(category))
    }
  })
})

describe('the policy, said aloud', () => {
  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    [
      'nobody chose one',
      {},
      'No allow, deny or review list is given, so the default applies: network-copyleft, source-available, proprietary are denied, strong-copyleft is to be reviewed, every other category is allowed. An unknown license fails; packages of development alone count like the others.',
    ],
    [
      'an allow list',
      { allow: 'MIT, ISC' },
      'allow: MIT, ISC. What is not allowed is denied. An unknown license fails; packages of development alone count like the others.',
    ],
    [
      'others alone, and mild',
      { review: 'weak-copyleft', deny: 'GPL-3.0', unknown: 'warn', dev: 'warn' },
      'deny: GPL-3.0; review: weak-copyleft. Every category on no list is allowed. An unknown license warns; packages of development alone only warn.',
    ],
  ])('%s', (_what, values, text) => {
    expect(policyNote(optionsOf(values))).toEqual({ subject: 'policy', text })
  })
})
