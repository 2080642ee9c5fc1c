import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { load } from 'js-yaml'
import type { LicenseFact } from '../../../src/checks/license-compliance/fact.ts'
import { OPTIONS, type Options } from '../../../src/checks/license-compliance/options.ts'
import { packageJudge } from '../../../src/checks/license-compliance/package-license.ts'
import { policyOf } from '../../../src/checks/license-compliance/policy.ts'
import { smallestOf } from '../../../src/checks/license-compliance/suggest/smallest.ts'
import { suggest } from '../../../src/checks/license-compliance/suggest.ts'
import type { Answer } from '../../../src/core/check.ts'
import { parseOptions } from '../../../src/core/options.ts'
import { factOf, frozen } from '../../support/license-compliance/facts.ts'
import { optionsOf } from '../../support/license-compliance/world.ts'

const NOW = new Date('2026-11-25T02:30:00Z')

type Values = Readonly<Record<string, unknown>>

interface Lists {
  readonly allow?: readonly string[]
  readonly review?: readonly string[]
}

function listsIn({ lines }: Answer): Lists {
  if (lines === undefined) return {}
  return (load(lines.join('\n')) as { 'license-compliance': Lists })['license-compliance']
}

function fieldsOf(answer: Answer, title: string): readonly (readonly [string, string])[] {
  return answer.sections.find((section) => section.title === title)?.fields ?? []
}

function factsOf(...licenses: readonly unknown[]): readonly LicenseFact[] {
  return licenses.map((license, at) => factOf(`p${at}@1.0.0`, license))
}

function ask(facts: readonly LicenseFact[], values: Values = {}, scope = 'all'): Answer {
  return suggest(frozen([...facts]), frozen(optionsOf(values)), scope, NOW)
}

function verdictsOf(facts: readonly LicenseFact[], options: Options): readonly string[] {
  const judge = packageJudge(policyOf(options), options['internal-scopes'])
  return facts.map((fact) => judge(fact).verdict)
}

/** What the suggested lists, read as upkeep reads them, make of the facts. */
function verdictsWith(facts: readonly LicenseFact[], lists: Lists): readonly string[] {
  const given = {
    origin: 'config',
    values: new Map(Object.entries(lists)),
    label: (name: string) => name,
  } as const
  return verdictsOf(facts, parseOptions(OPTIONS, [given]))
}

describe('the smallest list', () => {
  test.each<readonly [string, readonly unknown[], Lists, Values?]>([
    ['of one', ['MIT'], { allow: ['MIT'] }],
    ['of each once', ['MIT', 'mit', 'ISC', 'MIT License'], { allow: ['ISC', 'MIT'] }],
    ['of all that an AND needs', ['MIT AND ISC'], { allow: ['ISC', 'MIT'] }],
    ['of what is there anyhow', ['MIT', 'MIT OR Apache-2.0'], { allow: ['MIT'] }],
    ['of what serves two choices', ['MIT OR ISC', 'ISC OR 0BSD', '0BSD OR ISC'], { allow: ['ISC'] }],
    ['of what more packages name', ['MIT OR ISC', 'MIT OR 0BSD', 'ISC OR 0BSD OR MIT'], { allow: ['MIT'] }],
    [
      'where greed fails',
      ['MIT OR ISC', 'MIT OR 0BSD', 'ISC OR Zlib', '0BSD OR Zlib', 'MIT OR BSL-1.0'],
      { allow: ['MIT', 'Zlib'] },
    ],
    [
      'of the branch that is allowed',
      ['GPL-3.0-only OR MIT', 'AGPL-3.0-only OR ISC'],
      { allow: ['ISC', 'MIT'] },
    ],
    ['of one where two would do in one branch', ['(MIT AND ISC) OR 0BSD'], { allow: ['0BSD'] }],
    ['of -or-later itself', ['LGPL-2.1-or-later'], { allow: ['LGPL-2.1-or-later'] }],
    ['of a version that serves both', ['LGPL-2.1-or-later', 'LGPL-3.0-only'], { allow: ['LGPL-3.0-only'] }],
    ['of references', ['LicenseRef-acme'], { allow: ['LicenseRef-acme'] }, { allow: 'LicenseRef-acme, MIT' }],
    [
      'of what a category allows',
      ['MPL-2.0', 'MIT'],
      { allow: ['MIT', 'MPL-2.0'] },
      { allow: 'weak-copyleft, permissive' },
    ],
    ['of nothing denied', ['AGPL-3.0-only', 'MIT'], { allow: ['MIT'] }],
    ['of nothing unknown', ['Acme', undefined, 'MIT'], { allow: ['MIT'] }],
    ['with what is reviewed', ['GPL-3.0-only', 'MIT'], { allow: ['MIT'], review: ['GPL-3.0-only'] }],
    [
      'with an exception',
      ['MIT', 'GPL-2.0-only WITH Classpath-exception-2.0'],
      { allow: ['MIT'], review: ['GPL-2.0-only WITH Classpath-exception-2.0'] },
    ],
    [
      'of one that serves both what passes and what is reviewed',
      ['LGPL-3.0-only AND GPL-3.0-only', 'LGPL-2.1-or-later'],
      { allow: ['LGPL-3.0-only'], review: ['GPL-3.0-only'] },
    ],
    [
      'with what is allowed inside of what is reviewed',
      ['MIT AND GPL-3.0-only'],
      { allow: ['MIT'], review: ['GPL-3.0-only'] },
    ],
    ['of a legacy list', [['MIT', 'ISC'], 'ISC'], { allow: ['ISC'] }],
    ['not of a denied id', ['MIT OR ISC'], { allow: ['MIT'] }, { deny: 'ISC' }],
  ])('%s', (_what, licenses, want, values = {}) => {
    const facts = factsOf(...licenses)
    const answer = ask(facts, values)
    expect(answer.found).toBe(true)
    const { allow = [], review = [] } = listsIn(answer)
    expect({ allow, review }).toEqual({ allow: want.allow ?? [], review: want.review ?? [] })
    expect(fieldsOf(answer, 'The smallest lists that keep today’s verdicts')[0]?.[1]).toContain(
      'no smaller list',
    )
  })

  test.each<readonly [string, readonly unknown[], Values]>([
    ['all is denied', ['AGPL-3.0-only'], {}],
    ['all is reviewed: alone, that list would let the rest pass', ['GPL-3.0-only'], {}],
    ['all is unknown', ['Acme', undefined], {}],
    ['a category alone allows', ['UNLICENSED'], { allow: 'proprietary' }],
  ])('none where %s', (_what, licenses, values) => {
    const answer = ask(factsOf(...licenses), values)
    expect(answer.found).toBe(true)
    expect(answer.lines).toBeUndefined()
    expect(fieldsOf(answer, 'Admitted by no list')).toHaveLength(licenses.length)
  })

  test('both of two readings must pass', () => {
    const facts = [factOf('a@1.0.0', 'MIT', { own: 'ISC' })]
    expect(listsIn(ask(facts)).allow).toEqual(['ISC', 'MIT'])
  })

  test('prod leaves out what development alone needs', () => {
    const facts = [
      factOf('a@1.0.0', 'MIT'),
      factOf('b@1.0.0', 'ISC', { scope: 'dev' }),
      factOf('c@1.0.0', '0BSD', { scope: 'optional' }),
    ]
    expect(listsIn(ask(facts)).allow).toEqual(['0BSD', 'ISC', 'MIT'])
    expect(listsIn(ask(facts, {}, 'prod')).allow).toEqual(['0BSD', 'MIT'])
  })

  test('does not hang on the order of the facts', () => {
    const facts = factsOf('MIT OR ISC', 'ISC OR 0BSD', 'Zlib', 'GPL-3.0-only', 'Acme', 'MIT')
    expect(ask(facts.toReversed())).toEqual(ask(facts))
  })

  test('many choices are not proven, and pass all the same', () => {
    const words = Array.from({ length: 300 }, (_, at) => `LicenseRef-${at}`)
    const facts = factsOf(...words.map((word, at) => `${word} OR ${words[(at * 7 + 3) % 300]}`))
    const values = { allow: words.join(',') }
    const answer = ask(facts, values)
    expect(answer.sections[0]?.fields[0]?.[1]).toContain('too many choices')
    expect(new Set(verdictsWith(facts, listsIn(answer)))).toEqual(new Set(['allow']))
  })

  test.each([
    ['OR', 'allow'],
    ['AND', 'allow'],
  ])('a thousand licenses joined by %s', (word, want) => {
    const text = Array.from({ length: 1000 }, (_, at) => `LicenseRef-${at}`).join(` ${word} `)
    const facts = factsOf(text)
    const answer = ask(facts, { deny: 'MIT' })
    // No category knows them, and no list names them: nobody can tell.
    expect(answer.found).toBe(true)
    const words = { allow: Array.from({ length: 1000 }, (_, at) => `LicenseRef-${at}`).join(',') }
    expect(verdictsWith(facts, listsIn(ask(facts, words)))).toEqual([want])
  })
})

describe('says', () => {
  test('whom each entry admits, the first five', () => {
    const facts = [
      ...factsOf('MIT', 'MIT', 'MIT', 'MIT OR ISC', 'MIT', 'MIT'),
      factOf('z@1.0.0', 'ISC AND MIT'),
    ]
    expect(fieldsOf(ask(facts), 'Allowed, and whom each entry admits')).toEqual([
      ['ISC', '1 package: z@1.0.0'],
      ['MIT', '7 packages: p0@1.0.0, p1@1.0.0, p2@1.0.0, p3@1.0.0, p4@1.0.0 and 2 more'],
    ])
  })

  test('a package once, whatever its copies', () => {
    const facts = [
      factOf('a@1.0.0', 'MIT'),
      factOf('a@1.0.0', 'MIT', { location: 'node_modules/b/node_modules/a' }),
    ]
    expect(fieldsOf(ask(facts), 'Allowed, and whom each entry admits')).toEqual([
      ['MIT', '1 package: a@1.0.0'],
    ])
  })

  test('what no list admits, and why', () => {
    const told = fieldsOf(
      ask(factsOf('AGPL-3.0-only', undefined, 'Acme', 'MIT', 'UNLICENSED')),
      'Admitted by no list',
    )
    expect(told.map(([label]) => label)).toEqual(['AGPL-3.0-only', 'UNLICENSED', '(none)', 'Acme'])
    expect(told[0]?.[1]).toBe(
      'deny: AGPL-3.0-only is network-copyleft, denied by default; 1 package: p0@1.0.0',
    )
  })

  test('that a category alone admits what has no id', () => {
    const told = fieldsOf(
      ask(factsOf('UNLICENSED', 'MIT'), { allow: 'proprietary, MIT' }),
      'Admitted by no list',
    )
    expect(told).toEqual([['UNLICENSED', 'allow today, by a category alone; 1 package: p0@1.0.0']])
  })

  test('which are not judged', () => {
    const facts = [factOf('@acme/a@1.0.0', 'Acme'), factOf('b@1.0.0', 'MIT')]
    expect(fieldsOf(ask(facts, { 'internal-scopes': '@acme' }), 'Not judged')).toEqual([
      ['internal scopes', '1 package: @acme/a@1.0.0'],
    ])
  })

  test.each([
    ['dev', factsOf('MIT'), 'none of all, prod'],
    ['', factsOf('MIT'), 'none of all, prod'],
    ['all', [], 'no package'],
    ['prod', [factOf('a@1.0.0', 'MIT', { scope: 'dev' })], 'no package'],
  ])('nothing for %j and %#', (scope, facts, told) => {
    const answer = ask(facts, {}, scope)
    expect(answer).toMatchObject({ found: false })
    expect(answer.lines).toBeUndefined()
    expect(JSON.stringify(answer)).toContain(told)
  })
})

const IDS = [
  'MIT',
  'ISC',
  '0BSD',
  'Zlib',
  'LGPL-2.1-or-later',
  'LGPL-3.0-only',
  'GPL-3.0-only',
  'AGPL-3.0-only',
  'Acme',
]
const expressions = fc.letrec<{ all: string; pair: string; leaf: string }>((tie) => ({
  leaf: fc.constantFrom(...IDS),
  pair: fc
    .tuple(tie('all'), fc.constantFrom('AND', 'OR'), tie('all'))
    .map(([left, word, right]) => `(${left}) ${word} (${right})`),
  all: fc.oneof({ maxDepth: 2 }, tie('leaf'), tie('pair')),
})).all
const NAMES = [
  'MIT',
  'ISC',
  '0BSD',
  'Zlib',
  'LGPL-2.1-or-later',
  'LGPL-2.1-only',
  'LGPL-3.0-only',
  'GPL-3.0-only',
]

function subsetsOf(words: readonly string[]): readonly (readonly string[])[] {
  const sets = Array.from({ length: 2 ** words.length }, (_, bits) =>
    words.filter((_word, at) => Math.floor(bits / 2 ** at) % 2 === 1),
  )
  return sets.filter((set) => set.length > 0)
}

const PASSING = ['allow', 'review']

/** What speaks against lists: a verdict that they change, or an entry that can go. */
function complaintsAbout(
  facts: readonly LicenseFact[],
  { allow = [], review = [] }: Lists,
): readonly string[] {
  const today = verdictsOf(facts, optionsOf())
  const wanted = today.map((verdict) => (PASSING.includes(verdict) ? verdict : 'fails'))
  const keeps = (lists: Required<Lists>) => {
    // Without an allow list what is on no list would pass: then there must be nothing to list.
    if (lists.allow.length === 0) return lists.review.length === 0 && !wanted.includes('allow')
    const given = Object.fromEntries(Object.entries(lists).filter(([, words]) => words.length > 0))
    const verdicts = verdictsWith(facts, given)
    return verdicts.every((verdict, at) => (PASSING.includes(verdict) ? verdict : 'fails') === wanted[at])
  }
  const without = (words: readonly string[], word: string) => words.filter((one) => one !== word)
  return [
    ...(keeps({ allow, review }) ? [] : ['a verdict changes']),
    ...allow.filter((word) => keeps({ allow: without(allow, word), review })),
    ...review.filter((word) => keeps({ allow, review: without(review, word) })),
  ]
}

test.each<readonly [string, readonly string[], Lists, number]>([
  ['the right one', ['MIT OR ISC', 'ISC', 'GPL-3.0-only'], { allow: ['ISC'], review: ['GPL-3.0-only'] }, 0],
  ['none', ['MIT'], {}, 1],
  ['everything', ['MIT OR ISC'], { allow: ['MIT', 'ISC', '0BSD'] }, 3],
  ['one too many', ['MIT'], { allow: ['MIT', 'ISC'] }, 1],
  ['one that is wrong', ['MIT'], { allow: ['ISC'] }, 1],
  ['one that allows what is reviewed', ['GPL-3.0-only'], { allow: ['GPL-3.0-only'] }, 2],
  ['one that allows what is denied', ['AGPL-3.0-only', 'MIT'], { allow: ['AGPL-3.0-only', 'MIT'] }, 2],
])('the judge of lists: %s', (_what, licenses, lists, count) => {
  expect(complaintsAbout(factsOf(...licenses), lists).length).toBe(count)
})

describe('of any facts', () => {
  test('the lists keep every verdict, and none of their entries can go', () => {
    fc.assert(
      fc.property(fc.array(expressions, { minLength: 1, maxLength: 8 }), (licenses) => {
        const facts = factsOf(...licenses)
        expect(complaintsAbout(facts, listsIn(ask(facts)))).toEqual([])
      }),
    )
  })

  test('no smaller list lets the same pass: all lists were tried', () => {
    fc.assert(
      fc.property(fc.array(expressions, { minLength: 1, maxLength: 5 }), (licenses) => {
        const facts = factsOf(...licenses)
        const today = verdictsOf(facts, optionsOf())
        const passing = facts.filter((_, at) => today[at] === 'allow')
        fc.pre(passing.length > 0)
        const { allow = [] } = listsIn(ask(passing))
        const smaller = subsetsOf(NAMES.slice(0, 7)).filter(
          (set) => set.length < allow.length && set.length > 0,
        )
        const enough = smaller.filter((set) =>
          verdictsWith(passing, { allow: set }).every((one) => one === 'allow'),
        )
        expect(enough).toEqual([])
      }),
      { numRuns: 30 },
    )
  })
})

describe('smallestOf', () => {
  test.each<readonly [string, readonly (readonly (readonly string[])[])[], readonly string[]]>([
    ['nothing', [], []],
    ['a need that nobody meets', [[]], []],
    ['what is forced', [[['a', 'b']]], ['a', 'b']],
    ['what is forced costs nothing more', [[['b', 'c']], [['a'], ['b', 'c']]], ['b', 'c']],
    ['the cheaper one', [[['a', 'b'], ['c']]], ['c']],
    [
      'a cover',
      [
        [['a'], ['b']],
        [['b'], ['c']],
        [['c'], ['b']],
      ],
      ['b'],
    ],
  ])('%s', (_what, needs, want) => {
    expect(smallestOf(needs)).toEqual({ entries: want, isProven: true })
  })
})
