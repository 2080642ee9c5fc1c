import type { Dialect } from './sql-reading.ts'

/** How many bytes of a dump's beginning are wanted to know what it is. */
export const HEAD_BYTES = 4_096

/** What the beginning of a dump tells. */
export interface Sniffed {
  readonly dialect: Dialect
  /** What it is instead of SQL; undefined where it may be SQL. */
  readonly foreign: string | undefined
  /** Bytes before the SQL: those of a byte order mark. */
  readonly skipped: number
}

const MYSQL =
  /^-- (?:MySQL|MariaDB|phpMyAdmin|HeidiSQL|Adminer|mydumper)|\/\*M?!\d{5,6}|^\s*(?:USE|LOCK TABLES|INSERT INTO|CREATE TABLE|DROP TABLE)[^;'"]{0,60}`/m
const POSTGRES =
  /^-- PostgreSQL database|^\\(?:restrict|connect) |^SET (?:statement_timeout|client_encoding|standard_conforming|search_path)|^COPY .{1,500} FROM stdin;|pg_catalog\./im

const FOREIGN: readonly (readonly [RegExp, string])[] = [
  [/^\s*<(?:!doctype\s+html|html|head|body)/i, 'an HTML page'],
  [/^\s*<(?:\?xml[^>]*>\s*)?(?:<)?Error>/i, 'an error message in XML'],
  [/^\s*<[?!]?[a-z]/i, 'an XML document'],
  [/^\s*[{[]/, 'a JSON document'],
]

function utf16(head: Buffer): boolean {
  const [first, second] = head
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
}

function dialectOf(text: string): Dialect {
  if (/^-- PostgreSQL database/m.test(text)) return 'postgres'
  if (MYSQL.test(text)) return 'mysql'
  return POSTGRES.test(text) ? 'postgres' : 'other'
}

/** Tells from the first bytes how the rest must be read, and what is no SQL at all. */
export function sniff(head: Buffer): Sniffed {
  if (utf16(head))
    return { dialect: 'other', foreign: 'text in UTF-16, which no server restores', skipped: 0 }
  const skipped = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0
  const text = head.toString('latin1', skipped, HEAD_BYTES)
  const foreign = FOREIGN.find(([form]) => form.test(text))?.[1]
  return { dialect: dialectOf(text), foreign, skipped }
}
