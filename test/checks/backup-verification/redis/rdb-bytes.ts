import type { Intake } from '../../../../src/checks/backup-verification/intake.ts'

/** The CRC-64 of Redis bit by bit, in BigInts: shares no code with ours. */
export function slowCrc64(bytes: Uint8Array): bigint {
  let crc = 0n
  for (const byte of bytes) {
    crc ^= BigInt(byte)
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1n ? (crc >> 1n) ^ 0x95ac9329ac4bc9b5n : crc >> 1n
  }
  return crc
}

/** A length in the shortest of its forms. */
export function length(value: number): Buffer {
  if (value < 64) return Buffer.from([value])
  if (value < 16384) return Buffer.from([0x40 | (value >> 8), value & 255])
  const long = Buffer.alloc(5, 0x80)
  long.writeUInt32BE(value, 1)
  return long
}

/** A length that takes eight bytes, as entries that were never read have it. */
export const LONGEST = Buffer.from('81ffffffffffffffff', 'hex')

export function string(value: string | Uint8Array): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([length(bytes.length), bytes])
}

export type Part = number | string | Uint8Array

/** Bytes one after the other: numbers are bytes, texts are strings with their lengths. */
export function join(...parts: readonly Part[]): Buffer {
  return Buffer.concat(
    parts.map((part) =>
      typeof part === 'number' ? Buffer.from([part]) : typeof part === 'string' ? string(part) : part,
    ),
  )
}

export const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex')
export const zeros = (count: number): Buffer => Buffer.alloc(count)

/** What a server writes first: its version and the time, 2024-01-15T02:30:00Z. */
export const ABOUT = join(
  250,
  'redis-ver',
  '7.2.4',
  250,
  'redis-bits',
  bytes('c040'),
  250,
  'ctime',
  bytes('c2a898a465'),
)

export interface Shape {
  readonly magic?: string
  readonly checksum?: 'right' | 'none' | Uint8Array
  readonly trailing?: Uint8Array
}

/** A whole snapshot around these parts. */
export function snapshot(
  parts: readonly Part[],
  { magic = 'REDIS0011', checksum = 'right', trailing }: Shape = {},
): Buffer {
  const body = Buffer.concat([Buffer.from(magic), join(...parts), Buffer.from([255])])
  const footer = Buffer.alloc(8)
  if (checksum === 'right') footer.writeBigUInt64LE(slowCrc64(body))
  else if (checksum !== 'none') footer.set(checksum)
  return Buffer.concat([body, footer, trailing ?? zeros(0)])
}

/** Two keys in database 0, one of them expiring, one in database 5. */
export const KEYS = join(
  254,
  0,
  251,
  2,
  1,
  0,
  'a',
  'one',
  252,
  zeros(8),
  0,
  'b',
  'two',
  254,
  5,
  0,
  'c',
  'three',
)

/** Feeds a reader with pieces of this size and asks it at the end. */
export function readAll<R>(reader: Intake<R>, input: Uint8Array, piece = 65_536, isWhole = true): R {
  for (let at = 0; at < input.length; at += piece) void reader.write(input.subarray(at, at + piece))
  return reader.end(isWhole) as R
}
