import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { createSqlReader } from '../../../../src/checks/backup-verification/sql/sql-reader.ts'
import { type Case, mistakeIn, readAll } from './cases.ts'

const read = (bytes: Uint8Array | string, size?: number, isWhole = true) =>
  readAll(createSqlReader(), Buffer.from(bytes), size, isWhole)

const HEAD =
  '--\n-- PostgreSQL database dump\n--\n\n-- Dumped from database version 18.1\n-- Dumped by pg_dump version 18.1\n\n'
const TAIL = '\n--\n-- PostgreSQL database dump complete\n--\n\n\\unrestrict abc\n\n'
const dump = (body: string) => `${HEAD}\\restrict abc\n\nSET client_encoding = 'UTF8';\n${body}${TAIL}`
const TABLE = 'CREATE TABLE public.t (a text, b text);\n'
const COPY = 'COPY public.t (a, b) FROM stdin;\n'

const entry = (
  word: Case<undefined>['word'],
  name: string,
  text: string,
  says?: RegExp,
): Case<undefined> => ({
  name,
  word,
  bytes: () => Buffer.from(text, 'latin1'),
  ...(says === undefined ? {} : { says }),
})

/** Dumps of other tools and versions, by hand: tables with rows come first. */
const CASES: readonly (Case<undefined> & { readonly rows?: Readonly<Record<string, number>> })[] = [
  {
    ...entry(
      'ok',
      'pg_dump 18 with statistics',
      dump(
        `${TABLE}${COPY}1\t2\n\\N\t\n\\.\n\n\nSELECT * FROM pg_catalog.pg_restore_relation_stats('version', '180001'::integer);\n`,
      ),
    ),
    rows: { 'public.t': 2 },
  },
  {
    ...entry(
      'ok',
      'pg_dump 9.1 with a search path',
      `${HEAD}SET standard_conforming_strings = off;\nSET search_path = "My", pg_catalog;\nCREATE TABLE t (a text);\nCOPY t (a) FROM stdin;\nx\n\\.\nINSERT INTO t VALUES ('it\\'s; (');\n${TAIL}`,
    ),
    rows: { '"My".t': 2 },
  },
  {
    ...entry(
      'ok',
      'COPY without a list of columns',
      dump(`${TABLE}COPY public.t FROM stdin;\n1\t2\n3\t4\n\\.\n`),
    ),
    rows: { 'public.t': 2 },
  },
  {
    ...entry(
      'ok',
      'COPY of CSV',
      dump(`${TABLE}COPY public.t (a, b) FROM stdin WITH (FORMAT csv);\n1,2\t\t\n"3",4\n\\.\n`),
    ),
    rows: { 'public.t': 2 },
  },
  {
    ...entry(
      'ok',
      'odd quotes',
      dump(`${TABLE}INSERT INTO public.t VALUES (E'\\'', 'a\\'), ('', U&'\\0041'), ($a$'$$;$a$, $$;$$);\n`),
    ),
    rows: { 'public.t': 3 },
  },
  {
    ...entry('ok', 'a dollar in a name', dump('CREATE TABLE public.a$b (a$1 text, b$1 text);\n')),
    rows: { 'public.a$b': 0 },
  },
  {
    ...entry(
      'ok',
      'comments in comments',
      dump(`/* a /* ' */ " */ ${TABLE}-- '\nCREATE TABLE /* ; */ public.u -- ;\n(a text);\n`),
    ),
    rows: { 'public.t': 0, 'public.u': 0 },
  },
  {
    ...entry(
      'ok',
      'ON CONFLICT with columns',
      dump(
        `${TABLE}INSERT INTO public.t (a, b) VALUES (1, 2), (3, (4)) ON CONFLICT (a) DO UPDATE SET (a) = (1);\n`,
      ),
    ),
    rows: { 'public.t': 2 },
  },
  {
    ...entry(
      'ok',
      'a routine of several statements',
      dump(
        `${TABLE}CREATE OR REPLACE PROCEDURE p() LANGUAGE sql\n BEGIN ATOMIC SELECT 1 AS "end"; SELECT CASE WHEN a THEN 1 END; END;\nCREATE TABLE public.u (a text);\n`,
      ),
    ),
    rows: { 'public.t': 0, 'public.u': 0 },
  },
  {
    ...entry(
      'ok',
      "SQLite's .dump",
      "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE t(a, b);\nINSERT INTO t VALUES(1,'x''y\\');\nINSERT INTO t VALUES(2,X'00');\nCREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET a = CASE WHEN 1 THEN 2 END; SELECT 1; END;\nCOMMIT;\n",
      /no closing line/,
    ),
    rows: { t: 2 },
  },
  {
    ...entry('ok', 'SQL of another tool', 'create table "T" (a int);\ninsert into T values (1), (2);\n'),
    rows: { '"T"': 0, t: 2 },
  },
  {
    ...entry(
      'ok',
      'phpMyAdmin',
      '-- phpMyAdmin SQL Dump\n-- version 5\nSET NAMES utf8;\nCREATE TABLE `t` (a int) ENGINE=InnoDB;\nINSERT INTO `t` (`a`) VALUES\n(1),\n(2);\nCOMMIT;\n',
    ),
    rows: { t: 2 },
  },
  {
    ...entry(
      'ok',
      'one column with the words of an error in it',
      dump(
        'CREATE TABLE public.log (a text);\nCOPY public.log (a) FROM stdin;\nERROR:  boom\npg_dump: error: x\n\\.\n',
      ),
    ),
    rows: { 'public.log': 2 },
  },
  {
    ...entry(
      'ok',
      'a table without columns',
      dump(
        'CREATE TABLE public.z (\n);\nCOPY public.z  FROM stdin;\n\n\n\\.\nINSERT INTO public.z DEFAULT VALUES;\n',
      ),
    ),
    rows: { 'public.z': 3 },
  },
  {
    ...entry(
      'ok',
      'a placeholder that is dropped',
      'USE `d`;\n/*!50001 CREATE TABLE `v` (\n  `a` tinyint NOT NULL\n) ENGINE=MyISAM */;\nCREATE TABLE `t` (a int);\n/*!50001 DROP TABLE IF EXISTS `v`*/;\n',
    ),
    rows: { t: 0 },
  },
  entry(
    'incomplete',
    'SQLite without COMMIT',
    'PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE t(a);\nINSERT INTO t VALUES(1);\n',
    /transaction/,
  ),
  entry('incomplete', 'a marker without its line end', `${HEAD}${TABLE}${COPY}1\t2\n\\.`),
  entry('incomplete', 'a backslash at the end', `${HEAD}${TABLE}${COPY}1\t2\n\\`),
  entry(
    'corrupt',
    'a row too much in a table without a list',
    dump(`${TABLE}COPY public.t FROM stdin;\n1\t2\n3\n\\.\n`),
  ),
  entry('corrupt', 'NUL in a row', dump(`${TABLE}${COPY}1\t\0\n\\.\n`)),
  entry('wrong-content', 'an old message of the server', 'ERROR:  permission denied for table x\n'),
  entry('wrong-content', 'a message of docker compose', 'service "db" is not running\n'),
  entry('wrong-content', 'a message with its path', '/usr/bin/pg_dump: error: could not open\n'),
  entry('wrong-content', 'a listing', 'total 12\ndrwxr-xr-x 2 root root 4096 x\n'),
]

describe('a dump by hand', () => {
  test.each(CASES.map((one) => [one.word, one.name, one] as const))('%s: %s', async (_word, _name, one) => {
    const reading = await read(one.bytes(undefined))
    expect(mistakeIn(one, reading)).toBeUndefined()
    const rows = Object.fromEntries(reading.tables.map((table) => [table.name, table.rows]))
    if (one.rows !== undefined) expect(rows).toEqual(one.rows)
  })

  test('tells its versions', async () => {
    const reading = await read(dump(TABLE))
    expect(reading).toMatchObject({ kind: 'pg_dump', dumpedFrom: '18.1', dumpedBy: '18.1', encoding: 'UTF8' })
  })

  test('has the roles that it names, and not those that it creates', async () => {
    const reading = await read(
      dump(`CREATE ROLE made;\nALTER TABLE t OWNER TO made;\nALTER TABLE "OWNER TO x" OWNER TO "A ""b";
GRANT ALL ON TABLE t TO c, "D e" WITH GRANT OPTION GRANTED BY f;\nREVOKE ALL ON SCHEMA s FROM PUBLIC;\nREVOKE ALL ON t FROM g;
CREATE POLICY p ON t TO h, i USING ((a = 'TO z'::text));\nALTER DEFAULT PRIVILEGES FOR ROLE j IN SCHEMA s GRANT SELECT ON TABLES TO k;
CREATE SCHEMA s AUTHORIZATION l;\nSET SESSION AUTHORIZATION 'M';\nCOMMENT ON TABLE t IS 'GRANT x TO y';\nGRANT n TO o WITH ADMIN OPTION GRANTED BY postgres;
CREATE FUNCTION q() RETURNS void LANGUAGE sql AS $$ GRANT x TO y; ALTER TABLE t OWNER TO z; $$;\nGRANT pg_monitor TO CURRENT_USER;\n`),
    )
    const roles = ['A "b', 'D e', 'M', 'c', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'o', 'postgres']
    expect(reading).toMatchObject({ roles, createdRoles: ['made'] })
  })

  test('has its extensions and databases', async () => {
    const reading = await read(
      dump(
        `CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA public;\nCREATE EXTENSION hstore;\nCREATE DATABASE "a b" WITH TEMPLATE = template0;\n\\connect -reuse-previous=on "dbname='a\\'b'"\n\\connect c\n${TABLE}`,
      ),
    )
    expect(reading.extensions).toEqual(['hstore', 'uuid-ossp'])
    expect(reading.databases).toEqual(['a b', "a'b", 'c'].sort())
    expect(reading.tables).toEqual([{ database: 'c', name: 'public.t', rows: 0, isCreated: true }])
  })

  test('that is cut above is not called empty or incomplete', async () => {
    for (const text of ['', HEAD, `${HEAD}${TABLE}${COPY}1\t2\n`]) {
      expect((await read(text, 100, false)).faults).toEqual([])
    }
  })
})

/** What makes a lexer stumble. */
const PIECES = [
  "'",
  "''",
  '"',
  '`',
  '$$',
  '$a$',
  '$',
  '\\',
  '\\.',
  '\n\\.\n',
  '\r\n',
  '\n',
  '\t',
  ';',
  '(',
  ')',
  ',',
  '--',
  '/*',
  '*/',
  '/*!50001 ',
  'E',
  'VALUES ',
  'INSERT INTO t ',
  'COPY t (a,b) FROM stdin;\n',
  'CREATE TABLE t (a int);',
  'DELIMITER ;;\n',
  ';;',
  'BEGIN ATOMIC ',
  'END',
  'CREATE FUNCTION ',
  'SELECT 1',
  'é',
  ' ',
  '\0',
  '\\connect x\n',
  '-- PostgreSQL database dump complete\n',
  '#',
  '-',
]
const START = [
  `${HEAD}${'-- x\n'.repeat(900)}`,
  `-- MySQL dump 10.13  Distrib 8.0.36, for x\n${'-- x\n'.repeat(900)}`,
  '-- x\n'.repeat(900),
]

describe('any bytes', () => {
  test('are read the same in any pieces', async () => {
    const pieces = fc.array(fc.constantFrom(...PIECES), { maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...START),
        pieces,
        fc.integer({ min: 1, max: 30 }),
        async (head, parts, size) => {
          const bytes = Buffer.from(head + parts.join(''))
          expect(await read(bytes, size)).toEqual(await read(bytes))
        },
      ),
      { numRuns: 500 },
    )
  })

  test('are never too much', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 6_000 }), fc.boolean(), async (bytes, isWhole) => {
        const { faults } = await read(bytes, 700, isWhole)
        if (isWhole) expect(faults.length).toBeGreaterThan(0)
      }),
      { numRuns: 200 },
    )
  })

  test.each([
    ...PIECES,
    'CREATE FUNCTION x() BEGIN ATOMIC ;',
    '\\N\n',
    'INSERT INTO t VALUES (1);\n',
    `CREATE TABLE "${'x'.repeat(300)}" (a int);`,
    'GRANT a TO b;',
    '$aaaaaaaaaaaaaaaaaaaaaaaaa',
    '( ',
    '\n'.repeat(10),
  ])('many of %j take no long time', async (piece) => {
    for (const head of START) {
      const bytes = Buffer.from(head + piece.repeat(600_000 / piece.length))
      const began = process.cpuUsage()
      await read(bytes)
      const { user, system } = process.cpuUsage(began)
      // Some tenths of a second where nobody else is busy; what grows with the square takes hours.
      expect((user + system) / 1e6).toBeLessThan(20)
    }
  })
})
