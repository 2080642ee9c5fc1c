/** Counts names that stand more than once, in a few bytes for each. */
export interface NameSet {
  /** False where the name was there before. */
  readonly add: (name: string) => boolean
}

/** FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/) twice, from two starts: 52 bits, so that a million names do not meet by chance. */
function hashOf(name: string): number {
  let high = 0x811c9dc5
  let low = 0x9e3779b9
  for (let at = 0; at < name.length; at++) {
    const code = name.charCodeAt(at)
    high = Math.imul(high ^ code, 0x01000193)
    low = Math.imul(low ^ code, 0x85ebca6b)
  }
  return (high >>> 12) * 2 ** 32 + (low >>> 0)
}

/** Remembers names by their hashes: good for a remark, not for a proof. */
export function createNameSet(): NameSet {
  let table = new Float64Array(1024)
  let size = 0
  function place(into: Float64Array, hash: number): number {
    let at = hash % (into.length - 1)
    while (into[at] !== 0 && into[at] !== hash) at = (at + 1) % into.length
    return at
  }
  function grow(): void {
    const wider = new Float64Array(table.length * 2)
    for (const hash of table) if (hash !== 0) wider[place(wider, hash)] = hash
    table = wider
  }
  return {
    add: (name) => {
      const hash = hashOf(name) + 1
      const at = place(table, hash)
      if (table[at] === hash) return false
      table[at] = hash
      size += 1
      if (size * 2 > table.length) grow()
      return true
    },
  }
}
