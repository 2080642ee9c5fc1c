import type { MariaDbEngine, SqlEnd } from '../../../core/other-engine-ports.ts'
import type { Fault, Reading, Remark } from '../intake.ts'
import type { SqlReading, SqlTable } from '../sql/sql-reading.ts'
import { nameOfError } from './mysql-errors.ts'
import type { MySqlContents, MySqlOrphans } from './mysql-tables.ts'

const SHOWN = 3
/** Values that do not fit their column or its character set: the restore has changed them. */
const CHANGED = [1264, 1366, 1406]
/** What a good dump may be told too: an ENUM that was empty, an engine that was substituted, a date of zeros. */
const NOTED = [1265, 1266, 1292]
/** Their rows are others' or nobody's. */
const WITHOUT_ROWS = /^(?:MRG_|MERGE|BLACKHOLE|FEDERATED|CONNECT|SPIDER)/i
const OWN = /^(?:mysql|sys|information_schema|performance_schema)$/i

/** All that is known when a dump was run to its end. */
export interface MySqlEvidence {
  readonly engine: MariaDbEngine
  readonly facts: SqlReading
  readonly end: Extract<SqlEnd, { kind: 'done' }>
  readonly contents: MySqlContents
  readonly orphans: readonly MySqlOrphans[]
  readonly isLenient: boolean
  readonly leftOut: boolean
}

function shown(text: string): string {
  return text.slice(0, 100)
}

function fault(word: Fault['word'], text: string): Fault {
  return { word, level: 4, text }
}

interface Difference {
  readonly text: string
  /** Whether INSERT IGNORE and REPLACE explain it. */
  readonly isLess: boolean
}

function differenceOf(table: SqlTable, { engine, contents }: MySqlEvidence): Difference | undefined {
  const database = table.database === '' ? engine.database : table.database
  if (OWN.test(database)) return undefined
  const isIt = (one: { readonly database: string; readonly name: string }) =>
    one.database.toLowerCase() === database.toLowerCase() && one.name === table.name
  if (contents.views.some(isIt)) return undefined
  const found = contents.tables.find(isIt)
  if (!found) {
    if (!table.isCreated) return undefined
    return { text: `${shown(table.name)} is not there after the restore`, isLess: false }
  }
  if (found.rows === table.rows || WITHOUT_ROWS.test(found.storage)) return undefined
  const text = `${shown(table.name)} has ${found.rows} rows after the restore, and the dump holds ${table.rows}`
  return { text, isLess: found.rows < table.rows }
}

/** Where a tool that only writes INSERTs wrote the dump, what is there afterwards is what it holds. */
function countFaults(evidence: MySqlEvidence): {
  readonly faults: readonly Fault[]
  readonly remarks: readonly Remark[]
} {
  const { kind, tables } = evidence.facts
  if (kind !== 'mysqldump' && kind !== 'mariadb-dump') return { faults: [], remarks: [] }
  const found = tables.flatMap((table) => differenceOf(table, evidence) ?? [])
  const isExplained = (one: Difference) => one.isLess && evidence.isLenient
  const text = ({ text }: Difference) => text
  return {
    faults: found
      .filter((one) => !isExplained(one))
      .slice(0, SHOWN)
      .map((one) => fault('corrupt', text(one))),
    remarks: found
      .filter(isExplained)
      .slice(0, SHOWN)
      .map((one) => ({ text: `${text(one)}, some of them to be ignored or replaced` })),
  }
}

function warningsOf({ end }: MySqlEvidence): {
  readonly faults: readonly Fault[]
  readonly remarks: readonly Remark[]
} {
  const named = (code: number, count: number) =>
    `${nameOfError(code, '')}, ${count} ${count === 1 ? 'time' : 'times'}`
  const of = (codes: readonly number[]) => end.warnings.filter(({ code }) => codes.includes(code))
  return {
    faults: of(CHANGED).map(({ code, count }) =>
      fault('corrupt', `values do not fit their columns and were changed: ${named(code, count)}`),
    ),
    remarks: of(NOTED).map(({ code, count }) => ({ text: `the restore warned: ${named(code, count)}` })),
  }
}

/** What a restore that ran to its end says: nothing there is empty; counts, references and warnings are looked at. */
export function judgeMySqlRestore(evidence: MySqlEvidence): Reading {
  const { contents, orphans, leftOut } = evidence
  const ownDatabases = "the server's own databases in it (accounts and rights) were not restored"
  const left: readonly Remark[] = leftOut ? [{ text: ownDatabases }] : []
  if (contents.tables.length === 0 && contents.views.length === 0)
    return { faults: [fault('empty', 'nothing is there after the restore')], remarks: left, lacks: [] }
  const counts = countFaults(evidence)
  const warnings = warningsOf(evidence)
  const pointless = orphans
    .slice(0, SHOWN)
    .map(({ table, parent, rows }) =>
      fault(
        'corrupt',
        `${rows} ${rows === 1 ? 'row' : 'rows'} of ${shown(table)} point to no row of ${shown(parent)}`,
      ),
    )
  return {
    faults: [...counts.faults, ...warnings.faults, ...pointless],
    remarks: [...left, ...counts.remarks, ...warnings.remarks],
    lacks: [],
  }
}
