import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { metricLabel, plain, slackLink, slackText, visible } from '../../src/formats/escape.ts'
import { hostileText, invisibleIn, PAYLOADS, reveal } from '../support/report/hostile.ts'
import { parseCommands } from '../support/runner/parse-commands.ts'

type Escape = (text: string) => string

function isCaught(property: (data: string) => void): boolean {
  return [...PAYLOADS, '"', '&lt;', '<!channel>', '<@U012AB3CD>', 'a\\"b'].some((payload) => {
    try {
      property(payload)
      return false
    } catch {
      return true
    }
  })
}

/** What Slack shows: it decodes these three and no other. */
function shownBySlack(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}

const isSlackText = (by: Escape) => (data: string) => {
  const written = by(data)
  expect(written).not.toMatch(/[<>\r\n]/)
  expect(written.replace(/&(amp|lt|gt);/g, '')).not.toContain('&')
  expect(invisibleIn(written)).toEqual([])
  expect(reveal(shownBySlack(written))).toBe(data)
}

describe('text for Slack', () => {
  test.each([
    ['a & b', 'a &amp; b'],
    ['<!channel>', '&lt;!channel&gt;'],
    ['<@U012AB3CD> <https://t.example/|x>', '&lt;@U012AB3CD&gt; &lt;https://t.example/|x&gt;'],
    ['&lt;', '&amp;lt;'],
    ['*a* _b_ ~c~', '*a* _b_ ~c~'],
    ['a\u202eb\n', 'a\\u{202E}b\\u{A}'],
    ['', ''],
  ])('%j is written %s', (text, written) => {
    expect(slackText(text)).toBe(written)
  })

  test('is just its text', () => {
    for (const payload of PAYLOADS) isSlackText(slackText)(payload)
    fc.assert(fc.property(hostileText, isSlackText(slackText)), { numRuns: 400 })
  })

  test('has a property that escapes which do too little fail', () => {
    const brackets: Escape = (text) => visible(text).replaceAll('<', '&lt;').replaceAll('>', '&gt;')
    const late: Escape = (text) => brackets(text).replaceAll('&', '&amp;')
    const mentions: Escape = (text) => visible(text).replace(/<[!@]/g, '')
    for (const wrong of [visible, brackets, late, mentions]) expect(isCaught(isSlackText(wrong))).toBe(true)
  })
})

describe('a link for Slack', () => {
  test.each([
    ['https://github.example/o/r/issues/1', '<https://github.example/o/r/issues/1|The issue>'],
    ['http://ghe.internal:8080/o/r?a=1&b=2#c', '<http://ghe.internal:8080/o/r?a=1&amp;b=2#c|The issue>'],
    ['https://a.example/x|y', undefined],
    ['https://a.example/x>y', undefined],
    ['https://a.example/<!channel>', undefined],
    ['https://a.example/ x', undefined],
    ['https://a.example/\u202ex', undefined],
    ['https://a.example/\n', undefined],
    ['javascript:alert(1)', undefined],
    ['slack://x', undefined],
    ['//a.example', undefined],
    ['https://', undefined],
    ['', undefined],
    [`https://a.example/${'x'.repeat(3000)}`, undefined],
  ])('%j is %s', (address, link) => {
    expect(slackLink(address, 'The issue')).toBe(link)
  })

  test('holds no more than itself whatever its address is', () => {
    const holds = (word: string) => {
      const link = slackLink(`https://a.example/${word}`, 'x') ?? '<https://a.example/|x>'
      expect(link).toMatch(/^<https:\/\/a\.example\/[^<>|\s]*\|x>$/)
    }
    for (const payload of PAYLOADS) holds(payload)
    fc.assert(fc.property(hostileText, holds), { numRuns: 200 })
  })
})

/** Between quotes, by the ABNF of OpenMetrics. */
const isLabel = (by: Escape) => (data: string) => {
  const written = by(data)
  expect(written).toMatch(/^(?:[^"\\\n]|\\["n\\])*$/)
  expect(invisibleIn(written)).toEqual([])
  expect(reveal(written.replace(/\\(["\\])/g, '$1'))).toBe(data)
  expect(parseCommands(written).commands).toEqual([])
}

describe('a label of a metric', () => {
  test.each([
    ['a "b"', 'a \\"b\\"'],
    ['C:\\x', 'C:\\\\x'],
    ['a\nb', 'a\\\\u{A}b'],
    ['##[error]x', '#\\\\u{23}[error]x'],
    ['', ''],
  ])('%j is written %s', (text, written) => {
    expect(metricLabel(text)).toBe(written)
  })

  test('is just its text', () => {
    for (const payload of PAYLOADS) isLabel(metricLabel)(payload)
    fc.assert(fc.property(hostileText, isLabel(metricLabel)), { numRuns: 400 })
  })

  test('has a property that escapes which do too little fail', () => {
    const quotes: Escape = (text) => plain(text).replaceAll('"', '\\"')
    const hidden: Escape = (text) => text.replace(/[\\"]/g, '\\$&')
    for (const wrong of [plain, quotes, hidden]) expect(isCaught(isLabel(wrong))).toBe(true)
  })
})
