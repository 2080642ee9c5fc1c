import type { Word } from '../../../../src/checks/backup-verification/intake.ts'
import type { PostgresRestored } from '../../../../src/checks/backup-verification/restore/postgres-restored.ts'
import { swap, throughTerminal } from '../sql/cases.ts'

/** A dump, and what a restore of it must come to: one word, `env` where it cannot be told here, or `ok`. */
export interface RestoreCase {
  readonly name: string
  readonly bytes: (dump: Buffer) => Buffer
  readonly word: Word | 'ok' | 'env'
  /** Of the first fault's or lack's text. */
  readonly says?: RegExp
}

/** What is wrong with a restore's word about a case; undefined where it is right. */
export function mistakeIn(
  { word, says }: RestoreCase,
  { faults, lacks }: Pick<PostgresRestored, 'faults' | 'lacks'>,
): string | undefined {
  const told = faults[0]?.word ?? (lacks.length > 0 ? 'env' : 'ok')
  const texts = [...faults, ...lacks].map(({ text }) => text)
  if (told !== word) return `${told} instead of ${word}: ${texts.join(' | ')}`
  if (faults.some(({ level }) => level !== 4)) return 'not of level 4'
  return says === undefined || says.test(texts[0] ?? '') ? undefined : `says not ${says}: ${texts[0]}`
}

export function before(dump: Buffer, text: string, more: string): Buffer {
  const at = dump.indexOf(text)
  if (at < 0) throw new Error(`${text} is not there`)
  return Buffer.concat([dump.subarray(0, at), Buffer.from(more), dump.subarray(at)])
}

export const END = '\n--\n-- PostgreSQL database dump complete'

/** Dumps that are fine, each in a way that a restore could stumble over. */
export const GOOD: readonly RestoreCase[] = [
  { name: 'as pg_dump wrote it', word: 'ok', bytes: (dump) => dump },
  { name: 'through a terminal, each line ends in CR LF', word: 'ok', bytes: throughTerminal },
  {
    name: 'with \\restrict and \\unrestrict',
    word: 'ok',
    bytes: (dump) => {
      const rest = Buffer.from(dump.toString('latin1').replace(/^\\(?:un)?restrict .*\n/gm, ''), 'latin1')
      return Buffer.concat([Buffer.from('\\restrict aB3\n'), rest, Buffer.from('\\unrestrict aB3\n')])
    },
  },
  {
    name: 'with a byte order mark',
    word: 'ok',
    bytes: (dump) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), dump]),
  },
  {
    name: 'that creates the schema public, as those of one schema do',
    word: 'ok',
    bytes: (dump) => before(dump, 'CREATE SCHEMA app;', 'CREATE SCHEMA public;\n'),
  },
  {
    name: 'that creates plpgsql, as old ones do',
    word: 'ok',
    bytes: (dump) =>
      before(dump, 'CREATE SCHEMA app;', 'CREATE EXTENSION IF NOT EXISTS plpgsql WITH SCHEMA pg_catalog;\n'),
  },
  {
    name: 'all in one transaction',
    word: 'ok',
    bytes: (dump) =>
      before(before(dump, 'CREATE TABLE public.orders', 'BEGIN;\n'), 'CREATE FUNCTION app.add', ''),
  },
  {
    name: 'with a tablespace of its own',
    word: 'ok',
    bytes: (dump) => before(dump, 'CREATE TABLE public.orders', 'SET default_tablespace = fast;\n'),
  },
]

/** What this machine or a restorer that is no superuser cannot do, and the dump may be good. */
export const ENV: readonly RestoreCase[] = [
  {
    name: 'an extension that is not installed',
    word: 'env',
    says: /extension postgis/,
    bytes: (dump) =>
      before(
        dump,
        'CREATE TYPE public.mood',
        'CREATE EXTENSION postgis;\nCREATE TABLE public.p (a public.geometry);\n',
      ),
  },
  {
    name: 'rows that are refused for want of an extension',
    word: 'env',
    says: /extension citext2/,
    bytes: (dump) =>
      swap(swap(dump, /EXISTS citext /, 'EXISTS citext2 '), /COMMENT ON EXTENSION citext [^\n]*\n/, ''),
  },
  {
    name: 'a newer major version',
    word: 'env',
    says: /PostgreSQL 99/,
    bytes: (dump) => swap(dump, /Dumped by pg_dump version \S+/, 'Dumped by pg_dump version 99.1'),
  },
  {
    name: 'an event trigger',
    word: 'env',
    says: /CREATE EVENT TRIGGER/,
    bytes: (dump) =>
      before(dump, END, 'CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION public.e();\n'),
  },
  {
    name: 'a function in C',
    word: 'env',
    says: /CREATE FUNCTION/,
    bytes: (dump) =>
      before(
        dump,
        'CREATE TABLE public.orders',
        "CREATE FUNCTION public.c() RETURNS int LANGUAGE c AS 'x', 'y';\n",
      ),
  },
  {
    name: 'a collation of a locale that is not here',
    word: 'env',
    bytes: (dump) =>
      before(
        dump,
        'CREATE TABLE public.orders',
        "CREATE COLLATION public.x (provider = libc, locale = 'tlh_KL.utf8');\n",
      ),
  },
  {
    name: 'a setting of a later version',
    word: 'env',
    says: /SET/,
    bytes: (dump) => before(dump, 'CREATE TABLE public.orders', 'SET some_new_setting = 0;\n'),
  },
  {
    name: 'data alone',
    word: 'env',
    says: /data alone/,
    bytes: (dump) =>
      Buffer.from(/COPY public\.quick [^;]*;\n[\s\S]*?\n\\\.\n/.exec(dump.toString('latin1'))?.[0] ?? ''),
  },
]
