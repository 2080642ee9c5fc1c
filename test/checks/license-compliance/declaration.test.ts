import { describe, expect, test } from '@jest/globals'
import { NOT_DECLARED, readDeclaration } from '../../../src/checks/license-compliance/declaration.ts'

/** How a value is shown, and why it is unknown, if it is. */
function read(
  value: unknown,
): readonly [text: string, reason: string | undefined, remarks: readonly string[]] {
  const { text, expression, remarks } = readDeclaration(value)
  const leaf = 'leaf' in expression ? expression.leaf : undefined
  return [text, leaf?.kind === 'unknown' ? leaf.reason : undefined, remarks]
}

describe('text', () => {
  test.each([
    ['MIT', 'MIT'],
    ['  mit ', 'MIT'],
    ['(mit or gpl-2.0+)', 'MIT OR GPL-2.0-or-later'],
    ['LicenseRef-x', 'LicenseRef-x'],
  ])('%j is shown as %s, and nothing is to be remarked', (value, text) => {
    expect(read(value)).toEqual([text, undefined, []])
  })

  test.each([
    ['Apache 2.0', 'Apache-2.0'],
    ['  apache   LICENSE,\nversion 2.0 ', 'Apache-2.0'],
    ['GPLv3', 'GPL-3.0-only'],
    ['The MIT License', 'MIT'],
  ])('%j is a name, which is remarked', (value, id) => {
    const remark = `"${value.trim()}" is a name for ${id}`
    expect(read(value)).toEqual([id, undefined, [remark]])
  })

  test.each([
    ['', '', 'the license is empty'],
    [' \n ', '', 'the license is empty'],
    ['NOASSERTION', 'NOASSERTION', 'says that nobody knows the license'],
    ['none', 'none', 'says that nobody knows the license'],
    ['SEE LICENSE IN LICENSE.md', 'SEE LICENSE IN LICENSE.md', 'names a file, and texts are not read yet'],
    ['see licence in ../../x', 'see licence in ../../x', 'names a file, and texts are not read yet'],
    ['SEE LICENSE INSIDE', 'SEE LICENSE INSIDE', 'holds "SEE", no SPDX license id'],
    ['BSD', 'BSD', 'is ambiguous: may be 2, 3 or 4 clauses'],
    [' gpl ', 'gpl', 'is ambiguous: no version'],
    ['MIT*', 'MIT*', 'is ambiguous: resembles a license, but which text applies is not said'],
    ['MIT OR Apache 2.0', 'MIT OR Apache 2.0', 'holds "Apache", no SPDX license id'],
    ['UNLICENSED OR MIT', 'UNLICENSED OR MIT', 'holds "UNLICENSED", no SPDX license id'],
    ['\n::error::x', '::error::x', 'is no SPDX license id'],
  ])('%j is unknown, shown as it stands', (value, text, reason) => {
    expect(read(value)).toEqual([text, reason, []])
  })

  test.each(['UNLICENSED', 'unlicensed', ' UnLicensed '])(
    '%j is proprietary, and not the Unlicense',
    (value) => {
      expect(readDeclaration(value)).toEqual({
        expression: { leaf: { kind: 'proprietary', text: 'UNLICENSED' } },
        text: 'UNLICENSED',
        remarks: [],
      })
    },
  )

  test('the Unlicense is a license', () => {
    expect(read('unlicense')).toEqual(['Unlicense', undefined, []])
  })

  const long = `SEE LICENSE IN ${'x'.repeat(300)}`
  test.each([
    ['a file', long],
    ['words', 'x '.repeat(200)],
    ['five megabytes', 'MIT OR '.repeat(750_000)],
    ['five megabytes of spaces before a word', `${' '.repeat(5_000_000)}a${' '.repeat(300)}b`],
  ])('a long text is shown cut: %s', (_what, value) => {
    const [text, reason] = read(value)
    expect(text.length).toBeLessThan(130)
    expect(text).toMatch(/^[^\n]{100}… \(\d+ characters\)$/)
    expect(reason?.length).toBeLessThan(200)
  })
})

describe('what is no text', () => {
  test.each<[unknown, string, string]>([
    [undefined, NOT_DECLARED, 'no license is declared'],
    [null, NOT_DECLARED, 'no license is declared'],
    [7, '7', 'is a number, not text'],
    [Number.NaN, 'NaN', 'is a number, not text'],
    [true, 'true', 'is a boolean, not text'],
    [10n ** 60n, '1000000000000000000000000000000000000000', 'is a bigint, not text'],
    [{}, '{…}', 'is an object without a type'],
    [{ url: 'https://example.org', name: 'MIT' }, '{…}', 'is an object without a type'],
    [{ type: ['MIT'] }, '{…}', 'is an object without a type'],
    [{ type: { type: 'MIT' } }, '{…}', 'is an object without a type'],
    [JSON.parse('{"__proto__":{"type":"MIT"}}'), '{…}', 'is an object without a type'],
    [[], '[]', 'is an empty list'],
    [[['MIT']], '[…]', 'is a list in a list'],
    [Array.from({ length: 101 }, () => 'MIT'), '[…]', 'is a list of 101 entries'],
  ])('%p is unknown', (value, text, reason) => {
    expect(read(value)).toEqual([text, reason, []])
  })

  test('an old object is its type, with whatever is to be remarked of it', () => {
    expect(read({ type: 'mit', url: 'https://example.org' })).toEqual(['MIT', undefined, []])
    expect(read({ type: 'Apache 2' })).toEqual([
      'Apache-2.0',
      undefined,
      ['"Apache 2" is a name for Apache-2.0'],
    ])
    expect(read({ type: 'UNLICENSED' })[0]).toBe('UNLICENSED')
  })
})

describe('an old list', () => {
  const LEGACY = 'a legacy list of licenses: read as a choice'

  test('of one is that one', () => {
    expect(read(['MIT'])).toEqual(['MIT', undefined, []])
    expect(read([{ type: 'MIT' }])).toEqual(['MIT', undefined, []])
    expect(read([undefined])).toEqual([NOT_DECLARED, 'no license is declared', []])
  })

  test('of several is a choice, in their order, with every remark', () => {
    expect(read(['MIT', { type: 'Apache2' }, 'isc and 0bsd'])).toEqual([
      'MIT OR Apache-2.0 OR ISC AND 0BSD',
      undefined,
      [LEGACY, '"Apache2" is a name for Apache-2.0'],
    ])
  })

  test('keeps what cannot be read as a branch', () => {
    const { expression, text } = readDeclaration(['MIT', 7, ['ISC'], null, {}])
    expect(text).toBe('MIT OR 7 OR […] OR (none) OR {…}')
    expect(expression).toMatchObject({
      conjunction: 'or',
      left: { leaf: { kind: 'license' } },
      right: { left: { leaf: { kind: 'unknown', reason: 'is a number, not text' } } },
    })
  })

  test('of a hundred is read', () => {
    const [text, , remarks] = read(Array.from({ length: 100 }, () => 'MIT'))
    expect(text.match(/MIT/g)).toHaveLength(100)
    expect(remarks).toEqual([LEGACY])
  })
})
