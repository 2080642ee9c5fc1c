import { describe, expect, test } from '@jest/globals'
import type { Advisory } from '../../../../src/checks/dependency-audit/advisory.ts'
import { askAll } from '../../../../src/checks/dependency-audit/sources/ask.ts'
import { keyOf, type Query, type Source } from '../../../../src/checks/dependency-audit/sources/source.ts'
import { npmQuery } from './sources.ts'

const A = npmQuery('a', '1.0.0')
const B = npmQuery('b', '1.0.0')
const P: Query = { ecosystem: 'PyPI', name: 'p', version: '1' }
const X: Query = { ecosystem: 'Nowhere', name: 'x', version: '1' }

function advisoryOf(source: string, name: string): Advisory {
  return {
    ...{ id: `${source}-${name}`, aliases: [], summary: '', severity: 'high', isMalware: false },
    ...{ url: 'https://advisories.example', affected: [], source },
  }
}

/** Answers everything but what it fails on, and remembers what it was asked. */
function sourceOf(id: string, ecosystems: readonly string[], fails: readonly Query[] = []) {
  const asked: Query[][] = []
  const source: Source = {
    id,
    place: `${id}.example`,
    knows: (ecosystem) => ecosystems.includes(ecosystem),
    ask: async (queries) => {
      asked.push([...queries])
      const lost = queries.filter((query) => fails.includes(query))
      return {
        advisories: queries.filter((query) => !lost.includes(query)).map(({ name }) => advisoryOf(id, name)),
        faults: lost.length === 0 ? [] : [{ reason: `${id} is down`, unanswered: new Set(lost.map(keyOf)) }],
        notes: [`${id} was here`],
      }
    },
  }
  return { source, asked }
}

const idsOf = ({ advisories }: { readonly advisories: readonly Advisory[] }) => advisories.map(({ id }) => id)

describe('first', () => {
  test('asks the next source only what the ones before did not know or answer', async () => {
    const one = sourceOf('one', ['npm'], [B])
    const two = sourceOf('two', ['npm', 'PyPI'])
    const three = sourceOf('three', ['npm', 'PyPI'])
    const asked = await askAll([one.source, two.source, three.source], [A, B, P, A], 'first')
    expect([one.asked, two.asked, three.asked]).toEqual([[[A, B]], [[B, P]], []])
    expect(idsOf(asked)).toEqual(['one-a', 'two-b', 'two-p'])
    expect(asked.unanswered).toEqual(new Map())
    expect(asked.answeredBy.get(keyOf(B))).toEqual(['two'])
    expect(asked.sources).toEqual([
      { id: 'one', place: 'one.example', asked: 2, answered: 1, state: 'partial', reason: 'one is down' },
      { id: 'two', place: 'two.example', asked: 2, answered: 2, state: 'checked' },
      {
        id: 'three',
        place: 'three.example',
        asked: 0,
        answered: 0,
        state: 'not asked',
        reason: 'no question was left for it',
      },
    ])
    expect(asked.notes).toEqual(['one was here', 'two was here'])
  })

  test('keeps every reason where nobody answers', async () => {
    const one = sourceOf('one', ['npm'], [A])
    const two = sourceOf('two', ['npm'], [A])
    const asked = await askAll([one.source, two.source], [A, X], 'first')
    expect(asked.unanswered).toEqual(
      new Map([
        [keyOf(A), ['one is down', 'two is down']],
        [keyOf(X), ['no source knows the ecosystem Nowhere']],
      ]),
    )
    expect(asked.sources.map(({ state }) => state)).toEqual(['unavailable', 'unavailable'])
  })

  test('without any source nothing is answered', async () => {
    const asked = await askAll([], [A], 'first')
    expect([...asked.unanswered.keys()]).toEqual([keyOf(A)])
  })
})

describe('agreement', () => {
  test('asks all everything, and tells who answered what', async () => {
    const one = sourceOf('one', ['npm'], [B])
    const two = sourceOf('two', ['npm', 'PyPI'], [P])
    const asked = await askAll([one.source, two.source], [A, B, P], 'agreement')
    expect([one.asked, two.asked]).toEqual([[[A, B]], [[A, B, P]]])
    expect(idsOf(asked)).toEqual(['one-a', 'two-a', 'two-b'])
    expect(asked.answeredBy).toEqual(
      new Map([
        [keyOf(A), ['one', 'two']],
        [keyOf(B), ['two']],
      ]),
    )
    expect(asked.unanswered).toEqual(new Map([[keyOf(P), ['two is down']]]))
  })
})

test.each(['first', 'agreement'] as const)('no questions are no answers (%s)', async (mode) => {
  const one = sourceOf('one', ['npm'])
  const asked = await askAll([one.source], [], mode)
  expect(asked.sources).toMatchObject([{ state: 'not asked', asked: 0 }])
  expect([asked.unanswered.size, one.asked]).toEqual([0, []])
})

test('a fault about what was not asked changes nothing', async () => {
  const { source } = sourceOf('one', ['npm'])
  const faults = [{ reason: 'odd', unanswered: new Set([keyOf(B)]) }]
  const asked = await askAll(
    [{ ...source, ask: async () => ({ advisories: [], faults, notes: [] }) }],
    [A],
    'first',
  )
  expect(asked.unanswered).toEqual(new Map())
  expect(asked.sources).toMatchObject([{ state: 'checked', asked: 1, answered: 1 }])
})
