import { readFileSync } from 'node:fs'
import { brotliCompressSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import { align, type Difference } from '../../../../src/checks/license-compliance/texts/align.ts'
import { likenesses } from '../../../../src/checks/license-compliance/texts/bigrams.ts'
import { corpusOf } from '../../../../src/checks/license-compliance/texts/corpus.ts'
import { readCorpus } from './known-corpora.ts'

const LINES = [
  'A A-2\tlicense\tone two three four five six',
  'B\tnotice\tone two seven',
  '-\tattachment\tnine ten',
].join('\n')
const corpus = corpusOf(brotliCompressSync(`${LINES}\n`))

function numbersOf(words: string): Int32Array {
  return Int32Array.from(words.split(' '), (word) => corpus.numbers.get(word) ?? -1)
}

describe('corpusOf', () => {
  test('reads texts with their ids and kinds', () => {
    expect(corpus.texts.map(({ id, alike, kind }) => [id, alike.join(' '), kind])).toEqual([
      ['A', 'A A-2', 'license'],
      ['B', 'B', 'notice'],
      ['-', '-', 'attachment'],
    ])
    expect(corpus.exact.get('one two seven')).toBe(1)
  })

  test('what is no asset throws', () => {
    expect(() => corpusOf(new Uint8Array([1, 2, 3]))).toThrow()
    expect(() => corpusOf(brotliCompressSync(Buffer.alloc(20_000_000)))).toThrow()
  })

  test.each([
    ['common', 60, 60_000],
    ['all', 700, 300_000],
  ] as const)('the asset %s holds at least %d texts in at most %d bytes', (name, texts, bytes) => {
    expect(readCorpus(name).texts.length).toBeGreaterThanOrEqual(texts)
    const asset = new URL(`../../../../assets/license-texts-${name}.br`, import.meta.url)
    expect(readFileSync(asset).length).toBeLessThanOrEqual(bytes)
  })

  test('every common text is among all, under the same ids', () => {
    const all = readCorpus('all')
    const lines = (each: typeof all) =>
      [...each.exact].map(([words, place]) => `${each.texts[place]?.alike} ${words}`)
    const known = new Set(lines(all))
    expect(lines(readCorpus('common')).filter((line) => !known.has(line))).toEqual([])
  })
})

describe('likenesses', () => {
  test('count different pairs, unknown words as pairs of their own', () => {
    expect(likenesses(corpus.index, numbersOf('one two three x one two'))).toEqual([
      { place: 0, shared: 2, contained: 0.4, dice: 4 / 9 },
      { place: 1, shared: 1, contained: 0.5, dice: 2 / 6 },
    ])
    expect(likenesses(corpus.index, numbersOf('x y z'))).toEqual([])
    expect(likenesses(corpus.index, new Int32Array())).toEqual([])
  })
})

describe('align', () => {
  const text = numbersOf('one two three four five six')
  const FILES: readonly (readonly [string, string, readonly (readonly number[])[] | undefined])[] = [
    ['the same', 'one two three four five six', []],
    ['words around', 'x y one two three four five six z', []],
    ['a word put in', 'one two three x four five six', [[3, 3, 3, 4]]],
    ['a word for another', 'one two three x five six', [[3, 4, 3, 4]]],
    ['the beginning left out', 'two three four five six', [[0, 1, 0, 0]]],
    ['the end left out', 'one two three four five', [[5, 6, 5, 5]]],
    ['another order', 'four five six one two three', undefined],
    ['too few words', 'one two', undefined],
    ['none', 'x', undefined],
  ]

  test.each(FILES)('%s', (_, file, differences) => {
    const seen: Difference[] = []
    const accepts = (difference: Difference) => seen.push(difference) > 0
    const found = align(text, numbersOf(file), { words: 2, accepts })
    expect(found === undefined).toBe(differences === undefined)
    const places = seen.map(({ textFrom, textTo, fileFrom, fileTo }) => [textFrom, textTo, fileFrom, fileTo])
    expect(found ? places : undefined).toEqual(differences)
  })

  test('what is not accepted is not aligned, nor what differs too much', () => {
    const file = numbersOf('one two three x four five six')
    expect(align(text, file, { words: 9, accepts: () => false })).toBeUndefined()
    expect(align(text, file, { words: 0, accepts: () => true })).toBeUndefined()
  })
})
