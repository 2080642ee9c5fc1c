import { type Case, throughTerminal } from '../sql/cases.ts'
import {
  archive,
  block,
  changed,
  contents,
  ENTRIES,
  header,
  int,
  SHAPE,
  type Shape,
  string,
} from './archive-writer.ts'

type Made = Case<Buffer>

const entry = (word: Made['word'], name: string, bytes: Made['bytes'], says?: RegExp): Made => ({
  name,
  bytes,
  word,
  ...(says === undefined ? {} : { says }),
})

function flipped(bytes: Buffer, at: number, bits: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[at] = (copy[at] ?? 0) ^ bits
  return copy
}

const plain: Shape = { ...SHAPE, compression: 'none' }
const start = header(SHAPE).length
const rows = (data: string) => () => archive(plain, changed(7, { data }))
const last = ENTRIES[8] ?? { id: 9, kind: '', tag: '' }
/** Where the data begin. */
const DATA = start + contents(SHAPE, ENTRIES).length

/** Archives by hand; the source is the one that is whole. */
export const CUSTOM_CASES: readonly Made[] = [
  entry('ok', 'as it is', (whole) => whole),
  entry('ok', 'without compression', () => archive(plain, ENTRIES)),
  entry('ok', 'without places, as into a pipe', () => archive({ ...SHAPE, hasPlaces: false }, ENTRIES)),
  entry('ok', 'blocks in another order, without places', () => {
    const shape = { ...SHAPE, hasPlaces: false }
    const blocks = ENTRIES.filter(({ data }) => data !== undefined).map((one) => block(shape, one))
    return Buffer.concat([header(shape), contents(shape, ENTRIES), ...blocks.reverse()])
  }),
  entry('ok', 'INSERT statements', () =>
    archive(
      plain,
      changed(7, {
        copy: '',
        data: "INSERT INTO public.users VALUES (1, 'a;b'), (2, 'c');\nINSERT INTO public.users DEFAULT VALUES;\n\n\n",
      }),
    ),
  ),
  entry('ok', 'the schema alone', () => archive(SHAPE, ENTRIES.slice(0, 5)), /no row/),
  entry(
    'ok',
    'data alone',
    () =>
      archive(
        SHAPE,
        ENTRIES.filter(({ kind }) => kind !== 'TABLE'),
      ),
    /data alone/,
  ),
  entry('ok', 'CRLF in a definition', () =>
    archive(SHAPE, changed(3, { definition: 'CREATE TABLE public.users (\r\n    id integer\r\n);\r\n' })),
  ),
  entry('ok', 'a long definition', () =>
    archive(SHAPE, changed(3, { definition: `CREATE VIEW v AS SELECT '${'x'.repeat(300_000)}';\n` })),
  ),
  entry('empty', 'no bytes', () => Buffer.alloc(0)),
  entry('empty', 'no entries', () => archive(SHAPE, []), /restores nothing/),
  entry('empty', 'no tables', () => archive(SHAPE, ENTRIES.slice(0, 2)), /no table/),
  entry('incomplete', 'the magic alone', () => Buffer.from('PGDMP')),
  entry('incomplete', 'cut in the head', (whole) => whole.subarray(0, start - 10)),
  entry('incomplete', 'cut in the table of contents', (whole) => whole.subarray(0, start + 300)),
  entry('incomplete', 'cut behind the table of contents', (whole) => whole.subarray(0, DATA), /3 entries/),
  entry('incomplete', 'cut in the data', (whole) => whole.subarray(0, DATA + 40)),
  entry(
    'incomplete',
    'cut between blocks',
    (whole) => whole.subarray(0, whole.length - block(SHAPE, last).length),
    /large objects/,
  ),
  entry('incomplete', 'the last byte missing', (whole) => whole.subarray(0, -1)),
  entry('corrupt', 'another magic', (whole) => flipped(whole, 2, 1)),
  entry('corrupt', 'a version that never was', (whole) => flipped(whole, 5, 4)),
  entry('corrupt', 'C06 a bit in a length of the head', (whole) => flipped(whole, start - 5 - 4, 4)),
  entry('corrupt', 'a count below zero', (whole) => flipped(whole, start, 1), /-9 entries/),
  entry('corrupt', 'a count far too high', (whole) => flipped(whole, start + 4, 64)),
  entry('corrupt', 'a length far too high', (whole) => flipped(whole, start + 5 + 4 + 5 + 5 + 4, 0x10)),
  entry('corrupt', 'a layout that never was', (whole) => flipped(whole, 10, 4)),
  entry('corrupt', 'numbers of another size', (whole) => flipped(whole, 8, 1)),
  entry('corrupt', 'P35 through a terminal', throughTerminal, /terminal/),
  entry(
    'corrupt',
    'P35 through a terminal, cut',
    (whole) => throughTerminal(whole.subarray(0, DATA + 60)),
    /terminal/,
  ),
  entry('corrupt', 'a bit in packed data', (whole) => flipped(whole, DATA + 40, 1), /unpack/),
  entry(
    'corrupt',
    'a bit in the checksum of packed data',
    (whole) => flipped(whole, DATA + block(SHAPE, ENTRIES[6] ?? last).length - 7, 1),
    /users do not unpack/,
  ),
  entry('corrupt', 'the length of a piece', (whole) => flipped(whole, DATA + 6 + 3, 0x7f)),
  entry('corrupt', 'a sign before the zero that ends the last block', (whole) =>
    flipped(whole, whole.length - 5, 1),
  ),
  entry('corrupt', 'a block of no kind', (whole) => flipped(whole, DATA, 8)),
  entry('corrupt', 'a block of another entry', (whole) => flipped(whole, DATA + 2, 15)),
  entry(
    'corrupt',
    'data of an entry twice',
    (whole) => Buffer.concat([whole, block(SHAPE, last)]),
    /second time/,
  ),
  entry('corrupt', 'bytes at the end', (whole) => Buffer.concat([whole, Buffer.from('\n')])),
  entry('corrupt', 'zeros at the end', (whole) => Buffer.concat([whole, Buffer.alloc(512)])),
  entry('corrupt', 'C11 the file twice', (whole) => Buffer.concat([whole, whole])),
  entry('corrupt', 'a block missing in the middle', (whole) =>
    Buffer.concat([whole.subarray(0, DATA), whole.subarray(DATA + block(SHAPE, ENTRIES[6] ?? last).length)]),
  ),
  entry('corrupt', 'zeros in the middle', (whole) =>
    Buffer.concat([whole.subarray(0, DATA - 300), Buffer.alloc(300), whole.subarray(DATA)]),
  ),
  entry('corrupt', 'the table of contents of a folder', () => archive({ ...SHAPE, layout: 3 }, ENTRIES)),
  entry('corrupt', 'a row with a column too few', rows('1\ta\n2\n\\.\n\n\n'), /columns/),
  entry('corrupt', 'NUL in a row', rows('1\ta\0\n\\.\n\n\n'), /NUL/),
  entry('corrupt', 'rows behind the end', rows('1\ta\n\\.\n2\tb\n\\.\n'), /behind its end/),
  entry('incomplete', 'data without their end', rows('1\ta\n2\tb\n'), /too early/),
  entry('incomplete', 'data that are empty', rows(''), /not even the mark/),
  entry(
    'unsafe',
    'a command in a definition',
    () => archive(SHAPE, changed(3, { definition: 'CREATE TABLE public.users (id int);\n\\! id\n' })),
    /\\!/,
  ),
  entry('unsafe', 'a program instead of data', () =>
    archive(SHAPE, changed(7, { copy: "COPY public.users (id, email) FROM PROGRAM 'id';\n" })),
  ),
  entry('unsafe', 'a program before the data', () =>
    archive(
      SHAPE,
      changed(7, { copy: "COPY t FROM PROGRAM 'id';\nCOPY public.users (id, email) FROM stdin;\n" }),
    ),
  ),
  entry('unsafe', 'ALTER SYSTEM', () =>
    archive(SHAPE, changed(4, { definition: "ALTER SYSTEM SET a = 'b';\n" })),
  ),
]

/** A head whose texts are too long, and other things that make a parser wait or fill its memory. */
export const HOSTILE: readonly (readonly [string, Buffer])[] = [
  ['a billion entries', Buffer.concat([header(SHAPE), int(SHAPE, 1_000_000_000)])],
  ['20 million entries and none', Buffer.concat([header(SHAPE), int(SHAPE, 20_000_000)])],
  [
    'a text of a gigabyte',
    Buffer.concat([header(SHAPE), int(SHAPE, 1), int(SHAPE, 1), int(SHAPE, 0), int(SHAPE, 1 << 30)]),
  ],
  [
    'dependencies without an end',
    Buffer.concat([contents(SHAPE, []), Buffer.concat(Array(100_000).fill(string(SHAPE, '1')))]),
  ],
]
