import { layoutOf, type RdbDialect, type RdbLayout } from './layout.ts'

/** The magic and the number of the format behind it. */
export const HEADER_BYTES = 9

export interface RdbHeader {
  readonly dialect: RdbDialect
  readonly format: number
  readonly layout: RdbLayout
}

/** From this format on a checksum follows the end mark. */
export const FIRST_WITH_CHECKSUM = 5

const MAGICS: readonly (readonly [RegExp, RdbDialect])[] = [
  [/^REDIS(\d{4})/, 'redis'],
  [/^VALKEY(\d{3})/, 'valkey'],
]

const START = ['REDIS', 'VALKEY']

/** A file that Valkey 9.2 packs as a whole: compression_stream.h. */
const PACKED = /^VKCS/

/**
 * What the first bytes are: `short` where they are the beginning of a header, `packed` for Valkey's compressed files,
 * `other` for anything else.
 */
export function headerOf(first: Uint8Array): RdbHeader | 'short' | 'packed' | 'other' {
  const text = Buffer.from(first.buffer, first.byteOffset, first.byteLength).toString(
    'latin1',
    0,
    HEADER_BYTES,
  )
  if (PACKED.test(text)) return 'packed'
  for (const [magic, dialect] of MAGICS) {
    const [, digits] = magic.exec(text) ?? []
    if (digits === undefined) continue
    const format = Number(digits)
    return format > 0 ? { dialect, format, layout: layoutOf(dialect) } : 'other'
  }
  const isStart = /^(?:REDIS|VALKEY)\d*$/.test(text) || START.some((magic) => magic.startsWith(text))
  return isStart && text.length < HEADER_BYTES ? 'short' : 'other'
}
