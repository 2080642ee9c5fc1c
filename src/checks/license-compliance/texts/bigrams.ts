/**
 * Which texts hold a pair of neighboring words. A pair is one number: its first word's times the vocabulary's size, plus
 * its second's. A word that no text knows is negative.
 */
export interface BigramIndex {
  /** How many different pairs each text has. */
  readonly sizes: Int32Array
  /** Every pair of any text once, in ascending order. */
  readonly pairs: Float64Array
  /** Where a pair's texts begin in `postings`; they end where those of the next pair begin. */
  readonly starts: Int32Array
  readonly postings: Int32Array
  readonly vocabularySize: number
}

/** How well one text of the index fits. */
export interface Likeness {
  readonly place: number
  /** How many different pairs both have. */
  readonly shared: number
  /** Of the text's pairs, the share that the file has. */
  readonly contained: number
  /** Dice's coefficient over the different pairs of both. */
  readonly dice: number
}

/** The index over texts of word numbers; sorted, not hashed: a table with room to spare takes five times the memory. */
export function indexOf(texts: readonly Int32Array[], vocabularySize: number): BigramIndex {
  const held = heldPairs(texts, vocabularySize)
  const sizes = new Int32Array(texts.length)
  const starts = new Int32Array(held.length + 1)
  const postings = new Int32Array(held.length)
  // What is read is never behind what is written: the array is turned into that of the pairs.
  const pairs = held
  let different = 0
  for (const [at, one] of held.entries()) {
    const place = one % texts.length
    const pair = (one - place) / texts.length
    postings[at] = place
    sizes[place] = (sizes[place] ?? 0) + 1
    if (different > 0 && pairs[different - 1] === pair) continue
    pairs[different] = pair
    starts[different++] = at
  }
  starts[different] = held.length
  return { sizes, pairs: pairs.subarray(0, different), starts, postings, vocabularySize }
}

/** Every pair of every text once, as one number (pair times the texts' count, plus the text's place), in order. */
function heldPairs(texts: readonly Int32Array[], vocabularySize: number): Float64Array {
  const all = new Float64Array(texts.reduce((sum, words) => sum + Math.max(0, words.length - 1), 0))
  let used = 0
  for (const [place, words] of texts.entries()) {
    for (let at = 1; at < words.length; at++)
      all[used++] = ((words[at - 1] ?? 0) * vocabularySize + (words[at] ?? 0)) * texts.length + place
  }
  all.sort()
  let kept = 0
  for (const one of all) if (kept === 0 || all[kept - 1] !== one) all[kept++] = one
  return all.subarray(0, kept)
}

/** Where a pair is, by halving; -1 where no text has it. */
function placeOf(pairs: Float64Array, pair: number): number {
  let low = 0
  let high = pairs.length - 1
  while (low <= high) {
    const middle = (low + high) >>> 1
    const found = pairs[middle] ?? 0
    if (found === pair) return middle
    if (found < pair) low = middle + 1
    else high = middle - 1
  }
  return -1
}

/** Every text that shares a pair with the words, in the order of their places. */
export function likenesses(index: BigramIndex, words: Int32Array): readonly Likeness[] {
  const seen = new Set<number>()
  const shared = new Int32Array(index.sizes.length)
  for (let at = 1; at < words.length; at++) {
    const [first = -1, second = -1] = [words[at - 1], words[at]]
    // A pair with an unknown word is in no text, but counts as one of the file's: the farther it is, the worse.
    const key = first < 0 || second < 0 ? -1 - at : first * index.vocabularySize + second
    if (seen.has(key)) continue
    seen.add(key)
    if (key >= 0) countShared(index, key, shared)
  }
  const found: Likeness[] = []
  for (const [place, count] of shared.entries()) {
    const size = index.sizes[place] ?? 0
    if (count > 0)
      found.push({ place, shared: count, contained: count / size, dice: (2 * count) / (size + seen.size) })
  }
  return found
}

function countShared(index: BigramIndex, pair: number, shared: Int32Array): void {
  const at = placeOf(index.pairs, pair)
  if (at < 0) return
  const end = index.starts[at + 1] ?? 0
  for (let posting = index.starts[at] ?? 0; posting < end; posting++) {
    const place = index.postings[posting] ?? 0
    shared[place] = (shared[place] ?? 0) + 1
  }
}
