const { min } = Math

/** A place where a file differs from the known text: words of the text that are missing, words of the file that were put in. */
export interface Difference {
  readonly textFrom: number
  readonly textTo: number
  readonly fileFrom: number
  readonly fileTo: number
}

/** Where a known text stands in a file, and how much differs there. */
export interface Alignment {
  readonly from: number
  readonly to: number
  /** Words that differ, on both sides together. */
  readonly different: number
}

/** The most words that a difference may have on either side. */
const REACH = 40
/** So many words in a row have to be the same for both to be in step again. */
const STEP = 3
/** How many words may be missing at the beginning of a text. */
const HEAD = 24
/** Places where a text could begin that are tried; there are few in a real file. */
const STARTS = 40

/** What a text may differ in. */
export interface Tolerance {
  /** The most words that may differ in all, on both sides together. */
  readonly words: number
  readonly accepts: (difference: Difference) => boolean
}

/**
 * The first place where `text` stands in `file` with no difference that `tolerance` forbids; undefined where there is
 * none. Differences are looked for only nearby and up to the limit, so that the time is linear in both.
 */
export function align(text: Int32Array, file: Int32Array, tolerance: Tolerance): Alignment | undefined {
  let tries = 0
  const heads = Math.min(HEAD, text.length - STEP)
  for (let head = 0; head < heads; head++) {
    for (let at = 0; at + STEP <= file.length && tries < STARTS; at++) {
      if (!isSame(text, head, file, at)) continue
      tries++
      const found = alignAt(text, file, head, at, tolerance)
      if (found) return found
    }
  }
  return undefined
}

function alignAt(
  text: Int32Array,
  file: Int32Array,
  head: number,
  at: number,
  tolerance: Tolerance,
): Alignment | undefined {
  let [i, j, different] = [0, at, 0]
  while (i < text.length) {
    if (i >= head && j < file.length && text[i] === file[j]) {
      i++
      j++
      continue
    }
    const difference =
      i < head ? { textFrom: 0, textTo: head, fileFrom: at, fileTo: at } : nextStep(text, i, file, j)
    if (!difference) return undefined
    different += difference.textTo - difference.textFrom + difference.fileTo - difference.fileFrom
    if (different > tolerance.words || !tolerance.accepts(difference)) return undefined
    i = difference.textTo
    j = difference.fileTo
  }
  return { from: at, to: j, different }
}

function nextStep(text: Int32Array, i: number, file: Int32Array, j: number): Difference | undefined {
  for (let sum = 1; sum <= REACH * 2; sum++) {
    const least = sum > REACH ? sum - REACH : 0
    for (let missing = least; missing <= sum && missing <= REACH; missing++) {
      const added = sum - missing
      if (isSame(text, i + missing, file, j + added))
        return { textFrom: i, textTo: i + missing, fileFrom: j, fileTo: j + added }
    }
  }
  return undefined
}

/** Whether both go on alike; near the end of the text fewer words are left to tell. */
function isSame(text: Int32Array, i: number, file: Int32Array, j: number): boolean {
  if (i > text.length) return false
  const left = text.length - i
  const length = min(left, STEP)
  if (j + length > file.length) return false
  for (let k = 0; k < length; k++) if (text[i + k] !== file[j + k]) return false
  return true
}
