import { namesAt } from './names.ts'
import type { Statement } from './scan.ts'

/** Everybody has these: PostgreSQL's keywords for roles, and its own roles. */
const BUILT_IN = /^(?:all|public|current_user|session_user|current_role|none|default|pg_[a-z_]+)$/

/** Statements that name roles, and the words that the roles stand behind. */
const FORMS: readonly (readonly [RegExp, RegExp])[] = [
  [/^ALTER\s+DEFAULT\s+PRIVILEGES\b/i, /\b(?:FOR\s+(?:ROLE|USER)|TO|FROM)\s+(?:GROUP\s+)?/gi],
  [/^ALTER\b/i, /\bOWNER\s+TO\s+/gi],
  [/^GRANT\b/i, /\b(?:TO|GRANTED\s+BY)\s+(?:GROUP\s+)?/gi],
  [/^REVOKE\b/i, /\b(?:FROM|GRANTED\s+BY)\s+(?:GROUP\s+)?/gi],
  [/^CREATE\s+POLICY\b/i, /\sTO\s+/gi],
  [/^ALTER\s+POLICY\b/i, /\sTO\s+/gi],
  [/^CREATE\s+SCHEMA\b/i, /\bAUTHORIZATION\s+/gi],
  [/^CREATE\s+DATABASE\b/i, /\bOWNER\s*=?\s*/gi],
  [/^CREATE\s+USER\s+MAPPING\b/i, /\bFOR\s+/gi],
  [/^ALTER\s+(?:ROLE|USER)\s+(?!MAPPING\b)/i, /^ALTER\s+(?:ROLE|USER)\s+/gi],
  [/^SET\s+(?:SESSION\s+|LOCAL\s+)?ROLE\b/i, /\bROLE\s+/gi],
]

const SESSION = /^SET\s+(?:SESSION\s+)?SESSION\s+AUTHORIZATION\s+/i
const CREATED = /^CREATE\s+(?:ROLE|USER|GROUP)\s+(?!MAPPING\b)/i

function isNamed(role: string): boolean {
  return role !== '' && !BUILT_IN.test(role)
}

/** Quoted names blanked to the same length, so that words in them are taken for none. */
function blanked(text: string): string {
  return text.replace(/"(?:[^"]|"")*"/g, (name) => `"${'_'.repeat(name.length - 2)}"`)
}

/** A policy's expressions come behind its roles. */
function withoutExpressions(text: string): string {
  return /^(?:CREATE|ALTER)\s+POLICY\b/i.test(text)
    ? (text.split(/\s(?:USING|WITH\s+CHECK)\s*\(/i)[0] ?? '')
    : text
}

/** The roles that a statement of PostgreSQL's names and that must be there to run it. */
export function rolesIn({ text, strings }: Statement): readonly string[] {
  const session = SESSION.exec(text)
  if (session !== null) return [strings[0] ?? namesAt(text, session[0].length)[0] ?? ''].filter(isNamed)
  const found = new Set<string>()
  for (const [form, words] of FORMS) {
    if (!form.test(text)) continue
    const searched = blanked(withoutExpressions(text))
    for (const match of searched.matchAll(words)) {
      for (const role of namesAt(text, match.index + match[0].length)) found.add(role)
    }
  }
  return [...found].filter(isNamed)
}

/** The role that a statement creates. */
export function roleCreatedIn({ text }: Pick<Statement, 'text'>): string | undefined {
  const match = CREATED.exec(text)
  return match === null ? undefined : namesAt(text, match[0].length)[0]
}
