/** Where the longest run of at least two zero groups is (RFC 5952, 4.2): its first group and the one after it. */
function zeroRun(groups: readonly number[]): readonly [number, number] {
  let best: readonly [number, number] = [0, 0]
  for (let from = 0; from < groups.length; ) {
    let to = from
    while (groups[to] === 0) to += 1
    if (to - from > Math.max(best[1] - best[0], 1)) best = [from, to]
    from = to + 1
  }
  return best
}

function version6Of(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, at) => (bytes[at * 2] ?? 0) * 256 + (bytes[at * 2 + 1] ?? 0))
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff
  if (isMapped) return `::ffff:${bytes.subarray(12).join('.')}`
  const [from, to] = zeroRun(groups)
  const texts = groups.map((group) => group.toString(16))
  if (to === from) return texts.join(':')
  return `${texts.slice(0, from).join(':')}::${texts.slice(to).join(':')}`
}

/** The text of an IP address of 4 or 16 bytes (dotted, RFC 5952); undefined for any other length. */
export function addressOf(bytes: Uint8Array): string | undefined {
  if (bytes.length === 4) return bytes.join('.')
  return bytes.length === 16 ? version6Of(bytes) : undefined
}
