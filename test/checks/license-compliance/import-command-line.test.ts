import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { commandsOf } from '../../../src/checks/license-compliance/import/command-line.ts'

/** Words as text; one that only the shell knows ends in `…`. */
function wordsOf(script: string): readonly (readonly string[])[] {
  return commandsOf(script).map((words) => words.map(({ text, isOpen }) => (isOpen ? `${text}…` : text)))
}

describe('the words of a shell script', () => {
  test.each<readonly [string, readonly (readonly string[])[]]>([
    ['', []],
    [' \n ', []],
    ['a b', [['a', 'b']]],
    ['a\tb', [['a', 'b']]],
    ["a 'b c' d", [['a', 'b c', 'd']]],
    ['a "b c" d', [['a', 'b c', 'd']]],
    ['a b"c"\'d\'e', [['a', 'bcde']]],
    ["a '' b", [['a', '', 'b']]],
    ['a "" b', [['a', '', 'b']]],
    ["'a\"b'", [['a"b']]],
    ['"a\'b"', [["a'b"]]],
    ['"a\\"b\\\\c\\d"', [['a"b\\c\\d']]],
    ["'a\\b'", [['a\\b']]],
    ['a\\ b\\;c', [['a b;c']]],
    ['a \\\n b', [['a', 'b']]],
    ['a \\\r\n b', [['a', 'b']]],
    ['a\r\nb', [['a'], ['b']]],
    ['a;b&&c||d|e&f', [['a'], ['b'], ['c'], ['d'], ['e'], ['f']]],
    ['(a b)', [['a', 'b']]],
    ['a # b\nc', [['a'], ['c']]],
    ['a#b', [['a#b']]],
    ['#a', []],
    ["a 'b", [['a', 'b']]],
    ['a\\', [['a']]],
    ['a $B', [['a', '$B…']]],
    ['a "$B c"', [['a', '$B c…']]],
    ["a '$B'", [['a', '$B']]],
    ['a "\\$B"', [['a', '$B']]],
    ['a `b`', [['a', '`b`…']]],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell's.
    ['a ${B} c', [['a', '${B}…', 'c']]],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the runner's.
    ['a ${{ b.c }} d', [['a', '${{ b.c }}…', 'd']]],
    ['a ${b\nc', [['a', '${b…'], ['c']]],
  ])('%j', (script, words) => {
    expect(wordsOf(script)).toEqual(words)
  })

  test('whatever is quoted comes back as it was', () => {
    const quote = (word: string) => `'${word.replaceAll("'", "'\\''")}'`
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }), (words) => {
        expect(wordsOf(words.map(quote).join(' '))).toEqual([words])
      }),
    )
  })

  test('any text has words', () => {
    const signs = fc.constantFrom('$', '{', '}', '"', "'", '\\', '\n', '#', ' ', 'a', '`', ';')
    fc.assert(
      fc.property(fc.array(signs, { maxLength: 40 }), (chars) => {
        const commands = commandsOf(chars.join(''))
        expect(commands.every((words) => words.length > 0)).toBe(true)
      }),
    )
  })
})
