import type { DatabaseError } from '../../../core/engine-ports.ts'
import { isAbsent, isMachine } from './sqlstates.ts'

/** What to make of a statement that the engine has refused. */
export type Refusal =
  /** It is refused in an empty database even where all is well. */
  | { readonly kind: 'harmless' }
  | { readonly kind: 'remark'; readonly text: string }
  /** `isAlone`: nothing else can fail because of it. */
  | { readonly kind: 'lack'; readonly what: string; readonly isAlone: boolean }
  | { readonly kind: 'fault' }

const DROPS =
  /^(?:DROP\s|SELECT\s+pg_catalog\s*\.\s*lo_unlink\s*\(|ALTER\s.{1,1000}\sDROP\s(?:CONSTRAINT|DEFAULT|IDENTITY|COLUMN|NOT\s))/is
const PUBLIC = /^CREATE\s+SCHEMA\s+(?:IF\s+NOT\s+EXISTS\s+)?"?public"?\s*$/i
const PRIVILEGES = /^(?:GRANT|REVOKE|ALTER\s+DEFAULT\s+PRIVILEGES)\b/i
const REFRESH = /^REFRESH\s/i
const SETTING = /^SET\s/i
/** What rows do not depend on. */
const ALONE =
  /^(?:(?:CREATE|ALTER|COMMENT\s+ON|DROP)\s+(?:EVENT\s+TRIGGER|PUBLICATION|SUBSCRIPTION|USER\s+MAPPING|SERVER|FOREIGN\s+DATA\s+WRAPPER|TRANSFORM|ACCESS\s+METHOD)|SECURITY\s+LABEL)\b/i
/** English, because the server is ours; it is looked at and never shown. */
const LOCALE = /^(?:collation |could not create locale|ICU|encoding .* does not match locale)/i

/**
 * Judges a refusal by the statement, the SQLSTATE and, for locales alone, the message. A restore of ours is no
 * superuser's: what only a superuser may do could not be tried, so it is a lack and never the dump's fault.
 */
export function judgeRefusal(
  text: string,
  { code, message }: Pick<DatabaseError, 'code' | 'message'>,
): Refusal {
  // What follows an error in a transaction is refused because of that error alone.
  if (code === '25P02') return { kind: 'harmless' }
  // pg_dump --clean without --if-exists drops what is not there.
  if (DROPS.test(text) && isAbsent(code)) return { kind: 'harmless' }
  if (PUBLIC.test(text) && code === '42P06') return { kind: 'harmless' }
  const isPrivilege = code === '42501'
  if (isPrivilege && PRIVILEGES.test(text)) {
    return { kind: 'remark', text: 'privileges that only a superuser may give were passed over' }
  }
  if (isPrivilege && REFRESH.test(text)) {
    // Its rows are in no dump.
    return {
      kind: 'remark',
      text: 'a materialized view could not be filled, because its owner is no superuser here',
    }
  }
  if (isPrivilege) return { kind: 'lack', what: 'superuser', isAlone: ALONE.test(text) }
  if (isMachine(code)) return { kind: 'lack', what: 'postgres', isAlone: ALONE.test(text) }
  if (SETTING.test(text)) return { kind: 'lack', what: 'setting', isAlone: false }
  if (LOCALE.test(message)) return { kind: 'lack', what: 'locale', isAlone: false }
  if (ALONE.test(text)) return { kind: 'lack', what: 'postgres', isAlone: true }
  return { kind: 'fault' }
}
