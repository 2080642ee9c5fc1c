import { describe, expect, test } from '@jest/globals'
import type { Answer } from '../../src/core/check.ts'
import type { Report } from '../../src/core/report.ts'
import { annotationsOf } from '../../src/formats/annotations.ts'
import { htmlOf } from '../../src/formats/html.ts'
import { jsonOf } from '../../src/formats/json.ts'
import { markdownOf } from '../../src/formats/markdown.ts'
import { openMetricsOf } from '../../src/formats/openmetrics.ts'
import { sarifOf } from '../../src/formats/sarif.ts'
import { type TextStyle, textOf, textOfAnswer } from '../../src/formats/text.ts'
import { golden } from '../support/report/golden.ts'
import { invisibleIn } from '../support/report/hostile.ts'
import { RULES } from '../support/report/report.ts'
import { FAIL, REPORTS } from '../support/report/reports.ts'
import { parseCommands } from '../support/runner/parse-commands.ts'

const LOG: TextStyle = { color: false, width: 0 }

function annotationsText(report: Report): string {
  const { shown, left } = annotationsOf(report)
  const lines = shown.map(({ level, title, message, path, line }) => {
    const place = path === undefined ? '' : ` at ${path}${line === undefined ? '' : `:${line}`}`
    return `${level}${place}\n  ${title}\n  ${message}\n`
  })
  return `${lines.join('')}left out: ${JSON.stringify(left)}\n`
}

const LAST_SUCCESS = new Map([
  ['fruit fruit', new Date('2027-01-08T09:00:00Z')],
  ['fruit market', new Date('2027-01-07T09:00:00.500Z')],
  ['fruit winter market', new Date('2026-12-24T00:00:00Z')],
])

/** File extension by format: JSON and HTML have none that a formatter would lay its hands on. */
const FORMATS: readonly (readonly [extension: string, write: (report: Report) => string])[] = [
  ['txt', (report) => textOf(report, LOG)],
  ['md', (report) => markdownOf(report, 1024 * 1024)],
  ['sarif', (report) => sarifOf(report, RULES)],
  ['json.golden', jsonOf],
  ['html.golden', (report) => htmlOf(report)],
  ['openmetrics', (report) => openMetricsOf(report, { lastSuccess: LAST_SUCCESS })],
  ['annotations', annotationsText],
]

const CASES = Object.entries(REPORTS).flatMap(([name, report]) =>
  FORMATS.map(([extension, write]) => ({ file: `${name}.${extension}`, report, write })),
)

describe('every format of every report', () => {
  test.each(CASES)('$file is as it was', ({ file, report, write }) => {
    const written = write(report)
    expect(written).toBe(golden(file, written))
  })

  test.each(CASES)('$file shows all of itself and holds no command', ({ report, write }) => {
    const written = write(report)
    expect(parseCommands(written).commands).toEqual([])
    // Emoji presentation is ours, behind the signs of the verdict and the dispositions.
    const own = written.replaceAll('⚠️', '⚠').replaceAll('☑️', '☑')
    expect(invisibleIn(own.replaceAll('\n', ''))).toEqual([])
    expect(written).toMatch(/[^\n]\n$/)
  })
})

const ANSWER: Answer = {
  found: true,
  sections: [
    {
      title: 'plum@2.0.0',
      fields: [
        ['state', 'rotten'],
        ['bought by', 'pie@1.0.0 > plum@2.0.0'],
        ['said', 'a\n::error::pwned ##[error]x \u202e'],
      ],
    },
    { title: '::error::a title', fields: [['::warning::label', 'x']] },
    { title: 'no fields', fields: [] },
  ],
}

describe('an answer', () => {
  test('is as it was', () => {
    const written = textOfAnswer(ANSWER, LOG)
    expect(written).toBe(golden('answer.txt', written))
  })

  test('shows all of itself and holds no command', () => {
    const written = textOfAnswer(ANSWER, LOG)
    expect(parseCommands(written).commands).toEqual([])
    expect(invisibleIn(written.replaceAll('\n', ''))).toEqual([])
  })

  test('without sections is an empty line', () => {
    expect(textOfAnswer({ found: false, sections: [] }, LOG)).toBe('\n')
  })
})

test('text for a terminal is the same but for colors, and its table fits', () => {
  const start = String.fromCharCode(27)
  const colored = textOf(FAIL, { color: true, width: 0 })
  expect(colored.split(start).length).toBeGreaterThan(10)
  const codes = new RegExp(`${start}\\[\\d+m`, 'g')
  expect(colored.replace(codes, '')).toBe(textOf(FAIL, LOG))
  const narrow = textOf(FAIL, { color: false, width: 40 })
  expect(narrow).toBe(golden('fail-40-columns.txt', narrow))
})
