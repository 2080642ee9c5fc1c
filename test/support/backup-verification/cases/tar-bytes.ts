const BLOCK = 512

interface Header {
  readonly name: string
  readonly type?: string
  readonly link?: string
  readonly mode?: number
}

/** One member as POSIX has it (ustar): what a tar of this machine would not write, or not as an ordinary user. */
export function member({ name, type = '0', link = '', mode = 0o644 }: Header, bytes = ''): Buffer {
  const header = Buffer.alloc(BLOCK)
  const octal = (value: number, length: number) => `${value.toString(8).padStart(length - 1, '0')}\0`
  header.write(name, 0)
  header.write(octal(mode, 8), 100)
  header.write(octal(0, 8) + octal(0, 8), 108)
  header.write(octal(bytes.length, 12) + octal(1_799_809_200, 12), 124)
  header.write(' '.repeat(8), 148)
  header.write(type, 156)
  header.write(link, 157)
  header.write('ustar\x0000', 257, 'latin1')
  header.write(octal(8, 8) + octal(0, 8), 329)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  const data = Buffer.alloc(Math.ceil(bytes.length / BLOCK) * BLOCK)
  data.write(bytes)
  return Buffer.concat([header, data])
}

/** Members, and the two blocks that end an archive. */
export function rawTar(...members: readonly Buffer[]): Buffer {
  return Buffer.concat([...members, Buffer.alloc(2 * BLOCK)])
}
