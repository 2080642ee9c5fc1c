import { DatabaseError, type Rows, type StartChild } from '../../core/engine-ports.ts'
import { RunError } from '../../core/errors.ts'
import type { SqlEnd, SqlTarget } from '../../core/other-engine-ports.ts'
import { RESTORER } from './mariadb-setup.ts'
import { readXmlRows } from './mariadb-xml.ts'

const MOST_ANSWER = 64 << 20

/** How a server of ours is reached. */
export interface MariaDbDoor {
  readonly client: string
  readonly socket: string
  readonly startChild: StartChild
  /** Milliseconds. */
  readonly left: () => number
}

function optionsFor({ socket }: MariaDbDoor): readonly string[] {
  return [
    '--no-defaults',
    '--protocol=socket',
    `--socket=${socket}`,
    `--user=${RESTORER}`,
    '--batch',
    // Switches off every command to the client but `delimiter` and `charset`.
    '--binary-mode',
    '--local-infile=0',
    '--default-character-set=utf8mb4',
    '--max-allowed-packet=1G',
  ]
}

/** What a dump says for itself where it was not made with `--compact`. */
const FIRST = "SET FOREIGN_KEY_CHECKS=0, SQL_MODE='NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION'"

interface Refusal {
  readonly code: number
  readonly state: string
  readonly line: number | undefined
}

/** `ERROR 1064 (42000) at line 12: …`, `ERROR at line 3: Unknown command '\!'.`; the last, before which a statement may stand. */
function refusalIn(stderr: string): Refusal | undefined {
  const found = [...stderr.matchAll(/^ERROR(?: (\d{1,5}) \((\w{5})\))?(?: at line (\d{1,12}))?/gm)].at(-1)
  if (!found) return undefined
  const [, code = '0', state = '', line] = found
  return { code: Number(code), state, line: line === undefined ? undefined : Number(line) }
}

/** Counts the warnings among what the client writes. */
function createWarningCount() {
  const counts = new Map<number, number>()
  let rest = ''
  return {
    take: (chunk: Uint8Array) => {
      const lines = (rest + Buffer.from(chunk).toString('latin1')).split('\n')
      rest = lines.pop()?.slice(0, 100) ?? ''
      for (const line of lines) {
        const code = Number(/^Warning \(Code (\d{1,5})\): /.exec(line)?.[1] ?? 0)
        if (code > 0) counts.set(code, (counts.get(code) ?? 0) + 1)
      }
    },
    list: () => [...counts].map(([code, count]) => ({ code, count })),
  }
}

const NO_CLIENT: SqlEnd = { kind: 'stopped', reason: 'its client could not be started' }

/** The server is gone: that says nothing of the dump. */
const GONE = [2002, 2006, 2013, 2055]

/** Runs a dump in a database, as the client reads it. */
export function restoreInto(door: MariaDbDoor, database: string): SqlTarget {
  const warnings = createWarningCount()
  const child = door.startChild({
    tool: door.client,
    args: [...optionsFor(door), '--show-warnings', `--init-command=${FIRST}`, database],
    deadline: door.left(),
    limit: Number.MAX_SAFE_INTEGER,
    onOutput: warnings.take,
  })
  async function end(): Promise<SqlEnd> {
    if (!child) return NO_CLIENT
    const { outcome, status, stderr } = await child.end()
    if (outcome === 'stopped') return { kind: 'stopped', reason: 'its time was over' }
    if (status === 0) return { kind: 'done', warnings: warnings.list() }
    const refusal = refusalIn(stderr)
    if (!refusal) return { kind: 'stopped', reason: `its client ended with ${status}` }
    if (GONE.includes(refusal.code)) return { kind: 'stopped', reason: 'the server is gone' }
    return { kind: 'refused', ...refusal, isCommand: refusal.code === 0 }
  }
  return { write: async (chunk) => child?.write(chunk), end }
}

/** Asks; as MariaDbEngine's `run` says. */
export async function askMariaDb(door: MariaDbDoor, database: string, sql: string): Promise<Rows> {
  const chunks: Uint8Array[] = []
  let size = 0
  const child = door.startChild({
    tool: door.client,
    args: [...optionsFor(door), '--quick', '--xml', database],
    deadline: door.left(),
    limit: MOST_ANSWER,
    onOutput: (chunk) => {
      size += chunk.length
      if (size <= MOST_ANSWER) chunks.push(Buffer.from(chunk))
    },
  })
  if (!child) throw new RunError('the client of MariaDB could not be started')
  await child.write(Buffer.from(sql))
  const { outcome, status, stderr } = await child.end()
  if (size > MOST_ANSWER) throw new RunError('the answer has more than 64 MiB')
  if (outcome === 'stopped') throw new RunError('the time for it was over')
  const refusal = status === 0 ? undefined : refusalIn(stderr)
  if (status !== 0 && (!refusal || GONE.includes(refusal.code))) throw new RunError('the server is gone')
  if (refusal) throw new DatabaseError(stderr.slice(-1_000), String(refusal.code || ''))
  return readXmlRows(Buffer.concat(chunks).toString())
}
