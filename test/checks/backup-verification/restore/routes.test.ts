import { expect, test } from '@jest/globals'
import { createPieces } from '../../../../src/checks/backup-verification/restore/pieces.ts'
import {
  membershipIn,
  type Route,
  routeOf,
} from '../../../../src/checks/backup-verification/restore/routes.ts'

function route(sql: string): Route | undefined {
  const pieces = createPieces()
  const [piece] = pieces.write(Buffer.from(`${sql};\n`))
  return piece?.kind === 'statement' ? routeOf(piece) : undefined
}

test.each([
  ['CREATE TABLE t (a int)', { kind: 'run', isAlone: false }],
  ["INSERT INTO t VALUES ('COPY x FROM PROGRAM')", { kind: 'run', isAlone: false }],
  ['COPY public.t (a) FROM stdin', { kind: 'copy', isPlain: true, isBinary: false }],
  ['COPY t FROM stdin WITH (FORMAT csv)', { kind: 'copy', isPlain: false, isBinary: false }],
  ['COPY t FROM stdin WITH (FORMAT binary)', { kind: 'copy', isPlain: false, isBinary: true }],
  ['COPY BINARY t FROM stdin', { kind: 'copy', isPlain: true, isBinary: true }],
  ["COPY t FROM PROGRAM 'id'", { kind: 'unsafe' }],
  ["COPY t TO '/tmp/x'", { kind: 'unsafe' }],
  ['COPY (SELECT 1) TO STDOUT', { kind: 'unsafe' }],
  ["ALTER SYSTEM SET archive_command = 'id'", { kind: 'unsafe' }],
  ["SELECT lo_import('/etc/passwd')", { kind: 'unsafe' }],
  ["SET client_encoding = 'latin1'", { kind: 'encoding', name: 'LATIN1' }],
  ["SET NAMES 'UTF8'", { kind: 'encoding', name: 'UTF8' }],
  ['SET transaction_timeout = 0', { kind: 'skip' }],
  ["SET default_tablespace = ''", { kind: 'skip' }],
  ['SET search_path = public, pg_catalog', { kind: 'search-path' }],
  ["SELECT pg_catalog.set_config('search_path', '', false)", { kind: 'search-path' }],
  ["SET SESSION AUTHORIZATION 'app owner'", { kind: 'become', role: 'app owner' }],
  ['SET SESSION AUTHORIZATION DEFAULT', { kind: 'become', role: undefined }],
  ['RESET SESSION AUTHORIZATION', { kind: 'become', role: undefined }],
  ['SET ROLE x', { kind: 'become', role: 'x' }],
  ['RESET ALL', { kind: 'become', role: undefined }],
  ['SET check_function_bodies = false', { kind: 'run', isAlone: true }],
  ['CREATE ROLE "Odd Role"', { kind: 'create-role', role: 'Odd Role' }],
  ["ALTER ROLE x WITH SUPERUSER PASSWORD 'y'", { kind: 'skip' }],
  ["CREATE USER MAPPING FOR x SERVER y OPTIONS (a 'b')", { kind: 'run', isAlone: false }],
  ["COMMENT ON ROLE x IS 'y'", { kind: 'skip' }],
  ["CREATE TABLESPACE x OWNER y LOCATION '/z'", { kind: 'skip' }],
  [
    "CREATE DATABASE x WITH TEMPLATE = template0 ENCODING = 'SQL_ASCII' LOCALE = 'C'",
    { kind: 'create-database', name: 'x', encoding: 'SQL_ASCII' },
  ],
  ['CREATE DATABASE "Odd x" OWNER y', { kind: 'create-database', name: 'Odd x', encoding: 'UTF8' }],
  ['DROP DATABASE IF EXISTS x', { kind: 'skip' }],
  ['GRANT CONNECT ON DATABASE x TO y', { kind: 'skip' }],
  ['GRANT a TO b WITH ADMIN OPTION GRANTED BY postgres', { kind: 'membership' }],
  ['GRANT SELECT ON TABLE a TO b', { kind: 'run', isAlone: false }],
  ['CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA public', { kind: 'extension' }],
  ["COMMENT ON EXTENSION citext IS 'x'", { kind: 'skip' }],
  ['CREATE OR REPLACE PROCEDURAL LANGUAGE plpgsql', { kind: 'skip' }],
  ['CREATE PROCEDURAL LANGUAGE plperl', { kind: 'run', isAlone: false }],
  ['ALTER TABLE a OWNER TO b', { kind: 'owner' }],
  ['BEGIN', { kind: 'transaction', isOpen: true }],
  ['COMMIT', { kind: 'transaction', isOpen: false }],
  ['ROLLBACK TO SAVEPOINT a', { kind: 'run', isAlone: true }],
  ['CREATE INDEX CONCURRENTLY i ON t (a)', { kind: 'run', isAlone: true }],
])('%s', (sql, wanted) => {
  expect(route(sql)).toMatchObject(wanted)
})

test.each([
  ['GRANT a TO "B c" GRANTED BY d', { role: 'a', member: 'B c' }],
  ['GRANT "A" TO b WITH ADMIN OPTION', { role: 'A', member: 'b' }],
  ['REVOKE a FROM b', undefined],
  ['GRANT SELECT ON a TO b', undefined],
])('%s makes a member', (sql, wanted) => {
  expect(membershipIn(sql)).toEqual(wanted)
})
