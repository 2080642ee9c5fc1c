import type { SqliteAnswers, SqliteOrphans, SqliteTable } from '../../../core/other-engine-ports.ts'
import type { Fault, Lack, Reading } from '../intake.ts'

export type {
  AskSqlite,
  SqliteAnswers,
  SqliteOrphans,
  SqliteTable,
} from '../../../core/other-engine-ports.ts'

/** What the answers amount to, with the tables for the fifth level's questions. */
export interface SqliteReading extends Reading {
  readonly engine: string | undefined
  /** Without SQLite's own; sorted by name. */
  readonly tables: readonly SqliteTable[]
}

const CORRUPT = 11
const NO_DATABASE = 26
const SHOWN = 3

/** What a database uses and this engine was built without. */
const ABSENT_FEATURE =
  /no such (?:module|collation sequence|tokenizer|function|vfs)|unknown (?:tokenizer|function)|unsupported file format/i

function shown(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 100)
}

function lackOf(text: string): Lack {
  return { what: 'sqlite', text }
}

function judgeRefusal(
  code: number | undefined,
  message: string,
): { faults: readonly Fault[]; lacks: readonly Lack[] } {
  const primary = code === undefined ? undefined : code & 0xff
  const isCorrupt = primary === CORRUPT || /malformed/i.test(message)
  if (isCorrupt && !ABSENT_FEATURE.test(message))
    return {
      faults: [{ word: 'corrupt', level: 3, text: 'SQLite cannot read it: its image is malformed' }],
      lacks: [],
    }
  if (primary === NO_DATABASE || /not a database/i.test(message))
    return {
      faults: [
        { word: 'wrong-content', level: 3, text: 'SQLite says that it is no database, or an encrypted one' },
      ],
      lacks: [],
    }
  return { faults: [], lacks: [lackOf(`SQLite could not tell: ${shown(message)}`)] }
}

function judgeIntegrity(rows: readonly string[]): { faults: readonly Fault[]; lacks: readonly Lack[] } {
  if (rows.length === 1 && rows[0] === 'ok') return { faults: [], lacks: [] }
  if (rows.length === 0)
    return { faults: [], lacks: [lackOf('SQLite gave no answer to its integrity check')] }
  const [absent] = rows.filter((row) => ABSENT_FEATURE.test(row))
  const wrong = rows.filter((row) => !ABSENT_FEATURE.test(row) && row !== 'ok')
  const more = wrong.length > SHOWN ? `, and ${wrong.length - SHOWN} more` : ''
  const text = `its integrity check says: ${wrong.slice(0, SHOWN).map(shown).join('; ')}${more}`
  return {
    faults: wrong.length > 0 ? [{ word: 'corrupt', level: 3, text }] : [],
    lacks: absent === undefined ? [] : [lackOf(`SQLite could not tell all: ${shown(absent)}`)],
  }
}

function judgeOrphans(orphans: readonly SqliteOrphans[]): readonly Fault[] {
  return orphans
    .filter(({ rows }) => rows > 0)
    .slice(0, SHOWN)
    .map(({ table, parent, rows }) => ({
      word: 'corrupt',
      level: 3,
      text: `${rows} ${rows === 1 ? 'row' : 'rows'} of ${shown(table)} point to no row of ${shown(parent)}`,
    }))
}

function judgeTables(tables: readonly SqliteTable[]): readonly Fault[] {
  if (tables.length === 0) return [{ word: 'empty', level: 3, text: 'it holds no tables' }]
  if (tables.some(({ rows }) => rows !== 0)) return []
  return [{ word: 'empty', level: 3, text: `none of its ${tables.length} tables holds a row` }]
}

/** Judges what an engine said. What it could not tell, for want of a module for example, is a lack and no fault. */
export function judgeSqliteAnswers(answers: SqliteAnswers): SqliteReading {
  if (answers.kind === 'absent')
    return { engine: undefined, tables: [], faults: [], remarks: [], lacks: [lackOf(shown(answers.reason))] }
  const { engine } = answers
  if (answers.kind === 'refused')
    return { engine, tables: [], remarks: [], ...judgeRefusal(answers.code, answers.message) }
  const tables = answers.tables
    .filter(({ name }) => !/^sqlite_/i.test(name))
    .sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)))
  const { faults, lacks } = judgeIntegrity(answers.integrity)
  const unread = tables.filter(({ rows }) => rows === undefined).map(({ name }) => shown(name))
  const names = unread.slice(0, SHOWN).join(', ')
  return {
    engine,
    tables,
    faults: [...faults, ...judgeOrphans(answers.orphans), ...(faults.length > 0 ? [] : judgeTables(tables))],
    remarks: [],
    lacks: [
      ...lacks,
      ...(unread.length > 0
        ? [lackOf(`the rows of ${unread.length} tables were not counted: ${names}`)]
        : []),
    ],
  }
}
