import { expect, test } from '@jest/globals'
import { connectTarget } from '../../../../src/checks/backup-verification/restore/connect-command.ts'
import { canonical, decoderFor } from '../../../../src/checks/backup-verification/restore/decoding.ts'
import {
  extensionSql,
  wantedExtension,
} from '../../../../src/checks/backup-verification/restore/extension-statement.ts'
import { quoteText } from '../../../../src/checks/backup-verification/restore/identifiers.ts'
import {
  ownerSql,
  ownerStatement,
} from '../../../../src/checks/backup-verification/restore/owner-statement.ts'
import { judgeRefusal } from '../../../../src/checks/backup-verification/restore/refusals.ts'
import { searchPathIn } from '../../../../src/checks/backup-verification/restore/search-path.ts'
import { tellState } from '../../../../src/checks/backup-verification/restore/sqlstates.ts'
import { tellStatement } from '../../../../src/checks/backup-verification/restore/statement-name.ts'

test.each([
  'ALTER TABLE public.users OWNER TO app',
  'ALTER TABLE ONLY "Odd ""S"."Tab.le ; x" OWNER TO "Odd ""Role"',
  'ALTER FUNCTION public.f(a integer, b character varying, VARIADIC c "Odd"."T"[]) OWNER TO app',
  'ALTER AGGREGATE app.total(*) OWNER TO app',
  'ALTER OPERATOR app.<+> (integer, integer) OWNER TO app',
  'ALTER OPERATOR CLASS app.x USING btree OWNER TO app',
  'ALTER MATERIALIZED VIEW v OWNER TO app',
  'ALTER LARGE OBJECT 4711 OWNER TO app',
  'ALTER TEXT SEARCH CONFIGURATION public.own OWNER TO app',
])('%s is for the admin', (sql) => {
  const statement = ownerStatement(sql)
  expect(statement && ownerSql(statement).replace('TO "app"', 'TO app')).toBe(sql)
})

test.each([
  'ALTER TABLE t ADD COLUMN c int DEFAULT evil(), OWNER TO app',
  'ALTER TABLE t ALTER a TYPE int USING evil(a), OWNER TO app',
  "ALTER TABLE t SET (x = 'y'), OWNER TO app",
  'ALTER TABLE t OWNER TO app; DROP TABLE u',
  'ALTER TABLE t OWNER TO CURRENT_USER',
  'ALTER TABLE t OWNER TO session_user',
  'ALTER TABLE t OWNER TO current_role',
  'ALTER EVENT TRIGGER e OWNER TO app',
  'ALTER FOREIGN DATA WRAPPER f OWNER TO app',
  'ALTER SUBSCRIPTION s OWNER TO app',
  'ALTER DATABASE d OWNER TO app',
  'ALTER TABLE t /* x */ OWNER TO app',
])('%s is not', (sql) => {
  expect(ownerStatement(sql)).toBeUndefined()
})

test('is taken apart in linear time', () => {
  const sql = `ALTER FUNCTION f(${'a integer, '.repeat(20_000)}) OWNER TO ${'"'.repeat(20_001)}`
  expect(ownerStatement(sql)).toBeUndefined()
})

test.each([
  [
    'CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA "Odd S"',
    'CREATE EXTENSION IF NOT EXISTS "citext" WITH SCHEMA "Odd S"',
  ],
  ['CREATE EXTENSION "uuid-ossp"', 'CREATE EXTENSION IF NOT EXISTS "uuid-ossp"'],
  ["CREATE EXTENSION citext VERSION '1.0' CASCADE", 'CREATE EXTENSION IF NOT EXISTS "citext"'],
])('%s', (sql, wanted) => {
  const extension = wantedExtension(sql)
  expect(extension && extensionSql(extension)).toBe(wanted)
})

test.each([
  ['SET search_path = public, pg_catalog', 'public, pg_catalog'],
  [`SET search_path TO "Odd ""S", 'x'`, `"Odd ""S", 'x'`],
  ["SELECT pg_catalog.set_config('search_path', '', false)", "''"],
  ["SELECT pg_catalog.set_config('search_path', 'public', false)", undefined],
  ['SET search_path = public; DROP TABLE x', undefined],
])('%s', (sql, wanted) => {
  expect(searchPathIn(sql)).toBe(wanted)
})

test.each([
  ['\\connect shop', 'shop'],
  ['\\c shop', 'shop'],
  ['\\connect "Odd ""db"', 'Odd "db'],
  [`\\connect -reuse-previous=on "dbname='Other DB'"`, 'Other DB'],
  [`\\connect -reuse-previous=on "dbname='it\\'s'"`, "it's"],
  ['\\connect - app', ''],
  ['\\connect', ''],
  ['\\restrict x', undefined],
])('%s', (command, wanted) => {
  expect(connectTarget(command)).toBe(wanted)
})

test.each([
  ['utf8', 'UTF8'],
  ['UTF-8', 'UTF8'],
  ['latin1', 'LATIN1'],
  ['win-1252', 'WIN1252'],
  ['SJIS', 'SJIS'],
])('the encoding %s is %s', (given, name) => {
  expect(canonical(given)).toBe(name)
})

test.each([
  ['UTF8', 'c3a9', 'é'],
  ['UTF8', 'e9', undefined],
  ['UTF8', '6100', undefined],
  ['LATIN1', 'e980', 'é\u0080'],
  ['WIN1252', '80', '€'],
  ['LATIN9', 'a4', '€'],
  ['SQL_ASCII', 'e9', undefined],
])('%s of %s', (encoding, hex, text) => {
  expect(decoderFor(encoding)?.(Buffer.from(hex, 'hex'))).toBe(text)
})

test('an encoding in which a backslash may be half a letter is not read', () => {
  expect(decoderFor('SJIS')).toBeUndefined()
})

test.each([
  ['COPY public.users (id) FROM stdin', 'COPY of public.users'],
  [
    'ALTER TABLE ONLY public.orders ADD CONSTRAINT a_b FOREIGN KEY (x) REFERENCES y(z)',
    'ALTER TABLE … ADD FOREIGN KEY of public.orders',
  ],
  ['ALTER TABLE ONLY "T" ADD CONSTRAINT "ADD; x" PRIMARY KEY (id)', 'ALTER TABLE … ADD PRIMARY KEY of "T"'],
  ['CREATE UNIQUE INDEX i ON public.t USING btree (a)', 'CREATE UNIQUE INDEX of public.t'],
  ['CREATE TABLE public.t (secret text)', 'CREATE TABLE of public.t'],
  ["SELECT pg_catalog.setval('', 1, true)", 'SELECT'],
  ['GRANT SELECT ON TABLE t TO x', 'GRANT SELECT ON TABLE'],
  ['hunter2 is no SQL', 'a statement'],
  ['', 'a statement'],
])('%j is told as %s', (text, wanted) => {
  expect(tellStatement(text)).toBe(wanted)
})

test.each([
  ['23505', '23505 unique_violation'],
  ['42ZZZ', '42ZZZ'],
  ['', 'without an SQLSTATE'],
  ['<script>', 'without an SQLSTATE'],
])('%j is told as %s', (code, wanted) => {
  expect(tellState(code)).toBe(wanted)
})

test.each([
  ['INSERT INTO t', '23505', '', { kind: 'fault' }],
  ['CREATE TABLE t', '42P07', '', { kind: 'fault' }],
  ['DROP TABLE t', '42P01', '', { kind: 'harmless' }],
  ['ALTER TABLE ONLY public.t DROP CONSTRAINT x', '42P01', '', { kind: 'harmless' }],
  ['DROP TABLE t', '2BP01', '', { kind: 'fault' }],
  ['CREATE SCHEMA public', '42P06', '', { kind: 'harmless' }],
  ['CREATE SCHEMA other', '42P06', '', { kind: 'fault' }],
  ['INSERT INTO t', '25P02', '', { kind: 'harmless' }],
  ['GRANT SELECT ON t TO x', '42501', '', { kind: 'remark' }],
  ['REFRESH MATERIALIZED VIEW v', '42501', '', { kind: 'remark' }],
  ['CREATE FUNCTION f', '42501', '', { kind: 'lack', isAlone: false }],
  ['CREATE EVENT TRIGGER e', '42501', '', { kind: 'lack', isAlone: true }],
  ['COPY t', '53100', '', { kind: 'lack' }],
  ['COPY t', '57014', '', { kind: 'lack' }],
  ['COPY t', 'XX000', '', { kind: 'lack' }],
  ['COPY t', '', '', { kind: 'lack' }],
  ['CREATE TABLE t', '0A000', '', { kind: 'lack' }],
  ['SET new_one = 1', '42704', '', { kind: 'lack' }],
  [
    'CREATE TABLE t',
    '42704',
    'collation "pg_catalog.de_DE" for encoding "UTF8" does not exist',
    { kind: 'lack' },
  ],
  ['CREATE TABLE t', '42704', 'type "x" does not exist', { kind: 'fault' }],
])('%s with %j %s', (text, code, message, wanted) => {
  expect(judgeRefusal(text, { code, message })).toMatchObject(wanted)
})

test('a text is quoted for any setting of its backslashes', () => {
  expect(quoteText("it's")).toBe("'it''s'")
  expect(quoteText('a\\b')).toBe(" E'a\\\\b'")
})
