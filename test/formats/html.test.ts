import { createHash } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { CompletedRun, Report } from '../../src/core/report.ts'
import { htmlOf } from '../../src/formats/html.ts'
import { HTML_STYLE, HTML_STYLE_HASH } from '../../src/formats/html-style.ts'
import { hostileText, invisibleIn, PAYLOADS } from '../support/report/hostile.ts'
import { readTags, textOfPage } from '../support/report/html.ts'
import { completed, failedRun, judged, report } from '../support/report/report.ts'
import { ERROR, FAIL, HOSTILE, PASS, REPORTS } from '../support/report/reports.ts'
import { parseCommands } from '../support/runner/parse-commands.ts'

function many<T>(length: number, of: (i: number) => T): readonly T[] {
  return Array.from({ length }, (_, i) => of(i))
}

function idsAndTargets(page: string): {
  readonly ids: readonly string[]
  readonly targets: readonly string[]
} {
  const tags = readTags(page)
  const of = (name: string) => tags.flatMap(({ attributes }) => attributes[name] ?? [])
  return { ids: of('id'), targets: of('href').map((href) => href.slice(1)) }
}

const DAMAGED: Report = {
  ...report(completed({ examined: 0, targets: [] })),
  verdict: 'error',
}

describe.each(Object.entries(REPORTS))('the page of a report: %s', (_name, one) => {
  const page = htmlOf(one)
  const tags = readTags(page)

  test('is accessible: a language, a title, headings in order, scopes, ids that are there once', () => {
    expect(page).toContain('<html lang="en">')
    expect(page).toMatch(/<title>Upkeep: [A-Za-z ]+<\/title>/)
    const levels = tags.flatMap(({ name }) => (/^h[1-6]$/.test(name) ? [Number(name[1])] : []))
    expect(levels.filter((level) => level === 1)).toHaveLength(1)
    for (const [i, level] of levels.entries()) expect(level - (levels[i - 1] ?? 0)).toBeLessThanOrEqual(1)
    const heads = tags.filter(({ name }) => name === 'th')
    expect(heads.length).toBeGreaterThan(0)
    for (const { attributes } of heads) expect(['col', 'row']).toContain(attributes['scope'])
    const { ids, targets } = idsAndTargets(page)
    expect(new Set(ids).size).toBe(ids.length)
    for (const target of targets) expect(ids).toContain(target)
    for (const { attributes } of tags)
      if (attributes['aria-labelledby'] !== undefined) expect(ids).toContain(attributes['aria-labelledby'])
  })

  test('runs nothing and asks nobody', () => {
    const names = new Set(tags.map(({ name }) => name))
    for (const bad of ['script', 'img', 'link', 'iframe', 'object', 'embed', 'form', 'base', 'svg', 'video'])
      expect(names.has(bad)).toBe(false)
    const attributes = new Set(tags.flatMap((tag) => Object.keys(tag.attributes)))
    for (const name of attributes) expect(name).not.toMatch(/^(on|src|style$|action|srcset|data)/)
    expect(HTML_STYLE).not.toMatch(/@import|url\(|<|expression/i)
    for (const { attributes: of } of tags) if (of['href'] !== undefined) expect(of['href']).toMatch(/^#run-/)
  })

  test('says its verdict in words', () => {
    const words = { pass: 'pass', fail: 'FAIL', error: 'COULD NOT TELL' }
    expect(textOfPage(page)).toMatch(new RegExp(`^Upkeep: ${words[one.verdict]} `))
  })
})

test('the policy lets no style count but ours', () => {
  const hash = createHash('sha256').update(HTML_STYLE).digest('base64')
  expect(HTML_STYLE_HASH).toBe(`sha256-${hash}`)
  const page = htmlOf(PASS)
  expect(page).toContain(`<style>${HTML_STYLE}</style>`)
  expect(page).toContain(
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'">`,
  )
})

describe('what is said first', () => {
  const lead = (one: Report) => textOfPage(htmlOf(one)).replace(/^Upkeep: (pass|FAIL|COULD NOT TELL) /, '')

  test.each<readonly [string, Report, string]>([
    ['a pass', PASS, 'Everything was looked at, and nothing fails.'],
    ['a fail', FAIL, '2 findings fail. 2 findings warn.'],
    [
      'a fail beside gaps',
      HOSTILE,
      '1 finding fails. Besides, 1 thing could not be looked at, and 1 run failed.',
    ],
    [
      'gaps',
      ERROR,
      'Nobody can tell whether all is well: 2 things could not be looked at, and 1 run failed. 1 finding warns.',
    ],
    ['no run', report(), 'There is no run in this report: nothing was looked at.'],
    ['nothing to look at', DAMAGED, 'Nobody can tell whether all is well: not everything was looked at.'],
  ])('of %s', (_name, one, words) => {
    expect(lead(one).startsWith(`${words} As of`)).toBe(true)
  })

  test('are the worst things to do, with what to do, then what could not be looked at', () => {
    const page = htmlOf(
      report(
        completed({
          judged: [
            judged({ rule: 'fruit/bruised', severity: 'moderate', message: 'B.' }),
            judged({ severity: 'high', message: 'A.', remediation: 'Throw `it` away.' }),
            judged({ severity: 'high', message: 'C.' }),
            judged({ rule: 'fruit/unripe', severity: 'critical', message: 'W.' }, 'warn'),
          ],
        }),
        failedRun({ name: 'night' }),
        completed({
          check: 'bread',
          name: 'bread',
          judged: [judged({ severity: 'critical', message: 'D.' })],
        }),
        completed({ name: 'half', targets: [{ id: 'cart.json', complete: false }] }),
      ),
    )
    const items = /<ol>([\s\S]*?)<\/ol>/.exec(page)?.[1]?.trim().split('\n') ?? []
    expect(items.map(textOfPage)).toEqual([
      'critical bread : D. basket.json',
      'high fruit : A. basket.json , and 1 other by this rule Throw it away.',
      'moderate fruit : B. basket.json',
      'not looked at fruit (night) : the run failed: the market is closed',
      'not looked at fruit (half) : cart.json : not all of it was looked at',
    ])
    expect(items[1]).toContain('Throw <code>it</code> away.')
    expect(items[1]).toContain('<a href="#run-1-rule-1">')
  })

  test('are ten, and three of them for what could not be looked at', () => {
    const runs = many(20, (i) => completed({ name: `f${i}`, judged: [judged()] }))
    const page = htmlOf(report(...runs, ...many(5, (i) => failedRun({ name: `n${i}` }))))
    const list = /<ol>[\s\S]*?<\/ol>/.exec(page)?.[0] ?? ''
    expect(list.match(/class="badge fail"/g)).toHaveLength(7)
    expect(list.match(/class="badge untold"/g)).toHaveLength(3)
    expect(page).toContain('… and 15 more things: see below.')
  })
})

describe('a run', () => {
  test('that failed says why, and that nobody can tell', () => {
    const said = textOfPage(htmlOf(report(failedRun())))
    expect(said).toContain('fruit COULD NOT TELL The run failed: the market is closed')
  })

  test('that found nothing to look at says so', () => {
    expect(textOfPage(htmlOf(DAMAGED))).toContain('fruit COULD NOT TELL Nothing was found to look at.')
    const half = completed({ targets: [{ id: 'a', complete: false }] })
    expect(textOfPage(htmlOf(report(half)))).toContain('Looked at 1, and not at everything.')
  })

  test('has each finding with severity, message, way, place, waiver, and what to do', () => {
    const said = textOfPage(htmlOf(FAIL))
    expect(said).toContain(
      'fails high plum@2.0.0 is rotten. Throw it away, or ask upkeep fruit why plum who bought it. basket.json:17 ',
    )
    expect(said).toContain(
      'waived critical quince@3.0.0 is rotten. By way of pie@1.0.0 › jam@2.1.0 › quince@3.0.0 Waived until 2027-03-31: We make cider of it. basket.json',
    )
  })

  test('says once what is to do, where it is the same for all', () => {
    const advice = { remediation: 'Throw it away' }
    const after = (page: string) => page.slice(page.indexOf('<section'))
    const said = (...all: Parameters<typeof judged>[]) =>
      after(htmlOf(report(completed({ judged: all.map((one) => judged(...one)) })))).split('Throw it away')
        .length - 1
    expect(said([advice], [advice])).toBe(1)
    expect(said([], [advice])).toBe(1)
    expect(said([advice, 'waived'])).toBe(0)
    expect(said([advice], [{ remediation: 'Throw it away, or eat it' }])).toBe(2)
    expect(said([advice], [{ ...advice, rule: 'fruit/bruised' }])).toBe(2)
  })

  test('has its long lists behind a summary', () => {
    const table = (rows: number) => ({ columns: [{ id: 'a', title: 'A' }], rows: many(rows, (i) => [i]) })
    const small = htmlOf(report(completed({ table: table(20), judged: many(20, () => judged()) })))
    expect(small).not.toContain('<details>')
    const large = htmlOf(report(completed({ table: table(4311), judged: many(123, () => judged()) })))
    expect(large).toContain('<summary>All 4,311 rows</summary>')
    expect(large).toContain('<summary>103 more findings</summary>')
    expect(large.match(/<tr><th scope="row">/g)).toHaveLength(4311)
    expect(large.match(/<li><p class="kind">/g)).toHaveLength(123)
  })

  test('has every cell as it is', () => {
    const table = {
      columns: ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id, title: id.toUpperCase(), unit: 'g' })),
      rows: [
        ['x', 12, true, false, null],
        ['y'.repeat(33), 'z'.repeat(33), '', 'a', 0],
      ],
    }
    const page = htmlOf(report(completed({ table })))
    expect(page).toContain(
      '<tr><th scope="row">x</th><td class="number">12</td><td>yes</td><td>no</td><td></td></tr>',
    )
    expect(page).toContain(`<th scope="row" class="long">${'y'.repeat(33)}</th><td class="long">`)
    expect(page).toContain('<th scope="col" class="number">B (g)</th>')
    expect(page).toContain('<th scope="col">C (g)</th><th scope="col">D (g)</th>')
  })
})

const KIB = 1024
const MANY = 20_000
const FINDINGS = many(MANY, (i) => judged({ message: `plum-${i} is rotten.`, remediation: 'Throw it away.' }))
const GAPS = many(MANY, (i) => ({ target: 'basket.json', subject: `fig-${i}`, reason: 'it has no label' }))
const NOTES = many(MANY, (i) => ({ subject: `shelf ${i}`, text: 'not looked at' }))
const TABLE = { columns: [{ id: 'a', title: 'A' }], rows: many(MANY, (i) => [`plum-${i}`]) }
const LONG = '<&"x '.repeat(400_000)

const BIG: readonly (readonly [string, Partial<CompletedRun>])[] = [
  ['findings', { judged: FINDINGS }],
  ['gaps', { gaps: GAPS }],
  ['notes', { notes: NOTES }],
  ['rows', { table: TABLE }],
  ['all of them', { judged: FINDINGS, gaps: GAPS, notes: NOTES, table: TABLE }],
  ['an endless message', { judged: [judged({ message: LONG, remediation: LONG }), judged()] }],
  ['an endless way', { judged: [judged({ evidence: { path: many(MANY, (i) => `pie-${i}`) } }), judged()] }],
  ['an endless name', { check: LONG, name: LONG, judged: [judged()] }],
  ['an endless column', { table: { columns: [{ id: 'a', title: LONG, tally: true }], rows: [[LONG]] } }],
  ['endless columns', { table: { columns: many(3000, () => ({ id: 'a', title: LONG })), rows: [[LONG]] } }],
]

describe('a page with room for little', () => {
  test.each(
    BIG.flatMap(([name, part]) => [12, 64, 600].map((kib) => [name, kib, report(completed(part))] as const)),
  )('keeps its limit with %s: %d KiB', (_name, kib, one) => {
    const page = htmlOf(one, kib * KIB)
    expect(Buffer.byteLength(page)).toBeLessThanOrEqual(kib * KIB)
    expect(page.endsWith('</main>\n</body>\n</html>\n')).toBe(true)
    const { ids, targets } = idsAndTargets(page)
    for (const target of targets) expect(ids).toContain(target)
  })

  test.each<readonly [string, Partial<CompletedRun>, RegExp]>([
    ['finding', { judged: FINDINGS }, /<li><p class="kind">/g],
    ['gap', { gaps: GAPS }, /<li><code>basket\.json<\/code>, <code>fig/g],
    ['note', { notes: NOTES }, /<li><code>shelf/g],
    ['row', { table: TABLE }, /<tr><th scope="row">plum/g],
  ])('says how many of %ss it left out', (noun, part, item) => {
    const page = htmlOf(report(completed(part)), 256 * KIB)
    const [, left = '0'] = new RegExp(`… and ([\\d,]+) more ${noun}s: see the report file`).exec(page) ?? []
    const shown = page.match(item)?.length ?? 0
    expect(shown).toBeGreaterThan(300)
    expect(shown + Number(left.replaceAll(',', ''))).toBe(MANY)
    expect(Buffer.byteLength(page)).toBeGreaterThan(250 * KIB)
  })

  test('leads nowhere that is not there, with very many runs', () => {
    const runs = many(5000, (i) =>
      i % 2 ? failedRun({ name: `${i}` }) : completed({ name: `${i}`, judged: [judged()] }),
    )
    const page = htmlOf(report(...runs), 64 * KIB)
    const { ids, targets } = idsAndTargets(page)
    expect(Buffer.byteLength(page)).toBeLessThanOrEqual(64 * KIB)
    for (const target of targets) expect(ids).toContain(target)
    expect(page).toContain('Not everything fits here: see the report file.')
  })

  test('leaves nothing out where there is room', () => {
    const page = htmlOf(HOSTILE)
    expect(htmlOf(HOSTILE, Buffer.byteLength(page) + 2000)).toBe(page)
    expect(page).not.toMatch(/Not everything fits| more /)
    for (let limit = 8 * KIB; limit < Buffer.byteLength(page) + 2000; limit += 997)
      expect(Buffer.byteLength(htmlOf(HOSTILE, limit))).toBeLessThanOrEqual(limit)
  })

  test('takes a hundred megabytes of findings, and is one that a browser can show', () => {
    const message = 'plum is rotten. '.repeat(60)
    const one = report(completed({ judged: many(100_000, (i) => judged({ message: `${i} ${message}` })) }))
    const page = htmlOf(one)
    expect(Buffer.byteLength(page)).toBeLessThanOrEqual(16 * KIB * KIB)
    expect(page).toContain('<summary>99,980 more findings</summary>')
    expect(page).toMatch(/… and [\d,]+ more findings: see the report file/)
  })
})

function reportWith(word: string): Report {
  return report(
    completed({
      check: word,
      name: `${word}x`,
      gaps: [{ target: word, subject: `${word}y`, reason: word }],
      notes: [{ subject: word, text: word }],
      table: {
        columns: [
          { id: 'a', title: word, tally: true },
          { id: 'b', title: word, unit: word },
        ],
        rows: [[`x${word}`, null], ...many(20, () => ['x', word] as const)],
      },
      judged: [
        judged({ target: word, message: word, evidence: { path: [word, word] } }),
        judged({ location: { path: word, line: 1 }, remediation: `a${word.replaceAll('`', '')}` }, 'warn'),
        judged({ message: word }, 'waived'),
      ],
    }),
    failedRun({ name: word, reason: word }),
  )
}

/** Every tag as its name and the names and values of its attributes: none has a value from outside. */
function shapeOf(page: string): readonly string[] {
  return readTags(page.replaceAll(' class="long"', '')).map(({ name, attributes }) =>
    JSON.stringify([name, attributes]),
  )
}

describe('whatever names and texts hold', () => {
  const expected = shapeOf(htmlOf(reportWith('x')))

  const holds = (word: string) => {
    const page = htmlOf(reportWith(word))
    expect(shapeOf(page)).toEqual(expected)
    expect(invisibleIn(page.replaceAll('\n', ''))).toEqual([])
    expect(parseCommands(page).commands).toEqual([])
  }

  test('the page has the same tags', () => {
    for (const payload of PAYLOADS) if (payload !== '') holds(payload)
    fc.assert(
      fc.property(
        hostileText.filter((word) => word !== ''),
        holds,
      ),
      { numRuns: 80 },
    )
  })

  test('the tests would see a tag of theirs', () => {
    expect(() => readTags('<p>a < b</p>')).toThrow('a bracket')
    expect(() => readTags('<p></div>')).toThrow('ends another')
    expect(() => readTags('<p>')).toThrow('never ends')
    const wrong = htmlOf(reportWith('x')).replace('<p>x</p>', '<p><b>x</b></p>')
    expect(shapeOf(wrong)).not.toEqual(expected)
  })
})
