/** How many of a file's first bytes `readSqliteHeader` wants. */
export const SQLITE_HEADER_BYTES = 100

/** The header of a database file, https://www.sqlite.org/fileformat2.html section 1.3. */
export interface SqliteHeader {
  /** Bytes of a page: a power of two from 512 to 65536; 0 where the header says anything else. */
  readonly pageSize: number
  /** Pages of the whole file; undefined where a version before 3.7.0 wrote last, which did not keep that number. */
  readonly pages: number | undefined
  /** Whether a write-ahead log may belong to the file. */
  readonly isLogged: boolean
  /** The library that wrote last, as 3.45.1; undefined for versions before 3.7.0. */
  readonly version: string | undefined
}

const MAGIC = 'SQLite format 3\0'

function pageSizeOf(header: DataView): number {
  const stored = header.getUint16(16)
  const size = stored === 1 ? 65536 : stored
  return size >= 512 && (size & (size - 1)) === 0 ? size : 0
}

function versionOf(number: number): string | undefined {
  if (number < 3_007_000) return undefined
  return [Math.floor(number / 1_000_000), Math.floor(number / 1000) % 1000, number % 1000].join('.')
}

/**
 * The header in a file's first bytes: `short` where they are the beginning of one, `other` where they are anything else,
 * an encrypted database too.
 */
export function readSqliteHeader(first: Uint8Array): SqliteHeader | 'short' | 'other' {
  const text = Buffer.from(first.buffer, first.byteOffset, first.byteLength).toString(
    'latin1',
    0,
    MAGIC.length,
  )
  if (!MAGIC.startsWith(text)) return 'other'
  if (first.length < SQLITE_HEADER_BYTES) return 'short'
  const header = new DataView(first.buffer, first.byteOffset, first.byteLength)
  const pages = header.getUint32(28)
  // Only who keeps the number of pages sets the second of these to the first.
  const isKept = pages > 0 && header.getUint32(24) === header.getUint32(92)
  return {
    pageSize: pageSizeOf(header),
    pages: isKept ? pages : undefined,
    isLogged: header.getUint8(19) === 2,
    version: versionOf(header.getUint32(96)),
  }
}
