import { copyIn } from '../sql/copy-statement.ts'
import { nameAt, namesAt } from '../sql/names.ts'
import { roleCreatedIn } from '../sql/roles.ts'
import { dangerOf } from '../sql/unsafe.ts'
import { canonical } from './decoding.ts'
import type { ScriptStatement } from './pieces.ts'

/** What is to be done with a statement of a dump. */
export type Route =
  /** The restorer runs it; `isAlone` where it can stand in no batch. */
  | { readonly kind: 'run'; readonly isAlone: boolean }
  /** `isBinary` where its data are no text. */
  | { readonly kind: 'copy'; readonly isPlain: boolean; readonly isBinary: boolean }
  | { readonly kind: 'transaction'; readonly isOpen: boolean }
  /** Nothing is to be done; why is to be remarked, where there is something to say. */
  | { readonly kind: 'skip'; readonly remark: string }
  | { readonly kind: 'unsafe'; readonly text: string }
  /** Gives a thing to another owner. */
  | { readonly kind: 'owner' }
  | { readonly kind: 'extension' }
  /** From here on as that role; as the restorer where undefined. */
  | { readonly kind: 'become'; readonly role: string | undefined }
  | { readonly kind: 'create-role'; readonly role: string }
  | { readonly kind: 'membership' }
  | { readonly kind: 'create-database'; readonly name: string; readonly encoding: string }
  | { readonly kind: 'encoding'; readonly name: string }
  | { readonly kind: 'search-path' }

type Make = (statement: ScriptStatement, at: number) => Route

const RUN: Route = { kind: 'run', isAlone: false }
const ALONE: Route = { kind: 'run', isAlone: true }
const SKIP: Route = { kind: 'skip', remark: '' }
const NO_TABLESPACES = 'tablespaces are not made: everything lies in the one there is'

function createDatabase({ text, strings }: ScriptStatement, at: number): Route {
  const name = namesAt(text, at)[0] ?? ''
  const place = /\bENCODING\s*=?\s*''/i.exec(text)
  const before = place === null ? 0 : (text.slice(0, place.index).match(/''/g) ?? []).length
  return {
    kind: 'create-database',
    name,
    encoding: place === null ? 'UTF8' : canonical(strings[before] ?? ''),
  }
}

function become({ text, strings }: ScriptStatement, at: number): Route {
  const isString = text.slice(at).startsWith("''")
  const role = isString ? strings[0] : namesAt(text, at)[0]
  const isOwn = role === undefined || (!isString && /^(?:default|none)$/.test(role))
  return { kind: 'become', role: isOwn ? undefined : role }
}

function copy({ text }: ScriptStatement): Route {
  const into = copyIn(text)
  if (into === undefined) return { kind: 'unsafe', text: 'has a COPY that is none from its own data' }
  const isBinary =
    /^COPY\s+BINARY\b/i.test(text) || /\bBINARY\b/i.test(into.options) || /\bFORMAT\s+''/i.test(into.options)
  return { kind: 'copy', isPlain: into.options === '', isBinary }
}

/** Tried in this order; the first that fits counts. */
const FORMS: readonly (readonly [RegExp, Make])[] = [
  [/^COPY\b/i, copy],
  [
    /^SET\s+(?:SESSION\s+|LOCAL\s+)?(?:client_encoding\s*(?:=|TO)|NAMES)\s*/i,
    ({ text, strings }, at) => ({
      kind: 'encoding',
      name: canonical(strings[0] ?? namesAt(text, at)[0] ?? ''),
    }),
  ],
  [
    /^SET\s+(?:SESSION\s+|LOCAL\s+)?(?:statement_timeout|lock_timeout|idle_in_transaction_session_timeout|idle_session_timeout|transaction_timeout|default_tablespace|temp_tablespaces)\b/i,
    () => SKIP,
  ],
  [
    /^SET\s+search_path\b|^SELECT\s+(?:pg_catalog\s*\.\s*)?set_config\s*\(\s*''/i,
    () => ({ kind: 'search-path' }),
  ],
  [/^SET\s+(?:SESSION\s+|LOCAL\s+)?SESSION\s+AUTHORIZATION\s+/i, become],
  [/^SET\s+(?:SESSION\s+|LOCAL\s+)?ROLE\s+/i, become],
  [
    /^(?:RESET\s+(?:ROLE|ALL|SESSION\s+AUTHORIZATION)|DISCARD\b)/i,
    () => ({ kind: 'become', role: undefined }),
  ],
  [/^SET\s/i, () => ALONE],
  [/^(?:CREATE|ALTER|DROP)\s+USER\s+MAPPING\b/i, () => RUN],
  [
    /^CREATE\s+(?:ROLE|USER|GROUP)\s/i,
    (statement) => ({ kind: 'create-role', role: roleCreatedIn(statement) ?? '' }),
  ],
  [/^(?:ALTER|DROP)\s+(?:ROLE|USER|GROUP)\s/i, () => SKIP],
  [/^(?:COMMENT|SECURITY\s+LABEL\b.{0,200}?)\s+ON\s+ROLE\s/i, () => SKIP],
  [/^(?:CREATE|ALTER|DROP)\s+TABLESPACE\s/i, () => ({ kind: 'skip', remark: NO_TABLESPACES })],
  [/^(?:COMMENT|SECURITY\s+LABEL\b.{0,200}?)\s+ON\s+(?:TABLESPACE|DATABASE)\s/i, () => SKIP],
  [/^(?:GRANT|REVOKE)\b.{1,300}?\sON\s+(?:TABLESPACE|DATABASE|PARAMETER)\s/is, () => SKIP],
  [/^CREATE\s+DATABASE\s+/i, createDatabase],
  [/^(?:ALTER|DROP)\s+DATABASE\b|^UPDATE\s+pg_catalog\s*\.\s*pg_database\b/i, () => SKIP],
  [/^(?:GRANT|REVOKE)\s(?!.*\sON\s)/is, () => ({ kind: 'membership' })],
  [/^CREATE\s+EXTENSION\s/i, () => ({ kind: 'extension' })],
  // The extension itself brings the same comment.
  [/^COMMENT\s+ON\s+EXTENSION\s/i, () => SKIP],
  [
    /^(?:CREATE|ALTER|COMMENT\s+ON)\s+(?:OR\s+REPLACE\s+)?(?:TRUSTED\s+)?(?:PROCEDURAL\s+)?LANGUAGE\s+"?plpgsql\b/i,
    () => SKIP,
  ],
  [/^ALTER\s.*\sOWNER\s+TO\s/is, () => ({ kind: 'owner' })],
  [/^(?:BEGIN|START\s+TRANSACTION)\b/i, () => ({ kind: 'transaction', isOpen: true })],
  [
    /^(?:COMMIT|END|ROLLBACK|ABORT)\b(?!\s+TO\b|\s+PREPARED\b)/i,
    () => ({ kind: 'transaction', isOpen: false }),
  ],
  [/^(?:SAVEPOINT|RELEASE|ROLLBACK|VACUUM|REINDEX|CLUSTER|LOCK|PREPARE|COMMIT)\b/i, () => ALONE],
  [/^(?:CREATE|DROP)\b.{1,60}\bCONCURRENTLY\b|^ALTER\s+TYPE\b.{1,300}\bADD\s+VALUE\b/is, () => ALONE],
]

/** What is to be done with a statement. Pure. */
export function routeOf(statement: ScriptStatement): Route {
  if (statement.isInsert) return RUN
  const danger = dangerOf(statement, 'postgres')
  if (danger !== undefined) return { kind: 'unsafe', text: danger }
  for (const [form, make] of FORMS) {
    const match = form.exec(statement.text)
    if (match !== null) return make(statement, match[0].length)
  }
  return RUN
}

/** A membership that a dump gives: `GRANT a TO b`. */
export function membershipIn(text: string): { readonly role: string; readonly member: string } | undefined {
  const match = /^GRANT\s+/i.exec(text)
  const role = match === null ? undefined : nameAt(text, match[0].length)
  if (role === undefined) return undefined
  const to = /^\s+TO\s+/i.exec(text.slice(role.end))
  const member = to === null ? undefined : nameAt(text, role.end + to[0].length)
  if (member === undefined) return undefined
  return { role: role.parts[0] ?? '', member: member.parts[0] ?? '' }
}
