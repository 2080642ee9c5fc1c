import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { html, linesOf, markdownBlock, plain } from '../../src/formats/escape.ts'
import { nodesOf, parseGfm } from '../support/report/gfm.ts'
import { hostileText, invisibleIn, PAYLOADS, reveal } from '../support/report/hostile.ts'
import { parseCommands } from '../support/runner/parse-commands.ts'

type Escape = (text: string) => string

/** What a browser shows of text in which there are no tags: the few entities that are written here. */
function read(written: string): string {
  return written.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
}

const isJustText = (by: Escape) => (data: string) => {
  const written = by(data)
  expect(written).not.toMatch(/[<>"'`\r\n]/)
  expect(written.replace(/&#\d+;/g, '')).not.toContain('&')
  expect(invisibleIn(written)).toEqual([])
  expect(reveal(read(written))).toBe(data)
  expect(parseCommands(written).commands).toEqual([])
}

function isCaught(property: (data: string) => void): boolean {
  return PAYLOADS.some((payload) => {
    try {
      property(payload)
      return false
    } catch {
      return true
    }
  })
}

describe('html', () => {
  test.each([
    ['a b', 'a b'],
    ['<b>', '&#60;b&#62;'],
    ['"\'`&amp;', '&#34;&#39;&#96;&#38;amp;'],
    ['a\u202eb', 'a\\u{202E}b'],
    ['::error::x', '&#58;:error::x'],
    ['##[error]x', '#&#35;[error]x'],
    ['## [x] a::b', '## [x] a::b'],
    ['naïve 名前 😀', 'naïve 名前 😀'],
    ['', ''],
  ])('%j is written %s', (text, written) => {
    expect(html(text)).toBe(written)
  })

  test('is just its text, in an element and in an attribute', () => {
    for (const payload of PAYLOADS) isJustText(html)(payload)
    fc.assert(fc.property(hostileText, isJustText(html)), { numRuns: 400 })
  })

  test('has a property that escapes which do too little fail', () => {
    const asItIs: Escape = (text) => text
    const brackets: Escape = (text) => text.replace(/[<>]/g, (char) => `&#${char.charCodeAt(0)};`)
    const stripped: Escape = (text) => plain(text).replace(/[<>&"'`]/g, '')
    for (const wrong of [asItIs, brackets, stripped, plain]) expect(isCaught(isJustText(wrong))).toBe(true)
  })

  test('takes no more than a moment for a long text', () => {
    for (const char of ['<', '&', ' ', ':', '#', '\u0301'])
      expect(html(`${char.repeat(200_000)}x`).length).toBeGreaterThanOrEqual(200_000)
  })
})

describe('lines', () => {
  test.each<readonly [string, readonly string[]]>([
    ['a\r\nb\nc', ['a', 'b', 'c']],
    ['\uFEFFa', ['a']],
    ['\tb', ['        b']],
    ['abc\td\te', ['abc     d       e']],
    ['12345678\tx', ['12345678        x']],
    ['a\u00a0b\u3000c', ['a b c']],
    ['a\rb', ['a\rb']],
    ['', ['']],
  ])('%j is %j', (text, lines) => {
    expect(linesOf(text)).toEqual(lines)
  })
})

const isOneBlock = (by: Escape) => (data: string) => {
  const written = by(data)
  const root = parseGfm(`before\n\n${written}\n\nafter\n`)
  expect(root.children.map((node) => node.type)).toEqual(['paragraph', 'code', 'paragraph'])
  const [block] = nodesOf(root).filter((node) => node.type === 'code')
  expect(block?.value).toBe(linesOf(data).map(plain).join('\n'))
  expect(parseCommands(written).commands).toEqual([])
}

describe('a block of code', () => {
  test('is as long as its text says', () => {
    expect(markdownBlock('a\nb')).toBe('```text\na\nb\n```')
    expect(markdownBlock('a ````` b\n```')).toBe('``````text\na ````` b\n```\n``````')
  })

  test('holds all of its text, whatever it is', () => {
    for (const payload of PAYLOADS) isOneBlock(markdownBlock)(payload)
    for (const payload of PAYLOADS) isOneBlock(markdownBlock)(`a\n${payload}\nb`)
    fc.assert(fc.property(hostileText, isOneBlock(markdownBlock)), { numRuns: 400 })
  })

  test('has a property that a fence of three fails', () => {
    expect(isCaught(isOneBlock((text) => `\`\`\`\n${linesOf(text).map(plain).join('\n')}\n\`\`\``))).toBe(
      true,
    )
    expect(isCaught(isOneBlock((text) => `~~~\n${text}\n~~~`))).toBe(true)
  })
})
