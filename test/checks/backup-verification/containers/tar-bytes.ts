/** A tar header by hand: ustar unless said otherwise. */
export interface HeaderFields {
  readonly name: string
  readonly size?: number | Buffer
  readonly flag?: string
  readonly link?: string
  readonly mode?: number
  readonly mtime?: number
  readonly prefix?: string
  readonly magic?: string
  /** What is written over the finished header before its checksum is made. */
  readonly over?: readonly (readonly [at: number, bytes: Buffer])[]
  readonly sign?: 'unsigned' | 'signed'
}

function octal(value: number, length: number): string {
  return `${value.toString(8).padStart(length - 1, '0')}\0`
}

export function header(fields: HeaderFields): Buffer {
  const block = Buffer.alloc(512)
  block.write(fields.name, 0, 100)
  block.write(octal(fields.mode ?? 0o644, 8), 100)
  block.write(octal(0, 8), 108)
  block.write(octal(0, 8), 116)
  const { size = 0 } = fields
  if (typeof size === 'number') block.write(octal(size, 12), 124)
  else size.copy(block, 124)
  block.write(octal(fields.mtime ?? 1_700_000_000, 12), 136)
  block.write(fields.flag ?? '0', 156)
  block.write(fields.link ?? '', 157, 100)
  block.write(fields.magic ?? 'ustar\x0000', 257, 'latin1')
  block.write(fields.prefix ?? '', 345, 155)
  for (const [at, bytes] of fields.over ?? []) bytes.copy(block, at)
  block.fill(' ', 148, 156)
  const signed = fields.sign === 'signed'
  const sum = block.reduce((total, byte) => total + (signed && byte > 127 ? byte - 256 : byte), 0)
  block.write(`${Math.max(sum, 0).toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

/** Bytes and what fills up their last block. */
export function data(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content)
  return Buffer.concat([bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)])
}

export function file(name: string, content: string | Buffer = '', more: Partial<HeaderFields> = {}): Buffer {
  return Buffer.concat([header({ name, size: Buffer.byteLength(content), ...more }), data(content)])
}

/** A record of an extended header, which counts its own length, too. */
export function record(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`)
  const short = rest + String(rest).length
  const length = rest + String(short).length
  return `${length} ${key}=${value}\n`
}

export function pax(records: Readonly<Record<string, string>>, flag = 'x'): Buffer {
  const text = Object.entries(records)
    .map(([key, value]) => record(key, value))
    .join('')
  return file('pax', text, { flag })
}

export const END = Buffer.alloc(1024)

export function archive(...parts: readonly Buffer[]): Buffer {
  return Buffer.concat([...parts, END])
}
