import { expect, test } from '@jest/globals'
import type { TocEntry } from '../../../../../src/checks/backup-verification/pg-archive/toc.ts'
import {
  passOf,
  scriptOf,
} from '../../../../../src/checks/backup-verification/restore/archive/entry-script.ts'

const ENTRY: TocEntry = {
  id: 1,
  hasData: false,
  tag: 'users',
  kind: 'TABLE',
  definition: 'CREATE TABLE app.users ();\n',
  drop: 'DROP TABLE app.users;\n',
  copy: '',
  schema: 'app',
  owner: 'Odd "Role',
  accessMethod: 'heap',
  relationKind: 'r',
  needs: [],
  place: undefined,
  file: undefined,
}

test.each([
  ['a table', {}, 'ALTER TABLE "app"."users" OWNER TO "Odd ""Role";'],
  ['a schema has none around it', { kind: 'SCHEMA', tag: 'app', schema: '' }, 'ALTER SCHEMA "app" OWNER TO'],
  [
    'a function by its arguments',
    { kind: 'FUNCTION', tag: 'f(integer)', drop: 'DROP FUNCTION app.f(a integer);\n' },
    'ALTER FUNCTION app.f(a integer) OWNER TO',
  ],
  ['a large object by its number', { kind: 'BLOB', tag: '4711' }, 'ALTER LARGE OBJECT 4711 OWNER TO'],
] as const)('the owner of %s', (_name, change, wanted) => {
  expect(scriptOf({ ...ENTRY, ...change }, () => undefined)).toContain(`\n${wanted}`)
})

test.each([
  ['an index', { kind: 'INDEX' }],
  ['something without an owner', { owner: '' }],
  ['what nothing drops', { drop: '' }],
] as const)('%s is given to nobody', (_name, change) => {
  expect(scriptOf({ ...ENTRY, ...change }, () => undefined)).not.toContain('OWNER TO')
})

test('many large objects in one entry, and their rights in one other (PostgreSQL 17)', () => {
  const objects = { ...ENTRY, kind: 'BLOB METADATA', tag: '7..9', definition: '7\n9\n', owner: 'app' }
  expect(scriptOf(objects, () => undefined)).toBe(
    `SELECT pg_catalog.lo_create('7');\nALTER LARGE OBJECT 7 OWNER TO "app";\nSELECT pg_catalog.lo_create('9');\nALTER LARGE OBJECT 9 OWNER TO "app";\n`,
  )
  const rights = {
    ...ENTRY,
    kind: 'ACL',
    tag: 'LARGE OBJECTS 7..9',
    definition: 'GRANT SELECT ON LARGE OBJECT 7 TO x;\n',
    needs: [1],
  }
  expect(scriptOf(rights, () => objects)).toBe(
    'GRANT SELECT ON LARGE OBJECT 7 TO x;\nGRANT SELECT ON LARGE OBJECT 9 TO x;\n',
  )
})

test.each([
  ['ENCODING', 'ENCODING', 'opening'],
  ['DATABASE', 'shop', 'never'],
  ['COMMENT', 'DATABASE shop', 'never'],
  ['ACL', 'TABLE users', 'rights'],
  ['DEFAULT ACL', 'DEFAULT PRIVILEGES FOR TABLES', 'rights'],
  ['EVENT TRIGGER', 'e', 'last'],
  ['COMMENT', 'EVENT TRIGGER e', 'last'],
  ['MATERIALIZED VIEW DATA', 'mv', 'last'],
  ['COMMENT', 'TABLE users', 'main'],
  ['TABLE', 'users', 'main'],
] as const)('%s %s is restored in the pass %s', (kind, tag, pass) => {
  expect(passOf({ ...ENTRY, kind, tag })).toBe(pass)
})
