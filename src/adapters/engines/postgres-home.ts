import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { messageOf, RunError } from '../../core/errors.ts'

/** In whose name a server runs. */
export interface Account {
  readonly uid: number
  readonly gid: number
}

/** The folders of one throwaway cluster, all of which the account alone may enter. */
export interface PostgresHome {
  /** What is removed with all that is in it. */
  readonly folder: string
  readonly data: string
  readonly socket: string
  /** Undefined for our own. */
  readonly account: Account | undefined
}

/** Bytes of a socket's path (sun_path of unix(7), with its end). */
const LONGEST_SOCKET = 107
export const SOCKET_PORT = 5432

/**
 * Servers refuse to run as root (and initdb wants an account with a name). Not `postgres` first: it owns the real
 * databases of a machine that has any.
 */
const ACCOUNTS = ['nobody', 'postgres']

/** The first account of these in the text of /etc/passwd that is not root. */
export function accountIn(passwd: string, names: readonly string[] = ACCOUNTS): Account | undefined {
  const lines = passwd.split('\n').map((line) => line.split(':'))
  const found = names.flatMap((name) => lines.filter(([own]) => own === name))
  const ids = found.map(([, , uid, gid]) => ({ uid: Number(uid), gid: Number(gid) }))
  return ids.find(({ uid, gid }) => uid > 0 && gid > 0)
}

/** Whether an account gets through to a folder: it may search it and all above. */
function isReachable(folder: string, account: Account | undefined): boolean {
  if (!account) return true
  const { mode, uid, gid } = statSync(folder)
  const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001
  const isOpen = (mode & bit) !== 0
  return isOpen && (folder === '/' || isReachable(dirname(folder), account))
}

/** Its characters need no quotes in a setting, and a socket in it has a path that is short enough. */
function isPlain(folder: string): boolean {
  const socket = `${folder}/upkeep-pg-XXXXXX/s/.s.PGSQL.${SOCKET_PORT}`
  return /^\/[\w./+-]*$/.test(folder) && Buffer.byteLength(socket) <= LONGEST_SOCKET
}

function makeIn(base: string, account: Account | undefined): PostgresHome {
  const folder = mkdtempSync(join(base, 'upkeep-pg-'))
  try {
    const [data, socket] = [join(folder, 'd'), join(folder, 's')]
    for (const path of [data, socket]) {
      mkdirSync(path, { mode: 0o700 })
      if (account) chownSync(path, account.uid, account.gid)
    }
    if (account) chmodSync(folder, 0o711)
    return { folder, data, socket, account }
  } catch (thrown) {
    rmSync(folder, { recursive: true, force: true })
    throw thrown
  }
}

/** The name's account where this process is root; undefined for our own. Throws a RunError where there is none. */
export function serverAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  const account = accountIn(readFileSync('/etc/passwd', 'utf8'))
  if (!account)
    throw new RunError(`this is root, and there is no account ${ACCOUNTS.join(' or ')} to run it as`)
  return account
}

/** Makes the folders in the first of these bases that fits. Throws a RunError that says why none does. */
export function makeHome(bases: readonly string[], account: Account | undefined): PostgresHome {
  const reasons: string[] = []
  for (const base of new Set(bases)) {
    try {
      if (!isPlain(base)) reasons.push('the path of the temporary folder is too long or has odd characters')
      else if (!isReachable(base, account)) reasons.push('others may not enter the temporary folder')
      else return makeIn(base, account)
    } catch (thrown) {
      reasons.push(messageOf(thrown))
    }
  }
  throw new RunError(reasons[0] ?? 'there is no temporary folder')
}
