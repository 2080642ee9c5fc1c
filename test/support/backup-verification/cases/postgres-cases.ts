import type { BackupCase } from './case.ts'
import { followed, from, part, through, throughTerminal } from './damage.ts'
import { gzip } from './packing.ts'
import { named, packed, plain, TRAILER, throughData } from './postgres-case.ts'

/** Dumps that ended too early, or never began. */
const CUT: readonly BackupCase[] = [
  named('P01', 'no bytes', () => '', 'empty', 0),
  packed('P21', 'gzip of nothing: a pipe whose pg_dump failed', () => '', 'empty', 0),
  plain('P22', 'a database without tables', ({ nothing }) => nothing, 'empty', 3),
  named('P03', 'gzip cut in the middle', ({ plain: d }, w) => part(gzip(w, d), 0.5), 'incomplete', 2),
  named(
    'P04',
    'gzip without its last byte',
    ({ plain: d }, w) => gzip(w, d).subarray(0, -1),
    'incomplete',
    2,
  ),
  named(
    'P05',
    'the second gzip member is cut',
    ({ plain: d }, w) => followed(gzip(w, d.subarray(0, 9000)), part(gzip(w, d.subarray(9000)), 0.9)),
    'incomplete',
    2,
  ),
  packed(
    'P19',
    'died in a row, packed well',
    ({ plain: d }) => through(d, 'customer250@exam'),
    'incomplete',
    3,
  ),
  packed(
    'P20',
    'died between two tables',
    ({ plain: d }) => throughData(d, 'public.customers'),
    'incomplete',
    3,
  ),
  packed(
    'P48',
    'died behind a row that holds the trailer',
    ({ plain: d }) => through(d, TRAILER),
    'incomplete',
    3,
  ),
  packed(
    'P24',
    'died in a function',
    ({ plain: d }) => through(d, 'RETURN (SELECT count(*)'),
    'incomplete',
    3,
  ),
  packed(
    'P25',
    'died before the constraints',
    ({ plain: d }) => through(d, 'PRIMARY KEY (id);\n'),
    'incomplete',
    3,
  ),
  packed('P26', 'died in an INSERT', ({ inserts: d }) => through(d, "'customer250@exam"), 'incomplete', 3),
  packed('P27', 'the head alone', ({ plain: d }) => through(d, 'SET row_security = off;\n'), 'incomplete', 3),
  packed(
    'P28',
    'the beginning is missing',
    ({ plain: d }) => from(d, 'CREATE TABLE public.notes'),
    'incomplete',
    3,
  ),
  packed(
    'P29',
    'CRLF, and died',
    ({ plain: d }) => through(throughTerminal(d), 'customer250@exam'),
    'incomplete',
    3,
  ),
  packed(
    'P57',
    'pg_dumpall died behind a database',
    ({ all }) => throughData(all, 'public.customers'),
    'incomplete',
    3,
  ),
  packed(
    'P58',
    'pg_dumpall died before its own trailer',
    ({ all }) => all.subarray(0, all.lastIndexOf('--\n-- PostgreSQL database cluster dump complete')),
    'incomplete',
    3,
  ),
]

/** So short that its size alone tells that there is nothing in it. */
const SHORT = { also: ['empty'] } as const

/** Something else than a dump, or something among it. */
const OTHER: readonly BackupCase[] = [
  named(
    'P07',
    'a web page',
    () => '<!DOCTYPE html>\n<html><title>502 Bad Gateway</title></html>\n',
    'wrong-content',
    1,
  ),
  packed(
    'P08',
    'a web page, packed',
    () => '<!DOCTYPE html>\n<html><title>502</title></html>\n',
    'wrong-content',
    2,
  ),
  named(
    'P09',
    'AccessDenied of a store',
    () => '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code></Error>',
    'wrong-content',
    1,
  ),
  plain(
    'P10',
    'the message of pg_dump',
    () => 'pg_dump: error: connection to server at "db" (10.0.0.2), port 5432 failed: FATAL:  no such role\n',
    'wrong-content',
    1,
    SHORT,
  ),
  plain(
    'P11',
    'the message of docker',
    () => 'Error response from daemon: No such container: db\n',
    'wrong-content',
    1,
    SHORT,
  ),
  named('P12', 'an answer in JSON', () => '{"message":"Not Found","status":"404"}\n', 'wrong-content', 1),
  named(
    'P13',
    'a pointer of Git LFS',
    () => `version https://git-lfs.github.com/spec/v1\noid sha256:${'4d7a'.repeat(16)}\nsize 12345\n`,
    'wrong-content',
    1,
  ),
  plain(
    'P14',
    'UTF-16, of a redirection in PowerShell',
    ({ plain: d }) => Buffer.from(`\ufeff${d.toString('latin1')}`, 'utf16le'),
    'wrong-content',
    1,
  ),
  named('P15', 'gzip in base64', ({ plain: d }, w) => gzip(w, d).toString('base64'), 'wrong-content', 1),
  named(
    'P16',
    'gzip as text in UTF-8',
    ({ plain: d }, w) => Buffer.from(gzip(w, d).toString('latin1'), 'utf8'),
    'wrong-content',
    1,
  ),
  named(
    'P17',
    'zeros of the right size',
    ({ plain: d }) => Buffer.alloc(Math.floor(d.length / 4)),
    'wrong-content',
    1,
  ),
  packed(
    'P18',
    'an error behind the data (2>&1)',
    ({ plain: d }) =>
      followed(
        throughData(d, 'public.customers'),
        'pg_dump: error: query failed: server closed the connection unexpectedly\n',
      ),
    'wrong-content',
    3,
    { also: ['incomplete'] },
  ),
  packed(
    'P30',
    'a warning before the dump (2>&1)',
    ({ plain: d }) =>
      followed(Buffer.from('pg_dump: warning: there are circular foreign-key constraints\n'), d),
    'wrong-content',
    2,
  ),
  plain(
    'P31',
    'a prompt before the dump',
    ({ plain: d }) => followed(Buffer.from('Password: \n'), d),
    'corrupt',
    3,
  ),
]

/** Dumps of PostgreSQL that are cut, or something else. */
export const POSTGRES_CASES: readonly BackupCase[] = [...CUT, ...OTHER]
