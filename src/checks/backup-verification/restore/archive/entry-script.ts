import type { TocEntry } from '../../pg-archive/toc.ts'
import { quoteName } from '../identifiers.ts'

/** When pg_restore restores an entry (_tocEntryRestorePass of pg_backup_archiver.c); `never` for what a restore into a database that is there leaves out. */
export type Pass = 'never' | 'opening' | 'main' | 'rights' | 'last'

const OPENING = new Set(['ENCODING', 'STDSTRINGS', 'SEARCHPATH'])
const NEVER = new Set(['DATABASE', 'DATABASE PROPERTIES'])
const RIGHTS = new Set(['ACL', 'ACL LANGUAGE', 'DEFAULT ACL'])
const ABOUT = new Set(['ACL', 'COMMENT', 'SECURITY LABEL'])

export function passOf({ kind, tag }: TocEntry): Pass {
  if (OPENING.has(kind)) return 'opening'
  if (NEVER.has(kind) || (ABOUT.has(kind) && tag.startsWith('DATABASE '))) return 'never'
  if (RIGHTS.has(kind)) return 'rights'
  const isLast =
    kind === 'EVENT TRIGGER' ||
    kind === 'MATERIALIZED VIEW DATA' ||
    (kind === 'COMMENT' && tag.startsWith('EVENT TRIGGER '))
  return isLast ? 'last' : 'main'
}

/** Kinds whose owner is given by their name alone (_getObjectDescription). */
const NAMED = new Set(
  `COLLATION|CONVERSION|DOMAIN|FOREIGN TABLE|MATERIALIZED VIEW|SEQUENCE|STATISTICS|TABLE|TEXT SEARCH DICTIONARY|TEXT SEARCH CONFIGURATION|TYPE|VIEW|PROCEDURAL LANGUAGE|SCHEMA|EVENT TRIGGER|FOREIGN DATA WRAPPER|SERVER|PUBLICATION|SUBSCRIPTION`.split(
    '|',
  ),
)
/** Kinds whose names have more to them, which stands in what drops them. */
const DECORATED = new Set([
  'AGGREGATE',
  'FUNCTION',
  'OPERATOR',
  'OPERATOR CLASS',
  'OPERATOR FAMILY',
  'PROCEDURE',
])

function described({ kind, tag, schema, drop }: TocEntry): string | undefined {
  if (NAMED.has(kind)) return `${kind} ${schema === '' ? '' : `${quoteName(schema)}.`}${quoteName(tag)}`
  if (kind === 'BLOB') return /^\d+$/.test(tag) ? `LARGE OBJECT ${tag}` : undefined
  if (!DECORATED.has(kind) || !drop.startsWith('DROP ')) return undefined
  return drop.slice('DROP '.length).replace(/[;\n]+$/, '')
}

/** The large objects that one entry creates, since PostgreSQL 17. */
function numbersIn(definition: string): readonly string[] {
  return definition.split('\n').filter((line) => /^\d{1,10}$/.test(line))
}

function objectsScript({ definition, owner }: TocEntry): string {
  const lines = numbersIn(definition).map((number) => {
    const give = owner === '' ? '' : `ALTER LARGE OBJECT ${number} OWNER TO ${quoteName(owner)};\n`
    return `SELECT pg_catalog.lo_create('${number}');\n${give}`
  })
  return lines.join('')
}

/** Rights on many large objects stand once, for the first of them (IssueACLPerBlob). */
function objectRights({ definition }: TocEntry, objects: TocEntry): string {
  return numbersIn(objects.definition)
    .map((number) => definition.replace(/LARGE OBJECT \d+/g, `LARGE OBJECT ${number}`))
    .join('')
}

/**
 * The statements of an entry as pg_restore sends them: what it is made by, and its owner (_printTocEntry). `of` finds an
 * entry by its number. Each character is a byte of the archive.
 */
export function scriptOf(entry: TocEntry, of: (id: number) => TocEntry | undefined): string {
  const { kind, tag, definition, drop, owner, needs } = entry
  if (kind === 'BLOB METADATA') return objectsScript(entry)
  const objects = tag.startsWith('LARGE OBJECTS ') ? of(needs[0] ?? 0) : undefined
  if (kind === 'ACL' && objects !== undefined) return objectRights(entry, objects)
  const made = definition === '' ? '' : `${definition}\n`
  const thing = owner === '' || drop === '' ? undefined : described(entry)
  return thing === undefined ? made : `${made}ALTER ${thing} OWNER TO ${quoteName(owner)};\n`
}
