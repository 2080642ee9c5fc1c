import { crc32, deflateRawSync } from 'node:zlib'
import type { RandomAccess } from '../../../../src/checks/backup-verification/containers/zip.ts'

/** A member of a zip by hand; what is not said is as an honest archive has it. */
export interface Piece {
  readonly name: string
  readonly content?: string | Buffer
  readonly isStored?: boolean
  readonly mode?: number
  readonly flags?: number
  readonly method?: number
  readonly crc?: number
  readonly size?: number
  /** Of the local header, where it is another one. */
  readonly localName?: string
  readonly localCrc?: number
  /** Another member's local header instead of one of its own. */
  readonly offset?: number
}

interface Made {
  readonly local: Buffer
  readonly central: (offset: number) => Buffer
}

function make(piece: Piece): Made {
  const content = Buffer.from(piece.content ?? '')
  const packed = piece.isStored ? content : deflateRawSync(content)
  const method = piece.method ?? (piece.isStored ? 0 : 8)
  const name = Buffer.from(piece.name)
  const localName = Buffer.from(piece.localName ?? piece.name)
  const crc = piece.crc ?? crc32(content)
  const size = piece.size ?? content.length
  const header = Buffer.alloc(30)
  header.writeUInt32LE(0x04034b50, 0)
  header.writeUInt16LE(20, 4)
  header.writeUInt16LE(piece.flags ?? 0, 6)
  header.writeUInt16LE(method, 8)
  header.writeUInt32LE(piece.localCrc ?? crc, 14)
  header.writeUInt32LE(packed.length, 18)
  header.writeUInt32LE(size, 22)
  header.writeUInt16LE(localName.length, 26)
  const central = Buffer.alloc(46)
  central.writeUInt32LE(0x02014b50, 0)
  central.writeUInt16LE(0x031e, 4)
  central.writeUInt16LE(20, 6)
  central.writeUInt16LE(piece.flags ?? 0, 8)
  central.writeUInt16LE(method, 10)
  central.writeUInt16LE(0x5821, 14)
  central.writeUInt32LE(crc, 16)
  central.writeUInt32LE(packed.length, 20)
  central.writeUInt32LE(size, 24)
  central.writeUInt16LE(name.length, 28)
  central.writeUInt32LE(((piece.mode ?? 0o100644) << 16) >>> 0, 38)
  return {
    local: Buffer.concat([header, localName, packed]),
    central: (offset) => {
      central.writeUInt32LE(piece.offset ?? offset, 42)
      return Buffer.concat([central, name])
    },
  }
}

export interface ZipOptions {
  readonly comment?: string
  readonly before?: Buffer
  /** What the end record says there are. */
  readonly count?: number
  readonly isZip64?: boolean
}

function endOf(count: number, size: number, offset: number, { comment = '', isZip64 }: ZipOptions): Buffer {
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(isZip64 ? 0xffff : count, 8)
  end.writeUInt16LE(isZip64 ? 0xffff : count, 10)
  end.writeUInt32LE(isZip64 ? 0xffffffff : size, 12)
  end.writeUInt32LE(isZip64 ? 0xffffffff : offset, 16)
  end.writeUInt16LE(comment.length, 20)
  if (!isZip64) return Buffer.concat([end, Buffer.from(comment)])
  const record = Buffer.alloc(56)
  record.writeUInt32LE(0x06064b50, 0)
  record.writeBigUInt64LE(44n, 4)
  record.writeBigUInt64LE(BigInt(count), 24)
  record.writeBigUInt64LE(BigInt(count), 32)
  record.writeBigUInt64LE(BigInt(size), 40)
  record.writeBigUInt64LE(BigInt(offset), 48)
  const locator = Buffer.alloc(20)
  locator.writeUInt32LE(0x07064b50, 0)
  locator.writeBigUInt64LE(BigInt(offset + size), 8)
  locator.writeUInt32LE(1, 16)
  return Buffer.concat([record, locator, end, Buffer.from(comment)])
}

export function zip(pieces: readonly Piece[], options: ZipOptions = {}): Buffer {
  const locals: Buffer[] = []
  const centrals: Buffer[] = []
  let at = 0
  for (const piece of pieces) {
    const { local, central } = make(piece)
    centrals.push(central(at))
    if (piece.offset !== undefined) continue
    locals.push(local)
    at += local.length
  }
  const directory = Buffer.concat(centrals)
  const end = endOf(options.count ?? pieces.length, directory.length, at, options)
  return Buffer.concat([options.before ?? Buffer.alloc(0), ...locals, directory, end])
}

/** Bytes as a file that can be read at any place. */
export function accessTo(bytes: Uint8Array): RandomAccess {
  return {
    size: bytes.length,
    read: async (offset, length) => Uint8Array.from(bytes.subarray(offset, offset + length)),
  }
}
