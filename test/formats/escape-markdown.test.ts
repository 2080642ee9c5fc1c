import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Nodes } from 'mdast'
import { markdown, markdownCode } from '../../src/formats/escape.ts'
import { kindsWithin, parseGfm, seen, tablesOf } from '../support/report/gfm.ts'
import { hostileText, invisibleIn, PAYLOADS, reveal } from '../support/report/hostile.ts'
import { parseCommands } from '../support/runner/parse-commands.ts'

type Escape = (text: string) => string

const RUNS = { numRuns: 400 }

/** A place for text, the block it stands in, and how to find that block again. */
interface Place {
  readonly name: string
  readonly write: (written: string) => string
  /** The types of the blocks around it, outermost first. */
  readonly blocks: readonly string[]
}

const PLACES: readonly Place[] = [
  { name: 'a paragraph', write: (text) => `${text}\n`, blocks: ['paragraph'] },
  { name: 'a heading', write: (text) => `## ${text}\n`, blocks: ['heading'] },
  { name: 'a list item', write: (text) => `- ${text}\n`, blocks: ['list', 'listItem', 'paragraph'] },
  {
    name: 'a sentence',
    write: (text) => `- Because: ${text}\n`,
    blocks: ['list', 'listItem', 'paragraph'],
  },
]

/** What may stand in a place: text, code, and the HTML that we wrote ourselves. */
const ALLOWED = ['</code>', '<code>', 'inlineCode', 'text']

const isJustText =
  (by: Escape, { write, blocks }: Place) =>
  (data: string) => {
    const root = parseGfm(write(by(data)))
    let nodes: readonly Nodes[] = root.children
    const isBlank = data === ''
    for (const block of isBlank ? [] : blocks) {
      expect(nodes.map((node) => node.type)).toEqual([block])
      const [only] = nodes
      nodes = only !== undefined && 'children' in only ? only.children : []
    }
    if (isBlank) return
    for (const kind of kindsWithin(nodes)) expect(ALLOWED).toContain(kind)
    isSeen(seen(root).replace(/^Because: /, ''), data)
  }

/** What a reader sees is the data, with hidden characters shown. */
function isSeen(shown: string, data: string): void {
  expect(invisibleIn(shown)).toEqual([])
  expect(reveal(shown)).toBe(data)
}

const isOneCell = (by: Escape) => (data: string) => {
  const row = `| ${by(data)} | ${by(data)} | x |`
  const root = parseGfm(`| a | b | c |\n| --- | --- | --- |\n${row}\n| y | y | y |\n`)
  expect(root.children.map((node) => node.type)).toEqual(['table'])
  const [table] = tablesOf(root)
  expect(table?.children.map((one) => one.children.length)).toEqual([3, 3, 3])
  const cells = table?.children[1]?.children ?? []
  for (const cell of cells) for (const kind of kindsWithin(cell.children)) expect(ALLOWED).toContain(kind)
  const shown = cells.map((cell) => seen(cell))
  expect(shown[2]).toBe('x')
  isSeen(shown[0] ?? '', data)
  isSeen(shown[1] ?? '', data)
}

/** Every payload alone, then mixtures. */
function holds(property: (data: string) => void): void {
  for (const payload of PAYLOADS) property(payload)
  fc.assert(fc.property(hostileText, property), RUNS)
}

/** How many payloads a wrong escape is caught at. */
function caught(property: (data: string) => void): number {
  return PAYLOADS.filter((payload) => {
    try {
      property(payload)
      return false
    } catch {
      return true
    }
  }).length
}

const ESCAPES = { markdown, markdownCode }

describe.each(Object.entries(ESCAPES))('%s', (_, by) => {
  test.each(PLACES)('is just its text in $name', (place) => {
    holds(isJustText(by, place))
  })

  test('is just its text in a cell, and keeps the number of columns', () => {
    holds(isOneCell(by))
  })

  test('is one line, and no command where it is printed to a log', () => {
    holds((data) => {
      expect(by(data)).not.toMatch(/[\r\n]/)
      for (const { write } of PLACES) expect(parseCommands(write(by(data))).commands).toEqual([])
    })
  })

  test('takes no more than a moment for a long text', () => {
    for (const char of [
      ' ',
      '`',
      'a',
      '|',
      '0',
      '[',
      '\\',
      '@',
      '\u0301',
      '\u0d4e',
      '1',
      'www.',
      '\u{1f3fd}',
    ])
      for (const text of [`a${char.repeat(200_000)}a`, ` ${char.repeat(200_000)} x`, char.repeat(200_000)])
        expect(by(text).length).toBeGreaterThanOrEqual(text.length)
  })

  test('tells different texts apart', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (a, b) => {
        expect(by(a) === by(b)).toBe(a === b)
      }),
    )
  })
})

test('the properties notice escapes that do too little', () => {
  const asItIs: Escape = (text) => text
  const backslashes: Escape = (text) => text.replace(/[\\`*_{}[\]()#+\-.!|<>~]/g, '\\$&')
  const html: Escape = (text) => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`)
  const ticks: Escape = (text) => `\`${text}\``
  const bareElement: Escape = (text) => `<code>${html(text)}</code>`
  for (const wrong of [asItIs, backslashes, html, ticks, bareElement]) {
    for (const place of PLACES) expect(caught(isJustText(wrong, place))).toBeGreaterThan(3)
    expect(caught(isOneCell(wrong))).toBeGreaterThan(3)
  }
})

describe('a row as our formats write it', () => {
  const row = (a: string, b: string, c: string, d: string) =>
    `| ${markdown(a)}<br>${markdownCode(b)} › ${markdownCode(c)} | ${markdownCode(d)}<br>${markdown(a)} |`

  test('keeps its columns and shows its texts, whatever stands beside what', () => {
    fc.assert(
      fc.property(hostileText, hostileText, hostileText, hostileText, (a, b, c, d) => {
        const root = parseGfm(`| x | y |\n| --- | --- |\n${row(a, b, c, d)}\n`)
        const cells = tablesOf(root)[0]?.children[1]?.children ?? []
        expect(cells).toHaveLength(2)
        for (const cell of cells)
          for (const kind of kindsWithin(cell.children)) expect([...ALLOWED, '<br>']).toContain(kind)
        isSeen(seen(cells[0] ?? root).replace('\n', ' | '), `${a} | ${b} › ${c}`)
        isSeen(seen(cells[1] ?? root).replace('\n', ' | '), `${d} | ${a}`)
      }),
      RUNS,
    )
  })
})

/** GitHub makes links of these in text, after the Markdown: each must be broken by a zero-width space or stand in code. */
const REFERENCES: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['a mention', /(?<![\w/])@[a-z\d]/i],
  ['an issue', /#\d/],
  ['an issue by its key', /(?<![\w])GH-\d/i],
  ['a commit', /(?<![\w])[0-9a-f]{7,40}(?![\w])/i],
  ['a commit behind an at', /@[0-9a-f]{7,40}/i],
  ['a URL', /(https?|ftp):\/\/|www\.\w/i],
  ['an address', /[\w.+-]+@[\w-]+\.[\w-]/],
  ['an emoji', /:[a-z_]+:/],
  ['an advisory of a repository', /\/(issues|pull|commit)\/\w/],
]

describe('GitHub finds nothing to link:', () => {
  test.each(REFERENCES)('%s', (_, pattern) => {
    // What the HTML holds once the entities are read.
    const read = (text: string) =>
      text.replace(/&#(\d+);/g, (__, code: string) => String.fromCodePoint(Number(code)))
    holds((data) => expect(read(markdown(data))).not.toMatch(pattern))
    expect(PAYLOADS.some((payload) => pattern.test(payload))).toBe(true)
  })

  test('nor a commit in any part of a long number', () => {
    const hex = fc.stringMatching(/^[0-9a-f]{7,90}$/)
    fc.assert(
      fc.property(hex, (sha) => {
        for (const piece of markdown(sha).split('&#8203;')) expect(piece.length).toBeLessThan(7)
      }),
    )
  })
})

describe('text', () => {
  test.each([
    ['two words, (and three) more.', 'two words, (and three) more.'],
    ['naïve 名前 😀', 'naïve 名前 😀'],
    [' a  b ', '&#32;a  b&#32;'],
    ['- a - b', '&#45; a - b'],
    ['12. a 3. b', '12&#46; a 3. b'],
    ['1) a', '1&#41; a'],
    ['1.2.3', '1&#46;2.3'],
    ['@a', '&#64;&#8203;a'],
    ['www.a', 'www&#8203;.a'],
    ['GH-1', 'GH-&#8203;1'],
    ['0123456', '012345&#8203;6'],
    ['<b>|`*_', '&#60;b&#62;&#124;&#96;&#42;&#95;'],
    ['a\u202eb', 'a&#92;u&#123;202E&#125;b'],
  ])('%j is written %s', (text, written) => {
    expect(markdown(text)).toBe(written)
  })
})

describe('code', () => {
  test.each([
    ['lodash@4.17.20', '`lodash@4.17.20`'],
    ['', '<code></code>'],
    [' ', '` `'],
    [' a ', '`  a  `'],
    [' a', '` a`'],
    ['a ', '`a `'],
    ['a`b', '``a`b``'],
    ['`', '`` ` ``'],
    ['a``b', '`a``b`'],
    ['`a``b', '``` `a``b ```'],
    ['a\\', '`a\\`'],
    ['<b>&amp;', '`<b>&amp;`'],
    ['a|b', '<code>a&#124;b</code>'],
    ['##[error]x', '<code>&#35;&#8203;&#35;&#8203;&#91;error&#93;x</code>'],
    ['## [x]', '`## [x]`'],
    ['a\nb', '`a\\u{A}b`'],
  ])('%j is written %s', (text, written) => {
    expect(markdownCode(text)).toBe(written)
  })
})
