import { announcedAt } from './collections.ts'
import type { Corpus, KnownText } from './corpus.ts'
import { cover, type FileWords, type Region } from './cover.ts'
import { isInert } from './leftovers.ts'
import type { Identified, LicenseFile } from './license-text.ts'
import { TEXT_LIMIT, wordsOf } from './normalize.ts'

/** Says what a text is; undefined where it is not known as a whole. */
export type Recognizer = (text: string) => Identified | undefined

/**
 * A recognizer of the texts of `common`, and of those of `all` where the first does not know a text; `all` is only
 * asked for then, and only once. A text is what a known one is when their normalized words are the same, or when
 * they differ in nothing that could matter: another word of weight, a sentence too many or too few, anything beside
 * a license that is neither a license itself nor a title or name, and the text is unknown.
 */
export function recognizer(common: Corpus, all?: () => Corpus): Recognizer {
  let rest: Corpus | undefined
  return (text) => {
    if (text.length > TEXT_LIMIT) return undefined
    const words = wordsOf(text)
    const found = recognizeWords(common, words)
    if (found || !all) return found
    rest ??= all()
    return recognizeWords(rest, words)
  }
}

/** The files with what they were recognized as, where they were. */
export function identify(files: readonly LicenseFile[], recognize: Recognizer): readonly LicenseFile[] {
  return files.map((file) => {
    const identified = file.text === undefined ? undefined : recognize(file.text)
    return identified ? { ...file, identified } : file
  })
}

function recognizeWords(corpus: Corpus, words: readonly string[]): Identified | undefined {
  if (words.length === 0) return undefined
  const place = corpus.exact.get(words.join(' '))
  const known = place === undefined ? undefined : corpus.texts[place]
  if (known && known.kind !== 'attachment') return identifiedAs([known], 'exact', 1, 1)
  const announced = announcedAt(words)
  if (announced === undefined) return recognizeCovered(corpus, words)
  return recognizeCovered(corpus, words) ?? recognizeHead(corpus, words, announced)
}

/** A package's own license before those of others that it ships. */
function recognizeHead(corpus: Corpus, words: readonly string[], end: number): Identified | undefined {
  const others = fileOf(corpus, words.slice(end))
  if (!cover(corpus, others).some((region) => region.text.kind !== 'attachment')) return undefined
  const own = recognizeCovered(corpus, words.slice(0, end))
  return own && { ...own, how: 'similar', coverage: (own.coverage * end) / words.length }
}

function recognizeCovered(corpus: Corpus, words: readonly string[]): Identified | undefined {
  const file = fileOf(corpus, words)
  const regions = cover(corpus, file)
  const licenses = regions.filter((region) => region.text.kind !== 'attachment')
  if (licenses.length === 0) return undefined
  const ids = licenses.flatMap((region) => region.text.alike)
  if (!leftovers(file, regions).every((left) => isInert(left, ids))) return undefined
  const covered = sum(regions.map((region) => region.to - region.from))
  const total = sum(licenses.map((region) => region.text.words.length + region.to - region.from))
  const score = 1 - sum(licenses.map((region) => region.different)) / total
  const texts = licenses.map((region) => region.text)
  return identifiedAs(texts, 'similar', score, covered / words.length)
}

function leftovers(file: FileWords, regions: readonly Region[]): readonly (readonly string[])[] {
  const starts = [0, ...regions.map((region) => region.to)]
  const ends = [...regions.map((region) => region.from), file.words.length]
  return starts.map((start, index) => file.words.slice(start, ends[index]))
}

function fileOf(corpus: Corpus, words: readonly string[]): FileWords {
  return { words, numbers: Int32Array.from(words, (word) => corpus.numbers.get(word) ?? -1) }
}

function identifiedAs(
  texts: readonly KnownText[],
  how: Identified['how'],
  score: number,
  coverage: number,
): Identified {
  const ids = [...new Set(texts.map((text) => text.id))].sort()
  const alike = [...new Set(texts.flatMap((text) => text.alike))].sort()
  return { ids, alike, how, score, coverage }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
