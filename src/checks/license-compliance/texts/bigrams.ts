/** Which texts hold a pair of neighboring words. A word that no text knows is negative. */
export interface BigramIndex {
  /** How many different pairs each text has. */
  readonly sizes: Int32Array
  /**
   * Every pair of every text once, in ascending order, as one number: the pair times the count of texts, plus the text's
   * place. A pair is its first word's number times the vocabulary's size, plus its second's.
   */
  readonly held: Float64Array
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

/** The index over texts of word numbers: sorted, as a hash table with room to spare takes ten times the memory. */
export function indexOf(texts: readonly Int32Array[], vocabularySize: number): BigramIndex {
  const held = heldPairs(texts, vocabularySize)
  const sizes = new Int32Array(texts.length)
  for (const one of held) {
    const place = one % texts.length
    sizes[place] = (sizes[place] ?? 0) + 1
  }
  return { sizes, held, vocabularySize }
}

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

/** Where the first number stands that is not below the wanted one. */
function placeOf(held: Float64Array, wanted: number): number {
  let low = 0
  let high = held.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((held[middle] ?? 0) < wanted) low = middle + 1
    else high = middle
  }
  return low
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

function countShared({ held, sizes }: BigramIndex, pair: number, shared: Int32Array): void {
  const first = pair * sizes.length
  const end = first + sizes.length
  for (let at = placeOf(held, first); at < held.length; at++) {
    const one = held[at] ?? end
    if (one >= end) return
    shared[one - first] = (shared[one - first] ?? 0) + 1
  }
}
