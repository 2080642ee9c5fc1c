import { isBuiltin } from 'node:module'
import { pathToFileURL } from 'node:url'
import { DatabaseError, type Rows, type StartChild } from '../../core/engine-ports.ts'
import { RunError } from '../../core/errors.ts'
import type { SqliteAnswers } from '../../core/other-engine-ports.ts'
import { countSql, MOST_BYTES, MOST_ROWS, QUESTIONS } from './sqlite-question.ts'

/**
 * What a Node of its own runs: a worker cannot be ended while SQLite works in it, and a process can; it also keeps a
 * crash of SQLite on damaged pages to itself. It reads a request on standard input and answers on standard output.
 */
const SCRIPT = `
const { DatabaseSync } = require('node:sqlite')
const { path, sql, questions, most } = JSON.parse(require('node:fs').readFileSync(0, 'utf8'))
let engine = 'node:sqlite'

function text(value) {
  if (value === null) return null
  return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value)
}
function tried(run, otherwise) {
  try { return run() } catch { return otherwise }
}
function askRows(db) {
  const statement = db.prepare(sql)
  statement.setReadBigInts(true)
  statement.setReturnArrays?.(true)
  const rows = []
  for (const row of statement.iterate()) {
    if (rows.length === most) break
    rows.push(row)
  }
  return {
    columns: statement.columns?.().map(({ name }) => name) ?? Object.keys(rows[0] ?? {}),
    rows: rows.map((row) => (Array.isArray(row) ? row : Object.values(row)).map(text)),
  }
}
function askAll(db) {
  const all = (question) => db.prepare(question).all()
  const quoted = (name) => '"' + name.replaceAll('"', '""') + '"'
  const count = (name) => all(questions.count.replace('"?"', () => quoted(name)))[0].n
  return {
    kind: 'answered',
    integrity: all(questions.integrity).map(({ a }) => a),
    orphans: tried(() => all(questions.orphans), []).map(({ a, b, n }) => ({ table: a, parent: b ?? '', rows: n })),
    tables: tried(() => all(questions.tables), []).map(({ a }) => ({ name: a, rows: tried(() => count(a), null) })),
  }
}
let said
try {
  const db = new DatabaseSync(path, { readOnly: true, allowExtension: false })
  engine += ' ' + db.prepare('select sqlite_version() as v').get().v
  said = { engine, ...(sql === undefined ? askAll(db) : askRows(db)) }
} catch (thrown) {
  said = { engine, error: String(thrown.message), code: thrown.errcode }
}
process.stdout.write(JSON.stringify(said))
`

interface Refused {
  readonly error: string
  readonly code?: number
  readonly engine: string
}

/** Whether this Node has node:sqlite without a flag: from 22.13 on. */
export function hasNodeSqlite(): boolean {
  return isBuiltin('node:sqlite')
}

async function ask<Answer>(
  startChild: StartChild,
  path: string,
  sql: string | undefined,
  limit: number,
): Promise<Answer | Refused> {
  const request = {
    path: `${pathToFileURL(path).href}?immutable=1`,
    sql,
    questions: { ...QUESTIONS, count: countSql('?') },
    most: MOST_ROWS,
  }
  const chunks: Uint8Array[] = []
  const child = startChild({
    tool: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', '-e', SCRIPT],
    deadline: limit,
    limit: MOST_BYTES,
    onOutput: (chunk) => {
      chunks.push(Buffer.from(chunk))
    },
  })
  if (!child) throw new RunError('Node could not be started a second time')
  await child.write(Buffer.from(JSON.stringify(request)))
  const { outcome, status } = await child.end()
  if (outcome === 'stopped') throw new RunError('node:sqlite did not answer within its time')
  if (status !== 0) throw new RunError('node:sqlite ended without an answer')
  return JSON.parse(Buffer.concat(chunks).toString()) as Answer | Refused
}

type Answered = Extract<SqliteAnswers, { kind: 'answered' }>
type Uncounted = Omit<Answered, 'tables'> & {
  readonly tables: readonly { readonly name: string; readonly rows: number | null }[]
}

/** Asks by node:sqlite. Throws a RunError where it takes too long. */
export async function askByNode(startChild: StartChild, path: string, limit: number): Promise<SqliteAnswers> {
  const said = await ask<Uncounted>(startChild, path, undefined, limit)
  if ('error' in said)
    return { kind: 'refused', engine: said.engine, code: said.code, message: said.error.slice(0, 1_000) }
  return { ...said, tables: said.tables.map(({ name, rows }) => ({ name, rows: rows ?? undefined })) }
}

/** The rows of a question. */
export async function askRowsByNode(
  startChild: StartChild,
  path: string,
  sql: string,
  limit: number,
): Promise<Rows> {
  const said = await ask<Rows>(startChild, path, sql, limit)
  if ('error' in said) throw new DatabaseError(said.error.slice(0, 1_000), String(said.code ?? 1))
  return { columns: said.columns, rows: said.rows }
}
