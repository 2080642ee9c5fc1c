import { expect, test } from '@jest/globals'
import { createPieces, type Piece } from '../../../../src/checks/backup-verification/restore/pieces.ts'

const DUMP = Buffer.from(
  String.raw`-- PostgreSQL database dump
\restrict abc
SET standard_conforming_strings = on;
/* ; */ CREATE TABLE t (a text DEFAULT 'x;y', "b;c" int); -- done
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $_$ SELECT 1; -- ; $_$;
CREATE FUNCTION g() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 END; END;
COPY t (a, "b;c") FROM stdin;
\\.	1
x\ty;	2
\.
COPY t FROM stdin;
\.
INSERT INTO t VALUES ('a;b', 1), ('c', 2);
INSERT INTO t VALUES ('d', 3);
INSERT INTO t DEFAULT VALUES;
SET standard_conforming_strings = off;
INSERT INTO t VALUES ('e\';f', 4);
\unrestrict abc
`,
)

/** What the dump is played in, by kinds and texts; pieces of data are put together. */
function read(bytes: Buffer, sizes: (at: number) => number): readonly string[] {
  const pieces = createPieces()
  const told: string[] = []
  const take = (some: readonly Piece[]) => {
    for (const piece of some) {
      const last = told.at(-1)
      if (piece.kind === 'data' && last?.startsWith('data ') === true) told.pop()
      if (piece.kind === 'data')
        told.push(`${last?.startsWith('data ') === true ? last : 'data '}${piece.bytes.toString()}`)
      else if (piece.kind === 'statement') told.push(`${piece.isCut ? 'cut ' : ''}${piece.bytes.toString()}`)
      else told.push(piece.kind === 'command' ? piece.text : `copied ${piece.rows} ${piece.isEnded}`)
    }
  }
  for (let at = 0; at < bytes.length; ) {
    const piece = Buffer.from(bytes.subarray(at, at + Math.max(1, sizes(at))))
    at += piece.length
    take(pieces.write(piece))
    piece.fill(0xa5)
  }
  take(pieces.end())
  return told
}

const WHOLE = [
  '\\restrict abc',
  'SET standard_conforming_strings = on',
  `CREATE TABLE t (a text DEFAULT 'x;y', "b;c" int)`,
  'CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $_$ SELECT 1; -- ; $_$',
  'CREATE FUNCTION g() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 END; END',
  'COPY t (a, "b;c") FROM stdin',
  'data \\\\.\t1\nx\\ty;\t2\n',
  'copied 2 true',
  'COPY t FROM stdin',
  'copied 0 true',
  "INSERT INTO t VALUES ('a;b', 1), ('c', 2)",
  "INSERT INTO t VALUES ('d', 3)",
  'INSERT INTO t DEFAULT VALUES',
  'SET standard_conforming_strings = off',
  "INSERT INTO t VALUES ('e\\';f', 4)",
  '\\unrestrict abc',
]

test('a dump is cut into what it is played in, byte for byte', () => {
  expect(read(DUMP, () => DUMP.length)).toEqual(WHOLE)
})

test.each([1, 2, 3, 5, 7, 13, 64])('in pieces of %d bytes, too', (size) => {
  expect(read(DUMP, () => size)).toEqual(WHOLE)
})

test('and in pieces of all sizes', () => {
  for (let seed = 1; seed < 60; seed += 1) {
    expect(read(DUMP, (at) => 1 + ((at * 7_919 * seed) % 97))).toEqual(WHOLE)
  }
})

test('with CR LF, the data are as they came and the marker is none of them', () => {
  const crlf = Buffer.from('COPY t FROM stdin;\r\n1\r\n2\r\n\\.\r\nSELECT 1;\r\n')
  const wanted = ['COPY t FROM stdin', 'data 1\r\n2\r\n', 'copied 2 true', 'SELECT 1']
  for (const size of [1, 4, 100]) expect(read(crlf, () => size)).toEqual(wanted)
})

test.each([
  ['COPY t FROM stdin;', ['COPY t FROM stdin', 'copied 0 false']],
  ['COPY t FROM stdin;\n', ['COPY t FROM stdin', 'copied 0 false']],
  ['COPY t FROM stdin;\n1\n2', ['COPY t FROM stdin', 'data 1\n2', 'copied 1 false']],
  ['COPY t FROM stdin;\n1\n\\.', ['COPY t FROM stdin', 'data 1\n', 'copied 1 true']],
  ['SELECT 1', ['cut SELECT 1']],
  ["SELECT 'a;", ["cut SELECT 'a;"]],
  ['INSERT INTO t VALUES (1), (', ['cut INSERT INTO t VALUES (1), (']],
  ['', []],
])('%j ends so', (text, wanted) => {
  for (const size of [1, 3, 100]) expect(read(Buffer.from(text), () => size)).toEqual(wanted)
})

test('keeps no more than the statement that has been begun', () => {
  const pieces = createPieces()
  pieces.write(Buffer.from('CREATE TABLE t (a int);\nCOPY t FROM stdin;\n'))
  let data = 0
  for (let round = 0; round < 200; round += 1) {
    for (const piece of pieces.write(Buffer.from('12345\n'.repeat(1_000)))) {
      if (piece.kind === 'data') data += piece.bytes.length
    }
    expect(pieces.held()).toBeLessThan(10)
  }
  expect(data).toBe(200 * 6_000)
  pieces.write(Buffer.from(`\\.\nSELECT '${'x'.repeat(5_000)}`))
  expect(pieces.held()).toBeGreaterThan(5_000)
})
