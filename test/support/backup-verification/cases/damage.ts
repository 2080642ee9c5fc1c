/** The first place of a text or of bytes. Throws where it is not there: the original is not what the case is about. */
export function placeOf(bytes: Buffer, what: string | Buffer, from = 0): number {
  const at = bytes.indexOf(what, from)
  if (at < 0) throw new Error(`the original does not hold ${String(what).slice(0, 60)}`)
  return at
}

/** Everything before a text. */
export function before(bytes: Buffer, what: string | Buffer): Buffer {
  return bytes.subarray(0, placeOf(bytes, what))
}

/** Everything up to the end of a text. */
export function through(bytes: Buffer, what: string): Buffer {
  return bytes.subarray(0, placeOf(bytes, what) + Buffer.byteLength(what))
}

/** Everything from a text on. */
export function from(bytes: Buffer, what: string): Buffer {
  return bytes.subarray(placeOf(bytes, what))
}

/** The first part of it: 0.5 is one half. */
export function part(bytes: Buffer, share: number): Buffer {
  return bytes.subarray(0, Math.floor(bytes.length * share))
}

/** With one bit of one byte turned; counted from the end where `at` is negative. */
export function flip(bytes: Buffer, at: number, bit = 0x10): Buffer {
  const copy = Buffer.from(bytes)
  const place = at < 0 ? copy.length + at : at
  copy[place] = (copy[place] ?? 0) ^ bit
  return copy
}

/** With the first of a text replaced, however long both are. */
export function swap(bytes: Buffer, what: string | Buffer, other: string | Buffer): Buffer {
  const at = placeOf(bytes, what)
  const rest = bytes.subarray(at + Buffer.byteLength(what))
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(other), rest])
}

/** With the part from one text to the start of another taken out. */
export function without(bytes: Buffer, first: string, next: string): Buffer {
  const at = placeOf(bytes, first)
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(placeOf(bytes, next, at + first.length))])
}

/** With bytes overwritten by zeros, as a disk leaves a page that was never written. */
export function zeroed(bytes: Buffer, at: number, length: number): Buffer {
  const copy = Buffer.from(bytes)
  copy.fill(0, at, at + length)
  return copy
}

/** With bytes behind its end. */
export function followed(bytes: Buffer, by: string | Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.from(by)])
}

/** As a terminal writes it: every line end is two characters. */
export function throughTerminal(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll('\n', '\r\n'), 'latin1')
}

/** Without line ends at its end. */
export function lineless(bytes: Buffer): Buffer {
  let end = bytes.length
  while (bytes[end - 1] === 0x0a) end -= 1
  return bytes.subarray(0, end)
}
