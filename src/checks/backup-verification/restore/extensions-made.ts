import { DatabaseError, type Session } from '../../../core/engine-ports.ts'
import { excerpt } from '../sql/names.ts'
import { runScoped, SYSTEM_ONLY } from './admin-scope.ts'
import { extensionSql, type WantedExtension } from './extension-statement.ts'
import { quoteName, quoteText } from './identifiers.ts'
import { tellState } from './sqlstates.ts'
import type { Troubles } from './troubles.ts'

/** The tables and sequences of an extension: dumps have rows of some of them. */
function membersSql(name: string): string {
  return `SELECT c.oid::regclass::text FROM pg_class c JOIN pg_depend d ON d.objid = c.oid
JOIN pg_extension e ON e.oid = d.refobjid
WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
AND c.relkind IN ('r', 'p', 'S') AND e.extname = ${quoteText(name)}`
}

/**
 * Makes an extension as the admin, where the engine has it; else, or where it cannot be made, that is a lack: the dump
 * may be good. Its tables are opened to the restorer. Throws a RunError where the engine is gone.
 */
export async function makeExtension(
  admin: Session,
  wanted: WantedExtension,
  restorer: string,
  troubles: Troubles,
): Promise<void> {
  const { name } = wanted
  try {
    const asked = `SELECT 1 FROM pg_available_extensions WHERE name = ${quoteText(name)}`
    const { rows } = await runScoped(admin, SYSTEM_ONLY, asked)
    if (rows.length === 0) {
      troubles.lack('extension', `the extension ${excerpt(name)} is not installed here`)
      return
    }
    await runScoped(
      admin,
      wanted.schema === undefined ? 'public, pg_temp' : SYSTEM_ONLY,
      extensionSql(wanted),
    )
    const members = await runScoped(admin, SYSTEM_ONLY, membersSql(name))
    const grants = members.rows.map(([table]) => `GRANT ALL ON ${table} TO ${quoteName(restorer)}`)
    if (grants.length > 0) await runScoped(admin, SYSTEM_ONLY, grants.join(';\n'))
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    troubles.lack(
      'extension',
      `the extension ${excerpt(name)} could not be made here (${tellState(error.code)})`,
    )
  }
}
