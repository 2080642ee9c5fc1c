import type { PostgresEngine } from '../../../core/engine-ports.ts'
import { excerpt } from '../sql/names.ts'
import type { DumpFacts } from './dump-facts.ts'
import type { Places } from './places.ts'
import type { PostgresRestored, RestoredDatabase, RestoreLimits } from './postgres-restored.ts'
import type { RestoredTable } from './restored.ts'
import { differences } from './row-differences.ts'
import { type Tally, tallyDatabase } from './tally.ts'
import type { Troubles } from './troubles.ts'

/** A restore on its way. */
export interface Course {
  readonly engine: PostgresEngine
  readonly facts: DumpFacts
  readonly limits: RestoreLimits
  readonly troubles: Troubles
  readonly places: Places
  /** By the clock of the limits. */
  readonly started: number
}

interface Counted extends RestoredDatabase {
  readonly tally: Tally
}

async function countPlace({ engine, limits }: Course, place: string): Promise<Tally | undefined> {
  const admin = await engine.open(place, 'admin')
  try {
    return await tallyDatabase(admin, () => limits.elapsed() >= limits.deadline)
  } finally {
    await admin.close()
  }
}

async function countAll(course: Course): Promise<readonly Counted[]> {
  const counted: Counted[] = []
  for (const database of course.places.entered()) {
    const tally = await countPlace(course, database.place)
    if (tally === undefined) course.troubles.lack('time', 'the time was up before all rows were counted')
    else counted.push({ ...database, tally })
  }
  return counted
}

/** Whether a table of the dump's is in this database: where the dump names none, there is one. */
function isIn(database: string, { name }: RestoredDatabase, count: number): boolean {
  return database === name || (count === 1 && (database === '' || name === ''))
}

function judgeRows({ facts, troubles }: Course, counted: readonly Counted[]): void {
  if (!facts.isPgDump || troubles.hasFaults() || troubles.hasLacks()) return
  const all = counted.flatMap((database) => {
    const expected = facts.tables.filter((table) => isIn(table.database, database, counted.length))
    return differences(expected, database.tally.tables)
  })
  for (const { name, dumped, restored } of all) {
    const told = excerpt(name)
    const text =
      restored === undefined
        ? `${told} is not there after the restore`
        : `${told} has ${restored} rows after the restore, and the dump holds ${dumped}`
    troubles.fault('corrupt', text)
  }
}

function judgeEmptiness({ facts, troubles }: Course, counted: readonly Counted[]): void {
  const isNothing = counted.every(({ tally }) => tally.tables.length === 0)
  if (!isNothing || facts.isGlobals || troubles.hasFaults() || troubles.hasLacks()) return
  troubles.fault('empty', 'nothing is there after the restore: no table')
}

/** Where level 3 knows that it breaks off, what was played is not all, though all of it was taken. */
function judgeCut({ facts, troubles }: Course): void {
  if (!facts.isCut || troubles.hasFaults()) return
  troubles.fault('incomplete', 'it was restored as far as it goes, and it breaks off')
}

function sum(counted: readonly Counted[], of: (tally: Tally) => number): number {
  return counted.reduce((total, { tally }) => total + of(tally), 0)
}

/**
 * Ends a restore: leaves its databases, counts what is in them and says what it came to. Where bytes were missing above
 * (`isWhole` is false), nothing is told of what is not there.
 */
export async function concludeRestore(
  course: Course,
  isWhole: boolean,
  guard: (action: () => Promise<void>) => Promise<void>,
): Promise<PostgresRestored> {
  const { troubles, places, engine, limits, started } = course
  let counted: readonly Counted[] = []
  const wasStopped = troubles.isStopped()
  // Where the engine is gone, its sessions are too.
  await places.leave().catch(() => undefined)
  await guard(async () => {
    counted = await countAll(course)
  })
  const isFinished = isWhole && !wasStopped && !troubles.isStopped()
  if (isFinished) {
    judgeRows(course, counted)
    judgeEmptiness(course, counted)
    judgeCut(course)
  }
  const tables: readonly RestoredTable[] = counted.flatMap(({ name: database, tally }) =>
    tally.tables.map(({ name, allRows }) => ({ database, name, rows: allRows })),
  )
  return {
    ...troubles.reading(),
    engine: engine.version,
    seconds: Math.max(0, limits.elapsed() - started) / 1000,
    places: counted.map(({ name, place }) => ({ name, place })),
    tables,
    indexes: sum(counted, ({ indexes }) => indexes),
    sequences: sum(counted, ({ sequences }) => sequences),
    isFinished,
  }
}
