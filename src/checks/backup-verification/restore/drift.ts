import { excerpt } from '../sql/names.ts'
import type { ExpectedContent } from './expected-content.ts'
import { faulty, type Judged } from './judged.ts'
import type { RestoredTable } from './restored.ts'

const MOST_NAMED = 5

function told({ database, name }: RestoredTable): string {
  return excerpt(database === '' ? name : `${name} of ${database}`)
}

function keyOf({ database, name }: RestoredTable): string {
  return `${database}\n${name}`
}

/** Only the first few of many are named. */
function summarize(judged: readonly Judged[], text: (more: number) => Judged): readonly Judged[] {
  if (judged.length <= MOST_NAMED) return judged
  return [...judged.slice(0, MOST_NAMED), text(judged.length - MOST_NAMED)]
}

/** Compares tables with those that an earlier run verified: what is gone, and what has lost too many rows. Pure. */
export function judgeDrift(
  { previous, drift }: Pick<ExpectedContent, 'previous' | 'drift'>,
  tables: readonly RestoredTable[],
): readonly Judged[] {
  const now = new Map(tables.map((table) => [keyOf(table), table.rows]))
  const gone = previous.filter((table) => !now.has(keyOf(table)))
  const shrunk = previous.flatMap((table) => {
    const rows = now.get(keyOf(table))
    if (rows === undefined) return []
    const lost = table.rows - rows
    return lost > drift.floor && lost > drift.share * table.rows ? [{ table, rows }] : []
  })
  const goneFaults = gone.map((table) =>
    faulty('incomplete', `the table ${told(table)} is gone, which the last verified backup has`),
  )
  const shrunkFaults = shrunk.map(({ table, rows }) => {
    const percent = Math.round(((table.rows - rows) / table.rows) * 100)
    const text = `the table ${told(table)} has ${rows} rows, ${percent} % fewer than the ${table.rows} of the last verified backup`
    return faulty('shrunk', text)
  })
  return [
    ...summarize(goneFaults, (more) => faulty('incomplete', `${more} more tables are gone`)),
    ...summarize(shrunkFaults, (more) => faulty('shrunk', `${more} more tables have shrunk`)),
  ]
}
