import { describe, expect, test } from '@jest/globals'
import type { Judged } from '../../src/core/policy.ts'
import type { CompletedRun, Report } from '../../src/core/report.ts'
import { markdownOf } from '../../src/formats/markdown.ts'
import { nodesOf, parseGfm, seen, tablesOf } from '../support/report/gfm.ts'
import { PAYLOADS } from '../support/report/hostile.ts'
import { completed, failedRun, judged, report } from '../support/report/report.ts'
import { FAIL, HOSTILE } from '../support/report/reports.ts'

const MIB = 1024 * 1024
const MANY = 50_000

function many<T>(length: number, of: (i: number) => T): readonly T[] {
  return Array.from({ length }, (_, i) => of(i))
}

const FINDINGS = many(MANY, (i) =>
  judged({
    subject: `pkg:fruit/plum-${i}@1.0.0`,
    message: `plum-${i}@1.0.0 is rotten.`,
    remediation: 'Throw it away.',
    location: { path: 'crates/north/basket.json', line: i + 1 },
    evidence: { path: ['pie@1.0.0', `plum-${i}@1.0.0`] },
  }),
)
const TABLE = {
  columns: [
    { id: 'fruit', title: 'Fruit' },
    { id: 'state', title: 'State', tally: true },
  ],
  rows: many(MANY, (i) => [`plum-${i}`, `state ${i}`] as const),
} as const
const GAPS = many(MANY, (i) => ({ target: 'basket.json', subject: `fig-${i}`, reason: 'it has no label' }))
const NOTES = many(MANY, (i) => ({ subject: `shelf ${i}`, text: 'not looked at' }))

const LONG = 'x|`@y '.repeat(400_000)
const HIDDEN = '\u{10ffff}'.repeat(400_000)

/** The runs of a report, its limit, and how many lines say that something was left out. */
interface Big {
  readonly name: string
  readonly report: Report
  readonly limit: number
}

function big(name: string, limit: number, part: Partial<CompletedRun>): Big {
  return { name, limit, report: report(completed({ examined: MANY, ...part })) }
}

const BIG: readonly Big[] = [
  big('findings', MIB, { judged: FINDINGS }),
  big('findings in a comment', 65_536, { judged: FINDINGS }),
  big('findings in next to nothing', 1000, { judged: FINDINGS }),
  big('gaps', MIB, { gaps: GAPS }),
  big('notes', MIB, { notes: NOTES }),
  big('rows', MIB, { table: TABLE }),
  big('all of them', MIB, { judged: FINDINGS, gaps: GAPS, notes: NOTES, table: TABLE }),
  big('all of them in a comment', 65_536, { judged: FINDINGS, gaps: GAPS, notes: NOTES, table: TABLE }),
  big('one endless message', 65_536, { judged: [judged({ message: LONG, remediation: HIDDEN }), judged()] }),
  big('one endless way', 65_536, {
    judged: [judged({ evidence: { path: many(MANY, (i) => `pie-${i}`) } }), judged()],
  }),
  big('endless values to count', 65_536, {
    table: {
      columns: [{ id: 'state', title: LONG, tally: true }],
      rows: many(20, (i) => [`${i}${HIDDEN}`]),
    },
  }),
  big('endless columns', 65_536, {
    table: { columns: many(3000, (i) => ({ id: `${i}`, title: LONG })), rows: [many(3000, () => LONG)] },
  }),
  big('an endless name', 65_536, { name: HIDDEN, judged: [judged()] }),
  big('endless targets', 65_536, {
    gaps: many(100, () => ({ target: LONG, subject: HIDDEN, reason: LONG })),
  }),
  { name: 'an endless reason', limit: 65_536, report: report(failedRun({ reason: LONG })) },
  {
    name: 'very many runs',
    limit: 65_536,
    report: report(...many(5000, (i) => completed({ name: `no. ${i}`, judged: [judged()] }))),
  },
  {
    name: 'very many failed runs',
    limit: 65_536,
    report: report(...many(5000, (i) => failedRun({ name: `no. ${i}` }))),
  },
]

/** Numbers in `… and 49,000 more findings`. */
function leftOut(markdown: string, noun: string): number {
  const [, number = '0'] =
    new RegExp(`… and ([\\d,]+) more ${noun}s?: see the report file\\.`).exec(markdown) ?? []
  return Number(number.replaceAll(',', ''))
}

describe('a summary with room for little', () => {
  test.each(BIG)('keeps its limit with $name, and ends as ever', ({ report: one, limit }) => {
    const written = markdownOf(one, limit)
    expect(Buffer.byteLength(written)).toBeLessThanOrEqual(limit)
    expect(written.startsWith('# ')).toBe(true)
    expect(written).toMatch(/<sub>As of 2027-01-15T.*<\/sub>\n$/)
    expect(written.split('<details>').length).toBe(written.split('</details>').length)
  })

  // A megabyte takes the parser long, and is cut in the same places.
  const small = BIG.filter(({ limit }) => limit < MIB)

  test.each(small)('is whole rows and valid Markdown with $name', ({ report: one, limit }) => {
    const root = parseGfm(markdownOf(one, limit))
    for (const table of tablesOf(root)) {
      const widths = table.children.map((row) => row.children.length)
      expect(new Set(widths).size).toBe(1)
    }
    const kinds = new Set(nodesOf(root).map(({ type }) => type))
    for (const bad of ['link', 'image', 'code', 'blockquote', 'delete', 'emphasis'] as const)
      expect(kinds.has(bad)).toBe(false)
    // A row that was cut would be text with pipes in a paragraph; the reason of a failed run may have its own.
    const paragraphs = root.children.filter((node) => node.type === 'paragraph').map(seen)
    expect(paragraphs.filter((said) => said.includes('|') && !said.startsWith('The run failed:'))).toEqual([])
  })

  test.each([
    ['finding', { judged: FINDINGS }],
    ['gap', { gaps: GAPS }],
    ['row', { table: { ...TABLE, columns: TABLE.columns.map(({ id, title }) => ({ id, title })) } }],
  ] as const)('says how many of 50,000 it left out: %s', (noun, part) => {
    const one = report(completed({ examined: MANY, ...part }))
    const written = markdownOf(one, MIB)
    const rows = written.split('\n').filter((line) => /^\| (`|❌)/.test(line)).length
    expect(rows).toBeGreaterThan(1000)
    expect(rows + leftOut(written, noun)).toBe(MANY)
    expect(Buffer.byteLength(written)).toBeGreaterThan(MIB * 0.99)
    const comment = markdownOf(one, 65_536)
    const shown = tablesOf(parseGfm(comment)).reduce((sum, table) => sum + table.children.length - 1, 0)
    expect(shown + leftOut(comment, noun)).toBe(MANY)
  })

  test('says how many notes it left out', () => {
    const written = markdownOf(report(completed({ notes: NOTES })), MIB)
    expect(written.match(/^- `shelf/gm)?.length).toBe(MANY - leftOut(written, 'note'))
  })

  test('says so where there is no room even for that', () => {
    const cut = 'Not everything fits here: see the report file.'
    const runs = many(5000, (i) => completed({ name: `no. ${i}`, judged: [judged()] }))
    expect(markdownOf(report(...runs), 65_536)).toContain(cut)
    expect(markdownOf(FAIL, MIB)).not.toContain(cut)
  })

  test('leaves nothing out where everything fits, to the byte', () => {
    for (const one of [FAIL, HOSTILE]) {
      const all = markdownOf(one, Number.MAX_SAFE_INTEGER)
      expect(all).not.toMatch(/ more |Not everything/)
      const enough = Buffer.byteLength(all) + 1000
      expect(markdownOf(one, enough)).toBe(all)
    }
  })

  test('grows with its limit, and never beyond it', () => {
    const all = Buffer.byteLength(markdownOf(HOSTILE, Number.MAX_SAFE_INTEGER))
    for (let limit = 300; limit < all + 1000; limit += 97) {
      const written = markdownOf(HOSTILE, limit)
      expect(Buffer.byteLength(written)).toBeLessThanOrEqual(limit)
      expect(/ more |Not everything/.test(written)).toBe(Buffer.byteLength(written) < all)
    }
  })

  test('cuts what one name may take, so that it hides no other', () => {
    const written = markdownOf(report(completed({ judged: [judged({ message: LONG }), judged()] })), 65_536)
    expect(tablesOf(parseGfm(written))[0]?.children).toHaveLength(3)
    expect(written).toContain('apple')
    expect(written).toContain('…')
  })
})

test('what to do is said once for a rule, by the first finding that needs it', () => {
  const advice = { remediation: 'Throw it away' }
  const said = (...all: readonly Judged[]) =>
    markdownOf(report(completed({ judged: all })), MIB).split('Throw it away').length - 1
  expect(said(judged(advice), judged(advice))).toBe(1)
  expect(said(judged(advice, 'waived'), judged(advice))).toBe(1)
  expect(said(judged(), judged(advice))).toBe(1)
  expect(said(judged(advice, 'waived'))).toBe(0)
  expect(said(judged(advice), judged({ ...advice, rule: 'fruit/bruised' }))).toBe(2)
})

test('twenty rows of a table stand open, the others behind a summary', () => {
  const table = { columns: [{ id: 'a', title: 'A' }], rows: many(23, (i) => [`row ${i}`]) }
  const written = markdownOf(report(completed({ table })), MIB)
  expect(tablesOf(parseGfm(written)).map(({ children }) => children.length - 1)).toEqual([20, 3])
  expect(written).toContain('<summary>3 more rows</summary>')
  expect(
    markdownOf(report(completed({ table: { ...table, rows: table.rows.slice(0, 20) } })), MIB),
  ).not.toContain('<details>')
})

test('no payload in any field makes anything but text, code and the frame', () => {
  const own = [
    '<br>',
    '<code>',
    '</code>',
    '<details>\n<summary>1 more row</summary>',
    '</details>',
    '<sub>',
    '</sub>',
  ]
  for (const payload of PAYLOADS) {
    const one = report(
      completed({
        name: payload,
        gaps: [{ target: payload, subject: payload, reason: payload }],
        notes: [{ subject: payload, text: payload }],
        table: {
          columns: [
            { id: 'a', title: payload, tally: true },
            { id: 'b', title: payload, unit: payload },
          ],
          rows: [[payload, null], ...many(20, () => ['x', payload] as const)],
        },
        judged: [
          judged({
            target: payload,
            message: payload,
            remediation: payload,
            evidence: { path: [payload, payload] },
          }),
          judged({ location: { path: payload, line: 1 } }, 'waived'),
        ],
      }),
      failedRun({ name: payload, reason: payload }),
    )
    const root = parseGfm(markdownOf(one, MIB))
    const shapes = root.children.map((node) => node.type)
    expect({ payload, shapes }).toEqual({
      payload,
      shapes: [
        ...['heading', 'heading', 'paragraph'],
        ...['heading', 'table', 'heading', 'paragraph', 'table', 'heading', 'list', 'heading', 'list'],
        ...['heading', 'table', 'html', 'table', 'html', 'heading', 'paragraph', 'paragraph'],
      ],
    })
    const nodes = nodesOf(root)
    const html = nodes.flatMap((node) => (node.type === 'html' ? [node.value] : []))
    for (const one of html) expect(own).toContain(one)
    const kinds = new Set(nodes.map((node) => node.type))
    for (const bad of ['link', 'image', 'emphasis', 'strong', 'delete', 'code', 'footnoteReference'] as const)
      expect(kinds.has(bad)).toBe(false)
  }
})
