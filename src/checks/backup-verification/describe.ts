import type { Cell, Table } from '../../core/check.ts'
import { type ArtifactFact, type BackupFact, reachOf } from './fact.ts'
import { type BackupVerdict, judgeBackup } from './judge-backup.ts'

const COLUMNS = [
  { id: 'backup', title: 'Backup' },
  { id: 'artifact', title: 'Artifact' },
  { id: 'status', title: 'Status', tally: true },
  { id: 'level', title: 'Level reached' },
  { id: 'why', title: 'Why no further' },
  { id: 'age', title: 'Age', unit: 'hours' },
  { id: 'size', title: 'Size', unit: 'bytes' },
  { id: 'tables', title: 'Tables' },
  { id: 'rows', title: 'Rows' },
  { id: 'restore', title: 'Restore', unit: 'seconds' },
  { id: 'engine', title: 'Engine' },
] as const

const HOUR = 3_600_000

/** The first word of what is wrong; `env` where it could not be told, `ok` where nothing is. */
export function statusOf({ faults, lacks }: BackupVerdict, artifact: ArtifactFact | undefined): string {
  const [fault] = faults
    .filter((one) => one.artifact === undefined || one.artifact === artifact)
    .toSorted((a, b) => a.told.level - b.told.level)
  if (fault) return fault.told.word
  return lacks.some((one) => one.artifact === undefined || one.artifact === artifact) ? 'env' : 'ok'
}

function sum(numbers: readonly number[]): number | null {
  return numbers.length === 0 ? null : numbers.reduce((all, one) => all + one, 0)
}

/** `L3 of L5`; where nothing at all could be completed `none`. */
export function levelText(artifact: ArtifactFact): string {
  const { level } = reachOf(artifact)
  const isNone =
    artifact.faults.some((fault) => fault.level === 0) || artifact.lacks.some((lack) => lack.level === 0)
  return `${isNone ? 'none' : `L${level}`} of L${artifact.wanted}`
}

function rowOf(
  fact: BackupFact,
  artifact: ArtifactFact,
  verdict: BackupVerdict,
  isNewest: boolean,
): readonly Cell[] {
  const { restores } = artifact
  const tables = restores.flatMap((restore) => restore.tables)
  const { age } = verdict.series.facts
  return [
    fact.entry.name,
    artifact.name,
    statusOf(verdict, artifact),
    levelText(artifact),
    reachOf(artifact).why,
    isNewest && age !== undefined ? Math.floor((age / HOUR) * 10) / 10 : null,
    artifact.size,
    tables.length > 0 ? tables.length : (artifact.tables ?? null),
    tables.length > 0 ? sum(tables.map((table) => table.rows)) : (artifact.rows ?? null),
    sum(restores.map((restore) => Math.round(restore.seconds * 10) / 10)),
    [...new Set(restores.map((restore) => restore.engine))].join(', '),
  ]
}

/** Pure: a row for every artifact that was looked into, and one for a backup of which there is none. */
export function describe(facts: readonly BackupFact[], _options: unknown, now: Date): Table {
  const rows = facts.flatMap((fact) => {
    const verdict = judgeBackup(fact, now)
    if (verdict.artifacts.length > 0)
      return verdict.artifacts.map((artifact, index) => rowOf(fact, artifact, verdict, index === 0))
    const none = COLUMNS.slice(4).map((): Cell => null)
    return [[fact.entry.name, '', statusOf(verdict, undefined), `none of L${fact.wanted}`, ...none]]
  })
  return { columns: COLUMNS, rows }
}
