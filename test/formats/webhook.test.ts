import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import type { News } from '../../src/core/news.ts'
import type { Report } from '../../src/core/report.ts'
import { webhookOf } from '../../src/formats/webhook.ts'
import { PAYLOADS } from '../support/report/hostile.ts'
import { AT, completed, failedRun, judged, report } from '../support/report/report.ts'
import { ERROR, FAIL } from '../support/report/reports.ts'

const FRAME = { repository: 'orchard/fruit', runUrl: 'https://github.example/orchard/fruit/actions/runs/1' }

const STARTED: News = {
  kind: 'started',
  check: 'fruit',
  target: 'basket.json',
  severity: 'high',
  open: 2,
  added: 2,
  messages: ['plum@2.0.0 is rotten.'],
  url: 'https://github.example/orchard/fruit/issues/7',
}

interface Message {
  readonly news: readonly (Omit<News, 'url'> & { readonly url: string | null })[]
  readonly checks: readonly object[]
  readonly left: { readonly news: number; readonly checks: number }
}

function messageOf(
  news: readonly News[],
  one: Report,
  frame: Parameters<typeof webhookOf>[2] = FRAME,
): Message {
  return JSON.parse(JSON.stringify(webhookOf(news, one, frame))) as Message
}

/** The same with the types of its values in their places. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf)
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shapeOf(one)]))
}

const NONE = { critical: 0, high: 0, moderate: 0, low: 0, info: 0 }

describe('a message', () => {
  test('has the news and how every check stands', () => {
    expect(messageOf([STARTED], FAIL)).toEqual({
      schema: 1,
      ...FRAME,
      at: AT,
      verdict: 'fail',
      news: [STARTED],
      checks: [
        {
          check: 'fruit',
          name: 'market',
          verdict: 'fail',
          findings: { ...NONE, high: 2, moderate: 1, low: 1 },
          gaps: 0,
        },
        { check: 'fruit', name: 'farm', verdict: 'pass', findings: NONE, gaps: 0 },
      ],
      left: { news: 0, checks: 0 },
    })
  })

  test('has null for what is not known, and error for what could not tell', () => {
    const { url: _url, ...bare } = STARTED
    expect(messageOf([bare], ERROR, { repository: 'orchard/fruit' })).toEqual({
      schema: 1,
      repository: 'orchard/fruit',
      runUrl: null,
      at: AT,
      verdict: 'error',
      news: [{ ...bare, url: null }],
      checks: [
        { check: 'fruit', name: 'fruit', verdict: 'error', findings: { ...NONE, info: 1 }, gaps: 2 },
        { check: 'fruit', name: 'night market', verdict: 'error', findings: NONE, gaps: 1 },
      ],
      left: { news: 0, checks: 0 },
    })
  })

  test('has the fields that its page shows', () => {
    const page = readFileSync(new URL('../../docs/notifications.md', import.meta.url), 'utf8')
    const example = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? 'null') as Message
    const ours = messageOf([STARTED], FAIL)
    expect(shapeOf(example)).toEqual(shapeOf({ ...ours, checks: ours.checks.slice(0, 1) }))
  })

  test('carries texts as they came', () => {
    for (const payload of PAYLOADS) {
      const [first] = messageOf([{ ...STARTED, target: payload, messages: [payload] }], FAIL).news
      expect(first).toEqual({ ...STARTED, target: payload, messages: [payload] })
    }
  })
})

const LONG = '\u202e'.repeat(100_000)

describe('a message that would be too long', () => {
  const many = report(...Array.from({ length: 20_000 }, (_, i) => failedRun({ name: `${i}` })))
  const endless = {
    ...STARTED,
    check: LONG,
    target: LONG,
    messages: Array(200).fill(LONG) as string[],
    url: LONG,
  }

  test.each<readonly [string, readonly News[], Report]>([
    ['news', Array(50_000).fill(STARTED) as News[], FAIL],
    ['checks', [STARTED], many],
    ['both', Array(50_000).fill(STARTED) as News[], many],
    [
      'endless texts',
      Array(100).fill(endless) as News[],
      report(completed({ check: LONG, name: LONG, judged: [judged()] })),
    ],
  ])('keeps to a million bytes and says what it left out: %s', (_name, news, one) => {
    const message = messageOf(news, one, { repository: LONG, runUrl: LONG })
    const size = Buffer.byteLength(JSON.stringify(message))
    expect(size).toBeLessThanOrEqual(1_000_000)
    expect(message.news.length + message.left.news).toBe(news.length)
    expect(message.checks.length + message.left.checks).toBe(one.runs.length)
    expect(message.news.length).toBeGreaterThan(0)
    expect(message.checks.length).toBeGreaterThan(0)
  })

  test('uses what there is', () => {
    const message = messageOf(Array(50_000).fill(STARTED) as News[], FAIL)
    expect(Buffer.byteLength(JSON.stringify(message))).toBeGreaterThan(990_000)
  })

  test('cuts a text, and says so', () => {
    const [first] = messageOf([endless], FAIL).news
    expect(first?.messages).toHaveLength(10)
    expect(first?.messages[0]).toBe(`${LONG.slice(0, 999)}…`)
  })
})
