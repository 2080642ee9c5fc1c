import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { failingRows, type Row } from '../support/runner/failing-rows.ts'
import { COMMAND_NAMES, type Command, parseCommands } from '../support/runner/parse-commands.ts'

type Seen = readonly [form: string, name: string, data: string, properties?: Readonly<Record<string, string>>]

interface Output {
  readonly commands: readonly Seen[]
  readonly log: readonly string[]
}

function see(command: Command): Seen {
  const { form, name, data, properties } = command
  return Object.keys(properties).length === 0 ? [form, name, data] : [form, name, data, properties]
}

function parse(input: string | Uint8Array): Output {
  const { commands, log } = parseCommands(input)
  return { commands: commands.map(see), log }
}

function obeyed(input: string | Uint8Array, ...commands: readonly Seen[]): Row<string | Uint8Array, Output> {
  return { name: JSON.stringify(String(input)), input, expected: { commands, log: [] } }
}

function ignored(input: string): Row<string | Uint8Array, Output> {
  return { name: JSON.stringify(input), input, expected: { commands: [], log: input.split('\n') } }
}

function mixed(
  input: string | Uint8Array,
  log: readonly string[],
  ...commands: readonly Seen[]
): Row<string | Uint8Array, Output> {
  return { name: JSON.stringify(String(input)), input, expected: { commands, log } }
}

const SPACES = [
  '\t',
  '\v',
  '\f',
  ' ',
  '\u0085',
  '\u00a0',
  '\u1680',
  '\u2000',
  '\u200a',
  '\u2028',
  '\u2029',
  '\u202f',
  '\u205f',
  '\u3000',
]
const NO_SPACES = ['\u0000', '\u001c', '\u00ad', '\u180e', '\u200b', '\u200d', '\u2060', '-']

const V2: readonly Row<string | Uint8Array, Output>[] = [
  ...COMMAND_NAMES.filter((name) => name !== 'stop-commands').map((name) =>
    obeyed(`::${name}::x`, ['v2', name, 'x']),
  ),
  ...SPACES.map((space) => obeyed(`${space}${space}::error::x`, ['v2', 'error', 'x'])),
  ...NO_SPACES.map((sign) => ignored(`${sign}::error::x`)),
  mixed('a\n\ufeff::error::x', ['a', '\ufeff::error::x']),
  obeyed('\ufeff::error::x', ['v2', 'error', 'x']),
  ignored('x ::error::y'),
  ignored('::error'),
  ignored('::error:x'),
  ignored(':: error::x'),
  ignored(': :error::x'),
  ignored('::unknown::x'),
  ignored('::internal-set-repo-path::x'),
  ignored('::::x'),
  ignored('%0A::error::x'),
  ignored('\\n::error::x'),
  obeyed('::error ::x', ['v2', 'error', 'x']),
  obeyed('::ERROR::x', ['v2', 'error', 'x']),
  obeyed('::Set-Output NAME=a::x', ['v2', 'set-output', 'x', { NAME: 'a' }]),
  ...['add-mas\u212a', 'add-ma\u017fk', 'not\u0131ce', 'error\u200b', 'error\t'].map((name) =>
    ignored(`::${name}::x`),
  ),
  obeyed('::error::a::b', ['v2', 'error', 'a::b']),
  obeyed('::error::', ['v2', 'error', '']),
  obeyed('::error:: x ', ['v2', 'error', ' x ']),
  obeyed('::error::%25 %0D%0A %0a %3A %2C %250A', ['v2', 'error', '% \r\n %0a %3A %2C %0A']),
  obeyed('::error title=%25 %0D%0A %3A%2C %253A::x', ['v2', 'error', 'x', { title: '% \r\n :, %3A' }]),
  obeyed('::error file=a,line=1::x', ['v2', 'error', 'x', { file: 'a', line: '1' }]),
  obeyed('::error  file=a,\u00a0::x', ['v2', 'error', 'x', { file: 'a' }]),
  obeyed('::error ,,file=a,,line=::x', ['v2', 'error', 'x', { file: 'a' }]),
  obeyed('::error file==a=b,=line=2,==::x', ['v2', 'error', 'x', { file: 'a=b', line: '2' }]),
  obeyed('::error File=a,fILE=b::x', ['v2', 'error', 'x', { File: 'b' }]),
  obeyed('::error __proto__=a::x', ['v2', 'error', 'x', JSON.parse('{"__proto__":"a"}')]),
  obeyed('::error title=a;b]::x', ['v2', 'error', 'x', { title: 'a;b]' }]),
  obeyed('::error::a ##[warning]b', ['v2', 'error', 'a ##[warning]b']),
  mixed('a\r::error::x', ['a'], ['v2', 'error', 'x']),
  mixed('a\r\n::error::x\r\nb', ['a', 'b'], ['v2', 'error', 'x']),
  mixed('a\r\r::error::x', ['a', ''], ['v2', 'error', 'x']),
  ignored('a\u2028::error::x'),
  ignored('a\u0085::error::x'),
  mixed(Buffer.from('\xff::error::x', 'latin1'), ['\ufffd::error::x']),
  mixed(Buffer.from('\xa0::error::x', 'latin1'), ['\ufffd::error::x']),
  mixed(Buffer.from('a\xc0\x8a::error::x', 'latin1'), ['a\ufffd\ufffd::error::x']),
  mixed(Buffer.from('\xe2\x82\n::error::x\xff', 'latin1'), ['\ufffd'], ['v2', 'error', 'x\ufffd']),
]

const LEGACY: readonly Row<string | Uint8Array, Output>[] = [
  obeyed('##[error]x', ['legacy', 'error', 'x']),
  obeyed('a b ##[error]x', ['legacy', 'error', 'x']),
  obeyed('##[Warning File=a;line=2]x', ['legacy', 'warning', 'x', { File: 'a', line: '2' }]),
  obeyed('##[error title=%3B%5D%0A%25 %3A;;a=]%3B%5D%0D%25', [
    'legacy',
    'error',
    ';]\r%',
    { title: ';]\n% %3A' },
  ]),
  obeyed('##[error title= a ]x', ['legacy', 'error', 'x', { title: ' a ' }]),
  obeyed('##[error ]x', ['legacy', 'error', 'x']),
  obeyed('###[error]x', ['legacy', 'error', 'x']),
  ignored('##[error::a]b::c'),
  obeyed('::unknown::a ##[error]b', ['legacy', 'error', 'b']),
  obeyed('::error ##[warning]b', ['legacy', 'warning', 'b']),
  ignored('##[error'),
  ignored('##[ error]x'),
  ignored('##[]x'),
  ignored('#[error]x'),
  ignored('##[unknown]##[error]x'),
  ignored('##\u200b[error]x'),
]

const COMBINING = [
  '\u0301',
  '\u0903',
  '\u20dd',
  '\uff9e',
  '\uff9f',
  '\u0e33',
  '\u0eb3',
  '\u{1f3fb}',
  '\u200d\u0301',
  '\u200c\u0e33',
  '\u{e0020}\u{1f3fb}',
  '\u200c\u200d\u{e0020}\u{e007f}\u0301',
]
const PREPENDED = [
  '\u0600',
  '\u0605',
  '\u06dd',
  '\u070f',
  '\u0890',
  '\u08e2',
  '\u0d4e',
  '\u{110bd}',
  '\u{111c3}',
  '\u{1193f}',
  '\u{11a84}',
  '\u{11d46}',
  '\u{11f02}',
]
const HARMLESS = [
  '日',
  '😀',
  '\u0640x',
  '\u07fax',
  '\u180ax',
  '\u1cd3x',
  '\ufe73x',
  '\u0640\u0301',
  '\u200bx',
  ' \u0301',
]

/** Cases of send/shoutx, which compares with the runner's own code (ShoutxDifferentialL0.cs, 2026-10). */
const LINGUISTIC: readonly Row<string | Uint8Array, Output>[] = [
  ...COMBINING.map((mark) => obeyed(`::add-mask::${mark}secret ##[warning]x`, ['legacy', 'warning', 'x'])),
  ...COMBINING.map((mark) => ignored(`::add-mask::${mark}secret`)),
  obeyed('::warning title=safe::\u0301,file=/etc/passwd::x', [
    'v2',
    'warning',
    'x',
    { title: 'safe::\u0301', file: '/etc/passwd' },
  ]),
  ...PREPENDED.map((sign) =>
    obeyed(`::warning title=safe${sign}::,file=/etc/passwd::x`, [
      'v2',
      'warning',
      'x',
      { title: `safe${sign}::`, file: '/etc/passwd' },
    ]),
  ),
  ...HARMLESS.map((start) => obeyed(`::warning::${start}::later`, ['v2', 'warning', `${start}::later`])),
  obeyed('::error:\u200b:x', ['v2', 'error', ':x']),
]

const STOPS: readonly Row<string | Uint8Array, Output>[] = [
  mixed(
    '::stop-commands::t0ken\n::error::a\n##[error]b\n::t0ken::\n::error::c',
    ['::error::a', '##[error]b', '::t0ken::'],
    ['v2', 'stop-commands', 't0ken'],
    ['v2', 'error', 'c'],
  ),
  mixed(
    '##[stop-commands]t0ken\n::error::a\nx ##[T0KEN]\n::error::c',
    ['::error::a', 'x ##[T0KEN]'],
    ['legacy', 'stop-commands', 't0ken'],
    ['v2', 'error', 'c'],
  ),
  mixed(
    '::stop-commands::t0ken\n::other::\n::stop-commands::other\n::error::c',
    ['::other::', '::stop-commands::other', '::error::c'],
    ['v2', 'stop-commands', 't0ken'],
  ),
  mixed(
    '::stop-commands::t0ken\n::error::##[t0ken]\n::error::c',
    ['::error::##[t0ken]', '::error::c'],
    ['v2', 'stop-commands', 't0ken'],
  ),
  mixed(
    '::stop-commands::t0ken\n::unknown::##[t0ken]\n::error::c',
    ['::unknown::##[t0ken]'],
    ['v2', 'stop-commands', 't0ken'],
    ['v2', 'error', 'c'],
  ),
  mixed(
    '::stop-commands::t0ken\n::t0ken::\n::t0ken::\n::error::c',
    ['::t0ken::', '::t0ken::'],
    ['v2', 'stop-commands', 't0ken'],
    ['v2', 'error', 'c'],
  ),
  mixed(
    '::stop-commands::to ken\n::to ken::\n::error::c',
    ['::to ken::', '::error::c'],
    ['v2', 'stop-commands', 'to ken'],
  ),
  ...['', 'pause-logging', 'Error'].map((token) =>
    mixed(`::stop-commands::${token}\n::error::c`, [], ['v2', 'stop-commands', token], ['v2', 'error', 'c']),
  ),
]

const TABLES = { V2, LEGACY, LINGUISTIC, STOPS }

describe.each(Object.entries(TABLES))('%s', (_, rows) => {
  test('is parsed as the runner parses', () => {
    expect(failingRows(rows, parse)).toEqual([])
  })
})

function naive(form: RegExp, lineEnd: RegExp, clean: (line: string) => string) {
  return (input: string | Uint8Array): Output => {
    const lines = Buffer.from(input).toString().split(lineEnd)
    const hits = lines.map((line) => form.exec(clean(line)))
    return {
      commands: hits.flatMap((hit) =>
        hit === null ? [] : [['v2', String(hit[1]).toLowerCase(), String(hit[2])] as const],
      ),
      log: lines.filter((_, index) => hits[index] === null),
    }
  }
}

function forgetful(input: string | Uint8Array): Output {
  const parts = Buffer.from(input)
    .toString()
    .split(/\r\n|\n|\r/)
    .map(parse)
  return { commands: parts.flatMap((part) => part.commands), log: parts.flatMap((part) => part.log) }
}

describe('the tables refute', () => {
  const plain = /^::([a-z-]+)::(.*)$/i
  test.each([
    ['a line start without spaces', V2, naive(plain, /\r\n|\n|\r/, (line) => line)],
    ["JavaScript's spaces", V2, naive(plain, /\r\n|\n|\r/, (line) => line.trimStart())],
    ['lines that end at LF', V2, naive(plain, /\n/, (line) => line.trimStart())],
    [
      'the legacy form at the start only',
      LEGACY,
      (input: string | Uint8Array) => parse(String(input).startsWith('##[') ? input : ''),
    ],
    ['the legacy form ignored', LEGACY, naive(plain, /\n/, (line) => line)],
    ['an ordinal search', LINGUISTIC, naive(/^::([a-z-]+).*?::(.*)$/is, /\n/, (line) => line)],
    ['no memory of stop-commands', STOPS, forgetful],
  ])('%s', (_, rows, parser) => {
    expect(failingRows(rows, parser)).not.toEqual([])
  })
})

describe('properties', () => {
  function escapeData(text: string): string {
    return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
  }
  test('an escaped message comes back whole, whatever it holds after a plain first letter', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (title, message) => {
        const property = escapeData(title).replaceAll(':', '%3A').replaceAll(',', '%2C')
        const line = `::error title=t${property}.::m${escapeData(message)}`
        expect(parse(line)).toEqual({
          commands: [['v2', 'error', `m${message}`, { title: `t${title}.` }]],
          log: [],
        })
      }),
    )
  })
  test('every line is obeyed, or in the log, or resumes', () => {
    const part = fc.constantFrom(
      '::',
      '##[',
      ']',
      'error',
      'stop-commands',
      'tok',
      ' ',
      ',',
      '=',
      '\n',
      '\r',
      '\u0301',
      '\u00a0',
      'x',
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
        const text = parts.join('')
        const lines = text.split(/\r\n|\n|\r/)
        const { commands, log } = parseCommands(text)
        expect(commands.length + log.length).toBe(lines.length - (lines.at(-1) === '' ? 1 : 0))
      }),
    )
  })
})
