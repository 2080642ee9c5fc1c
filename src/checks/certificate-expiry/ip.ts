/** Whether a host that `normalHost` has spelled is an IP address. */
export function isIpAddress(host: string): boolean {
  return host.includes(':') || /^\d{1,3}(\.\d{1,3}){3}$/.test(host)
}

function bytesOfV6(text: string): Uint8Array | undefined {
  const [head = '', tail] = text.split('::')
  const groups = (part: string | undefined) =>
    part ? part.split(':').map((one) => Number.parseInt(one, 16)) : []
  const [before, after] = [groups(head), groups(tail)]
  const missing = tail === undefined ? 0 : 8 - before.length - after.length
  const all = [...before, ...new Array<number>(Math.max(0, missing)).fill(0), ...after]
  if (all.length !== 8 || all.some(Number.isNaN)) return undefined
  return Uint8Array.from(all.flatMap((group) => [group >> 8, group & 255]))
}

/** The bytes of an address in the spelling of RFC 5952 or in four numbers; undefined where it is none. */
export function bytesOfAddress(text: string): Uint8Array | undefined {
  if (text.includes(':')) return bytesOfV6(text)
  const parts = text.split('.').map(Number)
  return parts.length === 4 && parts.every((part) => part >= 0 && part <= 255)
    ? Uint8Array.from(parts)
    : undefined
}
