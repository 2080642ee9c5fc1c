import { brotliDecompressSync } from 'node:zlib'
import { type BigramIndex, indexOf } from './bigrams.ts'

/** One text of a license as it is known. */
export interface KnownText {
  /** The SPDX id that it stands for. */
  readonly id: string
  /** Every id whose text is the same, `id` among them: the text does not say which of them is meant. */
  readonly alike: readonly string[]
  /** The license itself, or the notice by which a file points to it. */
  readonly kind: 'license' | 'notice' | 'attachment'
  /** Its normalized words, as numbers of the corpus' vocabulary. */
  readonly words: Int32Array
}

/** Every known text, ready to be searched. */
export interface Corpus {
  readonly texts: readonly KnownText[]
  /** The place in `texts` of a whole normalized text. */
  readonly exact: ReadonlyMap<string, number>
  readonly numbers: ReadonlyMap<string, number>
  readonly vocabulary: readonly string[]
  readonly index: BigramIndex
}

/** More than any asset of ours holds. */
const DECOMPRESSED_LIMIT = 16_000_000

/**
 * Reads an asset that scripts/license-texts.mjs made: brotli over lines of `ids` (the first stands for all),
 * `license` or `notice`, and the normalized words, parted by tabs. Throws where it is none: the asset is ours.
 */
export function corpusOf(bytes: Uint8Array): Corpus {
  const text = brotliDecompressSync(bytes, { maxOutputLength: DECOMPRESSED_LIMIT }).toString('utf8')
  const numbers = new Map<string, number>()
  const exact = new Map<string, number>()
  const texts = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line, place) => {
      const [ids = '', kind = '', words = ''] = line.split('\t')
      exact.set(words, place)
      return knownText(ids.split(' '), kind, words, numbers)
    })
  const vocabulary = [...numbers.keys()]
  return {
    texts,
    exact,
    numbers,
    vocabulary,
    index: indexOf(
      texts.map((each) => each.words),
      numbers.size,
    ),
  }
}

function knownText(
  alike: readonly string[],
  kind: string,
  text: string,
  numbers: Map<string, number>,
): KnownText {
  const words = text.split(' ')
  const places = new Int32Array(words.length)
  for (const [place, word] of words.entries()) {
    const number = numbers.get(word) ?? numbers.size
    if (number === numbers.size) numbers.set(word, number)
    places[place] = number
  }
  return {
    id: alike[0] ?? '',
    alike,
    kind: kind === 'notice' || kind === 'attachment' ? kind : 'license',
    words: places,
  }
}
