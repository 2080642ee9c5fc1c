import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { clip, documentLine, guardLine, json, plain, uriPath, visible } from '../../src/formats/escape.ts'
import { hostileText, invisibleIn, isInvisible, PAYLOADS, reveal } from '../support/report/hostile.ts'
import { failingRows, type Row } from '../support/runner/failing-rows.ts'
import { parseCommands } from '../support/runner/parse-commands.ts'

const RUNS = { numRuns: 2000 }

/** Every payload alone, then mixtures. */
function holds(property: (text: string) => void): void {
  for (const payload of PAYLOADS) property(payload)
  fc.assert(fc.property(hostileText, property), RUNS)
}

/** Whether a property notices a function that is wrong. */
function isNoticed(property: (text: string) => void): boolean {
  const fails = (text: string) => {
    try {
      property(text)
      return false
    } catch {
      return true
    }
  }
  return PAYLOADS.some(fails)
}

type Escape = (text: string) => string

const isSafeLine = (by: Escape) => (text: string) => {
  const line = by(text)
  expect(line).not.toMatch(/[\r\n]/)
  expect(invisibleIn(line)).toEqual([])
  for (const printed of [line, `  x high  ${line}`, `${line}: ${line}`, `[${line}]`])
    expect(parseCommands(`${printed}\n`)).toEqual({ commands: [], log: [printed] })
}

const isReversible = (by: Escape) => (text: string) => {
  expect(reveal(by(text))).toBe(text)
}

/** What the runner makes of an annotation whose last property and whose message are this text. */
const isOneAnnotation = (by: Escape) => (text: string) => {
  const message = `${by(text)}.`
  const file = `x${by(text)}`
  const data = (raw: string) => raw.replaceAll('%', '%25')
  const property = (raw: string) => data(raw).replaceAll(':', '%3A').replaceAll(',', '%2C')
  const { commands } = parseCommands(`::error file=${property(file)}::${data(message)}\n`)
  const [command] = commands
  expect(commands).toHaveLength(1)
  expect(command).toMatchObject({ name: 'error', form: 'v2', data: message })
}

describe('plain text', () => {
  test('is one line that shows all of itself and is no command', () => {
    holds(isSafeLine(plain))
  })

  test('can be read back: different texts stay different', () => {
    holds(isReversible(plain))
    fc.assert(
      fc.property(hostileText, hostileText, (a, b) => {
        expect(plain(a) === plain(b)).toBe(a === b)
      }),
      RUNS,
    )
  })

  test('takes no more than a moment for a long text', () => {
    for (const char of [' ', '#', '\\', '\u0301', '\u0d4e', '\u202e', '::', '\ud83d'])
      for (const text of [`a${char.repeat(200_000)}a`, ` ${char.repeat(200_000)} x`, char.repeat(200_000)])
        expect(plain(text).length).toBeGreaterThanOrEqual(text.length)
  })

  test('stays the message of its annotation: nothing in it joins with the marks beside it', () => {
    holds(isOneAnnotation(plain))
  })

  test('is what it was, where it hides nothing', () => {
    for (const text of [
      '',
      'lodash@4.17.20',
      '@acme/ui',
      'naïve café',
      '名前',
      '😀',
      'a::b ## [x]',
      '  two  spaces',
    ])
      expect(plain(text)).toBe(text)
    fc.assert(
      fc.property(fc.string(), (text) => {
        if (!/##\[|^\s*::|\\u\{/.test(text)) expect(plain(text)).toBe(text)
      }),
    )
  })

  const asItIs: Escape = (text) => text
  const oneLine: Escape = (text) => JSON.stringify(text).slice(1, -1)
  const leadingOnly: Escape = (text) => visible(text).replace(/^::/, '\\u{3A}:')
  const stripped: Escape = (text) => guardLine(text.replace(/[^\x20-\x7e]/g, ''))

  test('has properties that each of these escapes fails', () => {
    for (const wrong of [asItIs, oneLine, leadingOnly]) expect(isNoticed(isSafeLine(wrong))).toBe(true)
    for (const wrong of [oneLine, stripped]) expect(isNoticed(isReversible(wrong))).toBe(true)
    expect(isNoticed(isOneAnnotation((text) => guardLine(text.replace(/[\r\n]/g, ''))))).toBe(true)
  })
})

const SHOWN: readonly Row<string, string>[] = [
  ['right to left override', 'safe\u202egpj.exe', 'safe\\u{202E}gpj.exe'],
  ['isolates', '\u2066a\u2069', '\\u{2066}a\\u{2069}'],
  ['zero width', 'a\u200bb\u200dc\u2060d\ufeff', 'a\\u{200B}b\\u{200D}c\\u{2060}d\\u{FEFF}'],
  ['NUL', 'a\0b', 'a\\u{0}b'],
  ['colors', '\u001b[31mred', '\\u{1B}[31mred'],
  ['a link of a terminal', '\u001b]8;;http://t/\u0007x', '\\u{1B}]8;;http://t/\\u{7}x'],
  ['C1 controls', '\u009b2K', '\\u{9B}2K'],
  ['lone surrogates', '\ud800a\udc00', '\\u{D800}a\\u{DC00}'],
  ['a pair of surrogates', '\ud83d\ude00', '😀'],
  ['no-break space', 'a\u00a0b', 'a\\u{A0}b'],
  ['blank letters', 'a\u3164\u2800\uffa0b', 'a\\u{3164}\\u{2800}\\u{FFA0}b'],
  ['tags', 'a\u{e0041}', 'a\\u{E0041}'],
  ['what is no character', 'a\uffff\ufdd0', 'a\\u{FFFF}\\u{FDD0}'],
  ['private use', 'a\ue000', 'a\\u{E000}'],
  ['what looks like our own escape', '\\u{202E}', '\\u{5C}u{202E}'],
  ['other backslashes', 'C:\\users\\x \\', 'C:\\users\\x \\'],
  ['a mark without a letter', '\u0301a', '\\u{301}a'],
  ['a mark on its letter', 'e\u0301', 'e\u0301'],
  ['a letter that waits for another', 'a\u0d4e', 'a\\u{D4E}'],
  ['lines', 'a\r\nb\u2028c\u0085d', 'a\\u{D}\\u{A}b\\u{2028}c\\u{85}d'],
].map(([name = '', input = '', expected = '']) => ({ name, input, expected }))

describe('what does not show', () => {
  test.each(SHOWN)('is shown: $name', ({ input, expected }) => {
    expect(visible(input)).toBe(expected)
  })

  test('has a table that one who leaves it and one who strips it fail', () => {
    expect(failingRows(SHOWN, visible)).toEqual([])
    expect(failingRows(SHOWN, (text) => text).length).toBeGreaterThan(10)
    expect(failingRows(SHOWN, (text) => text.replace(/[^\x20-\x7e]/g, '')).length).toBeGreaterThan(10)
  })

  test('is every code point that leaves no mark, and no letter, digit, sign or space of ASCII', () => {
    const missed: string[] = []
    for (let code = 0; code <= 0x10ffff; code++) {
      const shown = visible(`a${String.fromCodePoint(code)}a`)
      const isEscaped = shown === `a\\u{${code.toString(16).toUpperCase()}}a`
      if (isInvisible(code) !== isEscaped && (isInvisible(code) || code < 0x2000))
        missed.push(code.toString(16))
    }
    expect(missed).toEqual([])
  })
})

const COMMANDS: readonly Row<string, string>[] = [
  ['::error::x', '\\u{3A}:error::x'],
  ['   ::error::x', '   \\u{3A}:error::x'],
  ['a ::error::x', 'a ::error::x'],
  ['##[error]x', '#\\u{23}[error]x'],
  ['a ##[error]x ##[error]y', 'a #\\u{23}[error]x #\\u{23}[error]y'],
  ['####[x]', '###\\u{23}[x]'],
  ['## [x] #[y]', '## [x] #[y]'],
].map(([input = '', expected = '']) => ({ name: input, input, expected }))

test.each(COMMANDS)('the line $name is guarded', ({ input, expected }) => {
  expect(guardLine(input)).toBe(expected)
  expect(guardLine(expected)).toBe(expected)
})

describe('text that is cut', () => {
  test('is never cut within a character', () => {
    expect(clip('abc', 3)).toBe('abc')
    expect(clip('abcd', 3)).toBe('abc')
    expect(clip('ab😀', 3)).toBe('ab')
    expect(clip('ab😀', 4)).toBe('ab😀')
    // Only what the cut itself has split is dropped.
    for (const max of [2, 3]) expect(clip('a\ud83d', max)).toBe('a\ud83d')
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(20), (text, max) => {
        const cut = clip(text, max)
        expect(cut.length).toBeLessThanOrEqual(max)
        expect(text.startsWith(cut)).toBe(true)
        expect(cut.length).toBeGreaterThanOrEqual(Math.min(text.length, max) - 1)
        expect(cut).not.toMatch(/\p{Cs}/u)
      }),
    )
  })
})

describe('JSON', () => {
  const hostileValue = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(
      hostileText,
      fc.oneof(hostileText, fc.array(hostileText), fc.double({ noNaN: true, noDefaultInfinity: true })),
    ),
  )

  const isSafeJson = (write: (value: unknown) => string) => (value: unknown) => {
    const written = write(value)
    expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(value)))
    expect(invisibleIn(written.replaceAll('\n', ''))).toEqual([])
    expect(parseCommands(written).commands).toEqual([])
    expect(written.endsWith('\n')).toBe(true)
  }

  test('reads back as it was, hides nothing, and is no command', () => {
    for (const payload of PAYLOADS) isSafeJson(json)({ [payload]: payload, list: [payload] })
    fc.assert(fc.property(hostileValue, isSafeJson(json)), RUNS)
  })

  test('has a property that JSON.stringify fails', () => {
    const isFine = (payload: string) => {
      try {
        isSafeJson((value) => `${JSON.stringify(value, null, 2)}\n`)(payload)
        return true
      } catch {
        return false
      }
    }
    expect(PAYLOADS.filter((payload) => !isFine(payload)).length).toBeGreaterThan(5)
  })

  test('is laid out for people', () => {
    expect(json({ a: ['x\u202e##[y]', 1, null], b: {} })).toBe(
      '{\n  "a": [\n    "x\\u202e#\\u0023[y]",\n    1,\n    null\n  ],\n  "b": {}\n}\n',
    )
    expect(json('\u{e0041}😀')).toBe('"\\udb40\\udc4"\n'.replace('c4"', 'c41😀"'))
  })
})

describe('a path in a URI', () => {
  test.each([
    ['package-lock.json', 'package-lock.json'],
    ['packages/a b/ü.json', 'packages/a%20b/%C3%BC.json'],
    ['a?b#c%d', 'a%3Fb%23c%25d'],
    ['host.example:443', 'host.example%3A443'],
    ['C:\\x', 'C%3A%5Cx'],
    ['/etc/x', '%2Fetc/x'],
    ['//evil.example/x', '%2F%2Fevil.example/x'],
    ['a\u202eb', 'a%E2%80%AEb'],
    ['a\ud800', 'a%5Cu%7BD800%7D'],
    ['', ''],
  ])('%j is %s', (path, uri) => {
    expect(uriPath(path)).toBe(uri)
  })

  test('is relative, and leads back to its path', () => {
    holds((text) => {
      const uri = uriPath(text)
      expect(uri).toMatch(/^[A-Za-z0-9\-._~%!'()*/]*$/)
      expect(uri.startsWith('/')).toBe(false)
      const resolved = new URL(`x/${uri}`, 'file:///root/')
      expect(resolved.search + resolved.hash + resolved.host).toBe('')
      const wellFormed = text.replace(/\p{Cs}/gu, visible)
      expect(decodeURIComponent(uri)).toBe(wellFormed)
    })
  })
})

describe('a line of a document', () => {
  test('reads back as it was, and holds nothing that does not show and no command', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const line = documentLine(JSON.stringify({ text }))
        expect(JSON.parse(line)).toEqual({ text })
        expect(invisibleIn(line)).toEqual([])
        expect(line).not.toMatch(/##\[|^\s*::/)
      }),
    )
  })

  test.each([
    ['a\u202Eb', 'a\\u202eb'],
    ['##[error]x', '#\\u0023[error]x'],
    ['::error::x', '\\u003a:error::x'],
    ['plain, "text"', 'plain, "text"'],
  ])('%j', (text, expected) => {
    expect(documentLine(text)).toBe(expected)
  })
})
