import { pathToFileURL } from 'node:url'
import { DatabaseError, type Rows, type StartChild } from '../../core/engine-ports.ts'
import { RunError } from '../../core/errors.ts'
import type { FillSqlite, SqlEnd, SqliteAnswers, SqliteTable } from '../../core/other-engine-ports.ts'
import { type JsonRow, readJsonRows } from './sqlite-json.ts'
import { countSql, MOST_BYTES, MOST_ROWS, QUESTIONS } from './sqlite-question.ts'

const TOOL = 'sqlite3'
/** No command or function that touches another file or starts anything; since 3.37. */
const SAFE = ['-batch', '-safe', '-init', '/dev/null']

interface Said {
  readonly status: number
  readonly out: string
  readonly error: string
}

/** Runs statements on standard input. A RunError where it took too long or answers too much. */
async function run(
  startChild: StartChild,
  args: readonly string[],
  sql: string,
  limit: number,
): Promise<Said | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  const child = startChild({
    tool: TOOL,
    args,
    deadline: limit,
    limit: MOST_BYTES,
    onOutput: (chunk) => {
      size += chunk.length
      if (size <= MOST_BYTES) chunks.push(Buffer.from(chunk))
    },
  })
  if (!child) return undefined
  await child.write(Buffer.from(sql))
  const { outcome, status, stderr } = await child.end()
  if (size > MOST_BYTES) throw new RunError('the answer has more than 64 MiB')
  if (outcome === 'stopped') throw new RunError('sqlite3 did not answer within its time')
  return { status, out: Buffer.concat(chunks).toString(), error: stderr.trim() }
}

function askArgs(path: string): readonly string[] {
  return [...SAFE, '-readonly', '-json', `${pathToFileURL(path).href}?immutable=1`]
}

/** `Parse error near line 1: database disk image is malformed (11)`; of a file that it cannot open there is no number. */
function codeIn(error: string): number | undefined {
  if (/unable to open database/.test(error)) return 14
  const code = /\((\d{1,5})\)\s*$/m.exec(error)?.[1]
  return code === undefined ? undefined : Number(code)
}

function columnOf(row: JsonRow, name: string): string {
  return row.find(([column]) => column === name)?.[1] ?? ''
}

async function countAll(
  startChild: StartChild,
  path: string,
  names: readonly string[],
  limit: number,
): Promise<readonly SqliteTable[]> {
  // One that cannot be read leaves its line out, and the next is asked all the same.
  const sql = names.map((name, index) => `${countSql(name).replace('select', `select ${index} as i,`)};\n`)
  const said = await run(startChild, askArgs(path), sql.join(''), limit)
  const rows = readJsonRows(said?.out ?? '')
  const counts = new Map(rows.map((row) => [Number(columnOf(row, 'i')), Number(columnOf(row, 'n'))]))
  return names.map((name, index) => ({ name, rows: counts.get(index) }))
}

/** Asks by the command line tool; undefined where there is none that has a safe mode. Throws a RunError. */
export async function askByCli(
  startChild: StartChild,
  path: string,
  limit: number,
  elapsed: () => number,
): Promise<SqliteAnswers | undefined> {
  const end = elapsed() + limit
  const version = await run(startChild, ['-safe', '-version'], '', limit)
  if (version?.status !== 0) return undefined
  const engine = `sqlite3 ${version.out.split(' ')[0] ?? ''}`
  const sql = Object.values(QUESTIONS).join(';\n')
  const said = await run(startChild, askArgs(path), `${sql};\n`, end - elapsed())
  if (!said) return undefined
  const rows = readJsonRows(said.out)
  const of = (kind: string) => rows.filter((row) => columnOf(row, 'k') === kind)
  const integrity = of('integrity').map((row) => columnOf(row, 'a'))
  if (integrity.length === 0 && said.error !== '')
    return { kind: 'refused', engine, code: codeIn(said.error), message: said.error }
  const names = of('table').map((row) => columnOf(row, 'a'))
  return {
    kind: 'answered',
    engine,
    integrity,
    orphans: of('orphan').map((row) => ({
      table: columnOf(row, 'a'),
      parent: columnOf(row, 'b'),
      rows: Number(columnOf(row, 'n')),
    })),
    tables: await countAll(startChild, path, names, end - elapsed()),
  }
}

/** The rows of a question; undefined where there is no tool. */
export async function askRowsByCli(
  startChild: StartChild,
  path: string,
  sql: string,
  limit: number,
): Promise<Rows | undefined> {
  const said = await run(startChild, askArgs(path), `${sql}\n;\n`, limit)
  if (!said) return undefined
  if (said.error !== '') throw new DatabaseError(said.error.slice(0, 1_000), String(codeIn(said.error) ?? 1))
  const rows = readJsonRows(said.out)
  return {
    columns: rows[0]?.map(([name]) => name) ?? [],
    rows: rows.slice(0, MOST_ROWS).map((row) => row.map(([, value]) => value)),
  }
}

function endOf(status: number, error: string): SqlEnd {
  if (status === 0 && error === '') return { kind: 'done', warnings: [] }
  const line = /(?:near |^)line (\d{1,12}):/m.exec(error)?.[1]
  const isLacking = /no such (?:module|collation sequence|function)|may not be modified/i.test(error)
  return {
    kind: 'refused',
    // SQLITE_AUTH stands for what a safe mode forbids, SQLITE_NOTFOUND for what this build lacks.
    code: isLacking ? 12 : /in safe mode/.test(error) ? 23 : (codeIn(error) ?? 1),
    state: '',
    line: line === undefined ? undefined : Number(line),
    isCommand: /cannot run \.|unknown command/i.test(error),
  }
}

/** Fills databases by the command line tool, in safe mode, up to the first error. */
export function sqliteFiller(startChild: StartChild): FillSqlite {
  return (path, limit) => {
    const child = startChild({
      tool: TOOL,
      args: [...SAFE, '-bail', path],
      deadline: limit,
      limit: Number.MAX_SAFE_INTEGER,
      onOutput: () => undefined,
    })
    if (!child) return undefined
    return {
      write: (chunk) => child.write(chunk),
      end: async () => {
        const { outcome, status, stderr } = await child.end()
        if (outcome === 'stopped') return { kind: 'stopped', reason: 'its time was over' }
        return endOf(status, stderr.trim())
      },
    }
  }
}
