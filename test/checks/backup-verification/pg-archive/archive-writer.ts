import { deflateSync } from 'node:zlib'

/** How an archive is written: the sizes and the version decide how each number stands. */
export interface Shape {
  readonly minor: number
  readonly intSize: number
  readonly offSize: number
  /** 1 for -Fc, 3 for toc.dat. */
  readonly layout: number
  readonly compression: 'none' | 'gzip' | 'lz4' | 'zstd'
  /** Whether the table of contents says where the data are. */
  readonly hasPlaces: boolean
}

export const SHAPE: Shape = {
  minor: 16,
  intSize: 4,
  offSize: 8,
  layout: 1,
  compression: 'gzip',
  hasPlaces: true,
}

/** One entry to write. */
export interface Written {
  readonly id: number
  readonly kind: string
  readonly tag: string
  readonly definition?: string
  readonly copy?: string
  /** Data; a list of texts for large objects. */
  readonly data?: string | readonly string[]
}

/** Writes numbers and strings as pg_backup_archiver.c does. */
export function int({ intSize }: Shape, value: number): Buffer {
  const bytes = Buffer.alloc(intSize + 1)
  bytes[0] = value < 0 ? 1 : 0
  bytes.writeUIntLE(Math.abs(value), 1, Math.min(6, intSize))
  return bytes
}

export function string(shape: Shape, text: string | undefined): Buffer {
  if (text === undefined) return int(shape, -1)
  return Buffer.concat([int(shape, Buffer.byteLength(text)), Buffer.from(text)])
}

export function header(shape: Shape): Buffer {
  const { minor, intSize, offSize, layout, compression } = shape
  const number = ['none', 'gzip', 'lz4', 'zstd'].indexOf(compression)
  const packed = minor >= 15 ? Buffer.from([number]) : int(shape, compression === 'none' ? 0 : -1)
  const date = [30, 15, 4, 25, 10, 126, 0].map((part) => int(shape, part))
  const texts = ['shop', `${minor}.0`, `${minor}.0`].map((text) => string(shape, text))
  return Buffer.concat([
    Buffer.from('PGDMP'),
    Buffer.from([1, minor, 0, intSize, offSize, layout]),
    packed,
    ...date,
    ...texts,
  ])
}

function fileOf({ id, kind }: Written): string {
  return kind === 'BLOBS' ? `blobs_${id}.toc` : `${id}.dat`
}

function entryBytes(shape: Shape, entry: Written, place: number): Buffer {
  const { minor, offSize } = shape
  const hasData = entry.data !== undefined
  const offset = Buffer.alloc(offSize + 1)
  offset[0] = hasData ? (shape.hasPlaces ? 2 : 1) : 3
  if (hasData && shape.hasPlaces) offset.writeUIntLE(place, 1, Math.min(6, offSize))
  const text = (words: string | undefined) => string(shape, words)
  return Buffer.concat([
    int(shape, entry.id),
    int(shape, hasData ? 1 : 0),
    text('1259'),
    text('16384'),
    text(entry.tag),
    text(entry.kind),
    ...(minor >= 11 ? [int(shape, 2)] : []),
    text(entry.definition ?? ''),
    text(''),
    text(entry.copy),
    text('public'),
    text(''),
    ...(minor >= 14 ? [text('heap')] : []),
    ...(minor >= 16 ? [int(shape, 114)] : []),
    text('app_owner'),
    text('false'),
    text('7'),
    text(undefined),
    shape.layout === 3 ? text(hasData ? fileOf(entry) : '') : offset,
  ])
}

function pieces(shape: Shape, data: string): Buffer {
  const bytes = shape.compression === 'gzip' ? deflateSync(data) : Buffer.from(data)
  const parts: Buffer[] = []
  for (let at = 0; at < bytes.length; at += 50) {
    const part = bytes.subarray(at, at + 50)
    parts.push(int(shape, part.length), part)
  }
  return Buffer.concat([...parts, int(shape, 0)])
}

export function block(shape: Shape, { id, data = '' }: Written): Buffer {
  if (typeof data === 'string') return Buffer.concat([Buffer.from([1]), int(shape, id), pieces(shape, data)])
  const objects = data.flatMap((one, index) => [int(shape, 4_711 + index), pieces(shape, one)])
  return Buffer.concat([Buffer.from([3]), int(shape, id), ...objects, int(shape, 0)])
}

/** The table of contents, with places as if the blocks came in its order. */
export function contents(shape: Shape, entries: readonly Written[]): Buffer {
  const make = (begin: number) => {
    let place = begin
    const all = entries.map((entry) => {
      const bytes = entryBytes(shape, entry, place)
      if (entry.data !== undefined) place += block(shape, entry).length
      return bytes
    })
    return Buffer.concat([int(shape, entries.length), ...all])
  }
  return make(header(shape).length + make(0).length)
}

/** A whole archive. */
export function archive(shape: Shape, entries: readonly Written[]): Buffer {
  const blocks = entries.filter(({ data }) => data !== undefined).map((entry) => block(shape, entry))
  return Buffer.concat([header(shape), contents(shape, entries), ...(shape.layout === 1 ? blocks : [])])
}

const COPY = 'COPY public.users (id, email) FROM stdin;\n'

/** A small database. */
export const ENTRIES: readonly Written[] = [
  { id: 1, kind: 'ENCODING', tag: 'ENCODING', definition: "SET client_encoding = 'UTF8';\n" },
  {
    id: 2,
    kind: 'EXTENSION',
    tag: 'hstore',
    definition: 'CREATE EXTENSION IF NOT EXISTS hstore WITH SCHEMA public;\n',
  },
  {
    id: 3,
    kind: 'TABLE',
    tag: 'users',
    definition: 'CREATE TABLE public.users (\n    id integer,\n    email text\n);\n',
  },
  { id: 4, kind: 'ACL', tag: 'TABLE users', definition: 'GRANT SELECT ON TABLE public.users TO reader;\n' },
  { id: 5, kind: 'TABLE', tag: 'none', definition: 'CREATE TABLE public.none (\n    id integer\n);\n' },
  { id: 6, kind: 'BLOB METADATA', tag: '4711..4712', definition: '4711\n4712\n' },
  {
    id: 7,
    kind: 'TABLE DATA',
    tag: 'users',
    copy: COPY,
    data: `${Array.from({ length: 40 }, (_, index) => `${index}\tu${index}@example.org\n`).join('')}\\.\n\n\n`,
  },
  { id: 8, kind: 'TABLE DATA', tag: 'none', copy: 'COPY public.none (id) FROM stdin;\n', data: '\\.\n\n\n' },
  { id: 9, kind: 'BLOBS', tag: '4711..4712', data: ['some bytes \0 of an object', ''] },
]

/** The entries with one of them changed. */
export function changed(id: number, change: Partial<Written>): readonly Written[] {
  return ENTRIES.map((entry) => (entry.id === id ? { ...entry, ...change } : entry))
}
