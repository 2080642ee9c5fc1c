import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { failingRows, type Row } from '../support/runner/failing-rows.ts'
import { type PairsFile, parsePairs, parsePaths } from '../support/runner/file-commands.ts'

function row(input: string, pairs: PairsFile['pairs'], error?: string): Row<string, PairsFile> {
  return { name: JSON.stringify(input), input, expected: error === undefined ? { pairs } : { pairs, error } }
}

const ROWS: readonly Row<string, PairsFile>[] = [
  row('', []),
  row('\n\n', []),
  row('a=1', [['a', '1']]),
  row('a=1\n\nb=\n', [
    ['a', '1'],
    ['b', ''],
  ]),
  row('a==b=c=', [['a', '=b=c=']]),
  row('a=<<EOF', [['a', '<<EOF']]),
  row(' a =b ', [[' a ', 'b ']]),
  row('=b', [['', 'b']]),
  row('#a=b', [['#a', 'b']]),
  row('a=1\na=2', [
    ['a', '1'],
    ['a', '2'],
  ]),
  row('a=1\r\nb=2\r\n', [
    ['a', '1\r'],
    ['b', '2\r'],
  ]),
  row('a=1\rb=2', [['a', '1\rb=2']]),
  row('a<<EOF\nEOF', [['a', '']]),
  row('a<<EOF\n\nEOF', [['a', '']]),
  row('a<<EOF\n\n\nEOF', [['a', '\n']]),
  row('a<<EOF\none\ntwo\nEOF\nb=2', [
    ['a', 'one\ntwo'],
    ['b', '2'],
  ]),
  row('a<<EOF\n EOF\nEOF ', [], 'Invalid value. EOF marker missing new line.'),
  row('a<<=EOF\nx\n=EOF', [['a', 'x']]),
  row('a<<<EOF\nx\n<EOF', [['a', 'x']]),
  row('a<<EOF\nb=1\nc<<X\nEOF', [['a', 'b=1\nc<<X']]),
  row('a<<EOF\nx\nEOF\nEOF', [['a', 'x']], "Invalid format 'EOF'"),
  row('a<<EOF\nx\neof\nEOF', [['a', 'x\neof']]),
  row('a<<EOF\nx\nEOF\r\nEOF', [['a', 'x\nEOF\r']]),
  row('a<<EOF\r\nx\r\nEOF\r\n', [['a', 'x\r']]),
  row('ok=1\na<<EOF\nx\n', [['ok', '1']], "Invalid value. Matching delimiter not found 'EOF'"),
  row('ok=1\na<<EOF\nx', [['ok', '1']], 'Invalid value. EOF marker missing new line.'),
  row('ok=1\nnonsense\nb=2', [['ok', '1']], "Invalid format 'nonsense'"),
  row('<<EOF\nx\nEOF', [], "Invalid format '<<EOF'. Name must not be empty and delimiter must not be empty"),
  row('a<<\nx', [], "Invalid format 'a<<'. Name must not be empty and delimiter must not be empty"),
]

describe('parsePairs', () => {
  test('reads what the runner reads', () => {
    expect(failingRows(ROWS, (text) => parsePairs(text, false))).toEqual([])
  })
  test('takes CRLF for a line end on Windows', () => {
    expect(parsePairs('a=1\r\nb<<EOF\r\nx\r\ny\r\nEOF\r\nc=3\rd', true)).toEqual({
      pairs: [
        ['a', '1'],
        ['b', 'x\r\ny'],
        ['c', '3\rd'],
      ],
    })
    expect(parsePairs('b<<EOF\r\nEOF\r\n', true)).toEqual({ pairs: [['b', '']] })
  })
  test.each([
    ['lines of name=value', (text: string) => ({ pairs: readPlain(text.split('\n')) })],
    ['trimmed lines', (text: string) => parsePairs(text.replaceAll('\r', ''), false)],
    ['a parser that never complains', (text: string) => ({ pairs: parsePairs(text, false).pairs })],
    ['a block that wins over an earlier =', (text: string) => parsePairs(text.replace('=<<', '<<'), false)],
  ])('the table refutes %s', (_, naive: (text: string) => PairsFile) => {
    expect(failingRows(ROWS, naive)).not.toEqual([])
  })
})

function readPlain(lines: readonly string[]): PairsFile['pairs'] {
  return lines
    .filter((line) => line.includes('='))
    .map((line) => [line.split('=')[0] ?? '', line.split('=')[1] ?? ''])
}

/** As @actions/core writes a pair (file-command.ts, prepareKeyValueMessage). */
function writeBlock(name: string, value: string, delimiter: string): string {
  return `${name}<<${delimiter}\n${value}\n${delimiter}\n`
}

const PART = fc.constantFrom(
  '=',
  '<<',
  '\n',
  '\r',
  '\r\n',
  'EOF',
  'ghadelimiter_x',
  ' ',
  '%0A',
  'é',
  '\u2028',
  '::error::x',
  'a',
)
const VALUE = fc.oneof(
  fc.array(PART, { maxLength: 12 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary' }),
)

describe('round trips', () => {
  test('any value in a block with an unguessed delimiter comes back', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.stringMatching(/^[a-z][a-z-]{0,8}$/), VALUE), { maxLength: 5 }),
        (pairs) => {
          const text = pairs.map(([name, value]) => writeBlock(name, value, 'ghadelimiter_7f3a')).join('')
          expect(parsePairs(text, false)).toEqual({ pairs })
        },
      ),
    )
  })
  test('a value without line breaks comes back from a plain line', () => {
    fc.assert(
      fc.property(VALUE, (value) => {
        const flat = value.replaceAll('\n', ' ')
        expect(parsePairs(`name=${flat}\n`, false)).toEqual({ pairs: [['name', flat]] })
      }),
    )
  })
  test('a value that knows the delimiter does not come back: the property can fail', () => {
    const text = writeBlock('a', 'x\nEOF\npwned=1\ny<<EOF', 'EOF')
    expect(parsePairs(text, false).pairs).toContainEqual(['pwned', '1'])
  })
})

test('paths are lines, and lines end at a lone CR here', () => {
  expect(parsePaths(Buffer.from('/a\n\n/b\r/c\r\n'))).toEqual(['/a', '/b', '/c'])
})
