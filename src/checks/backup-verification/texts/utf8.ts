/** Says whether bytes are UTF-8, one after the other. */
export interface Utf8 {
  /** The next byte; false where it cannot stand there. */
  readonly take: (byte: number) => boolean
  /** Whether a character is begun and not over. */
  readonly isOpen: () => boolean
}

/** As RFC 3629 has it: nothing longer than it must be, no surrogates, nothing past U+10FFFF. */
export function createUtf8(): Utf8 {
  let missing = 0
  let least = 0x80
  let most = 0xbf

  function begin(byte: number): boolean {
    if (byte < 0xc2 || byte > 0xf4) return false
    missing = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3
    if (byte === 0xe0) least = 0xa0
    if (byte === 0xed) most = 0x9f
    if (byte === 0xf0) least = 0x90
    if (byte === 0xf4) most = 0x8f
    return true
  }

  return {
    take: (byte) => {
      if (missing === 0) return byte < 0x80 || begin(byte)
      const fits = byte >= least && byte <= most
      least = 0x80
      most = 0xbf
      missing -= 1
      return fits
    },
    isOpen: () => missing > 0,
  }
}
