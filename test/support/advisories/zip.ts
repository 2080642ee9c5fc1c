import { crc32, deflateRawSync } from 'node:zlib'

/** A member of an archive to be made; what is given beside name and bytes is written instead of the truth. */
export interface ZipMember {
  readonly name: string
  readonly bytes: string | Uint8Array
  readonly method?: number
  readonly flags?: number
  readonly size?: number
  readonly crc?: number
}

export interface ZipHabits {
  readonly comment?: string
  /** Writes sizes, offsets and the end in the fields of zip64. */
  readonly zip64?: boolean
}

const FULL = 0xffffffff

function wideField(...numbers: readonly number[]): Buffer {
  const field = Buffer.alloc(4 + 8 * numbers.length)
  field.writeUInt16LE(1, 0)
  field.writeUInt16LE(8 * numbers.length, 2)
  for (const [index, number] of numbers.entries()) field.writeBigUInt64LE(BigInt(number), 4 + 8 * index)
  return field
}

function endOf(count: number, size: number, offset: number, { comment = '', zip64 }: ZipHabits): Buffer {
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(zip64 ? 0xffff : count, 8)
  end.writeUInt16LE(zip64 ? 0xffff : count, 10)
  end.writeUInt32LE(zip64 ? FULL : size, 12)
  end.writeUInt32LE(zip64 ? FULL : offset, 16)
  end.writeUInt16LE(comment.length, 20)
  if (!zip64) return Buffer.concat([end, Buffer.from(comment)])
  const wide = Buffer.alloc(56)
  wide.writeUInt32LE(0x06064b50, 0)
  wide.writeBigUInt64LE(44n, 4)
  for (const [at, number] of [count, count, size, offset].entries())
    wide.writeBigUInt64LE(BigInt(number), 24 + 8 * at)
  const locator = Buffer.alloc(20)
  locator.writeUInt32LE(0x07064b50, 0)
  locator.writeBigUInt64LE(BigInt(offset + size), 8)
  locator.writeUInt32LE(1, 16)
  return Buffer.concat([wide, locator, end, Buffer.from(comment)])
}

/** A zip archive, deflated unless a member says another method. */
export function makeZip(members: readonly ZipMember[], habits: ZipHabits = {}): Buffer {
  const local: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const member of members) {
    const bytes = Buffer.from(member.bytes)
    const name = Buffer.from(member.name)
    const method = member.method ?? 8
    const packed = method === 8 ? deflateRawSync(bytes) : bytes
    const size = member.size ?? bytes.length
    const header = Buffer.alloc(30)
    header.writeUInt32LE(0x04034b50, 0)
    header.writeUInt16LE(name.length, 26)
    const extra = habits.zip64 ? wideField(size, packed.length, offset) : Buffer.alloc(0)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(member.flags ?? 0, 8)
    entry.writeUInt16LE(method, 10)
    entry.writeUInt32LE(member.crc ?? crc32(bytes), 16)
    entry.writeUInt32LE(habits.zip64 ? FULL : packed.length, 20)
    entry.writeUInt32LE(habits.zip64 ? FULL : size, 24)
    entry.writeUInt16LE(name.length, 28)
    entry.writeUInt16LE(extra.length, 30)
    entry.writeUInt32LE(habits.zip64 ? FULL : offset, 42)
    local.push(header, name, packed)
    central.push(entry, name, extra)
    offset += header.length + name.length + packed.length
  }
  const directory = Buffer.concat(central)
  return Buffer.concat([...local, directory, endOf(members.length, directory.length, offset, habits)])
}
