import { align, type Difference } from './align.ts'
import { likenesses } from './bigrams.ts'
import type { Corpus, KnownText } from './corpus.ts'
import { isHarmless } from './differences.ts'
import { isTitleOf } from './leftovers.ts'

/** A known text in a file: from a word of the file to before another. */
export interface Region {
  readonly text: KnownText
  readonly from: number
  readonly to: number
  /** Words that differ, on both sides together. */
  readonly different: number
}

/** The words of a file, as words and as numbers of a corpus. */
export interface FileWords {
  readonly words: readonly string[]
  readonly numbers: Int32Array
}

/** Of a text's pairs of words, the least share that has to be in the file. */
const CONTAINED = 0.6
const CANDIDATES = 12
/** Of a text's words, the largest share that may differ, and what always may. */
const DIFFERENT = 0.15
const ALWAYS = 4
/** Shorter leftovers hold no license. */
const SHORTEST = 8
/** More texts in one file are a collection, and no license of one package. */
const REGIONS = 24

/** Every known text that stands in the file, in the order of the file, without overlaps; the best fitting are taken first. */
export function cover(corpus: Corpus, file: FileWords): readonly Region[] {
  const regions: Region[] = []
  const open: (readonly [number, number])[] = [[0, file.words.length]]
  while (open.length > 0 && regions.length < REGIONS) {
    const [from, to] = open.pop() ?? [0, 0]
    if (to - from < SHORTEST) continue
    const best = bestIn(corpus, file, from, to)
    if (!best) continue
    regions.push(best)
    open.push([from, best.from], [best.to, to])
  }
  return regions.sort((a, b) => a.from - b.from)
}

function bestIn(corpus: Corpus, file: FileWords, from: number, to: number): Region | undefined {
  const numbers = file.numbers.subarray(from, to)
  const words = file.words.slice(from, to)
  const candidates = likenesses(corpus.index, numbers)
    .filter((each) => each.contained >= CONTAINED)
    .sort((a, b) => b.shared * b.contained - a.shared * a.contained || a.place - b.place)
    .slice(0, CANDIDATES)
  let best: Region | undefined
  for (const { place } of candidates) {
    const text = corpus.texts[place]
    const region = text && regionOf(corpus, text, { words, numbers }, from)
    if (region && (!best || worthOf(region) > worthOf(best))) best = region
  }
  return best
}

/** A longer text with few differences before a shorter one with none: the shorter one is often a part of it. */
function worthOf(region: Region): number {
  return region.text.words.length - 3 * region.different
}

function regionOf(corpus: Corpus, text: KnownText, file: FileWords, offset: number): Region | undefined {
  const found = align(text.words, file.numbers, {
    words: Math.max(ALWAYS, text.words.length * DIFFERENT),
    accepts: (difference) => isAccepted(corpus, text, file.words, difference),
  })
  return found && { text, from: offset + found.from, to: offset + found.to, different: found.different }
}

function isAccepted(
  corpus: Corpus,
  text: KnownText,
  words: readonly string[],
  difference: Difference,
): boolean {
  const removed = [...text.words.subarray(difference.textFrom, difference.textTo)].map(
    (number) => corpus.vocabulary[number] ?? '',
  )
  const added = words.slice(difference.fileFrom, difference.fileTo)
  // A text may begin with its title, and a file leave it out.
  if (difference.textFrom === 0 && added.length === 0) return isTitleOf(removed, text.alike)
  return isHarmless(removed, added, words[difference.fileFrom - 1] ?? '')
}
