import { messageOf } from '../../../core/errors.ts'
import type { MariaDbEngine, SqlEnd, SqlTarget } from '../../../core/other-engine-ports.ts'
import type { Intake } from '../intake.ts'
import type { SqlReading } from '../sql/sql-reading.ts'
import { judgeMySqlRestore } from './mysql-judgment.ts'
import { judgeRefusal } from './mysql-refusal.ts'
import { createMySqlSieve, type MySqlSieve } from './mysql-sieve.ts'
import { countOrphans, listMySql } from './mysql-tables.ts'
import type { Restored } from './restored.ts'

type Looked = Omit<Restored, 'engine' | 'seconds'>

function lacking(what: string, text: string): Looked {
  return { faults: [], remarks: [], lacks: [{ what, text }], tables: [] }
}

async function judgeEnd(
  engine: MariaDbEngine,
  facts: SqlReading,
  end: SqlEnd,
  sieve: MySqlSieve,
): Promise<Looked> {
  if (end.kind === 'stopped') return lacking(engine.family, `the restore was stopped: ${end.reason}`)
  if (end.kind === 'refused') {
    const kind = end.line === undefined ? '' : sieve.kindAt(end.line)
    return { ...judgeRefusal(end, kind, engine, facts), tables: [] }
  }
  const contents = await listMySql(engine)
  const orphans = await countOrphans(engine)
  const evidence = { engine, facts, end, contents, orphans }
  const reading = judgeMySqlRestore({ ...evidence, isLenient: sieve.isLenient(), leftOut: sieve.leftOut() })
  const told = (database: string) => (database === engine.database ? '' : database)
  return {
    ...reading,
    tables: contents.tables.map(({ database, name, rows }) => ({ database: told(database), name, rows })),
  }
}

/**
 * Restores a dump of mysqldump or mariadb-dump into an engine that holds nothing yet, and looks at what is there then:
 * the fourth level. `facts` is what the static reading of the same bytes said. One that was called unsafe there, or that
 * was cut off above, is not run or not judged: a lack says so. `elapsed` is a clock in milliseconds. Never throws for
 * what the bytes are; the caller stops the engine.
 */
export function restoreMySql(
  engine: MariaDbEngine,
  facts: SqlReading,
  elapsed: () => number,
): Intake<Restored> {
  const sieve = createMySqlSieve()
  const isUnsafe = facts.faults.some(({ word }) => word === 'unsafe')
  let begun = 0
  let target: SqlTarget | undefined

  function open(): SqlTarget {
    begun = target ? begun : elapsed()
    target ??= engine.restore(engine.database)
    return target
  }

  async function finish(isWhole: boolean): Promise<Looked> {
    if (isUnsafe) return lacking('unsafe', 'it is unsafe, so it was not restored')
    await open().write(sieve.end())
    const end = await open().end()
    if (!isWhole) return lacking('whole', 'it was cut off above, so its restore says nothing')
    try {
      return await judgeEnd(engine, facts, end, sieve)
    } catch (thrown) {
      // An engine's own words may quote rows.
      const isOurs = thrown instanceof Error && thrown.name === 'RunError'
      const why = isOurs ? `: ${messageOf(thrown)}` : ''
      return lacking(engine.family, `what was restored could not be looked at${why}`)
    }
  }

  return {
    write: async (chunk) => {
      if (!isUnsafe) await open().write(sieve.take(chunk))
    },
    end: async (isWhole) => {
      const reading = await finish(isWhole)
      const seconds = target ? (elapsed() - begun) / 1000 : 0
      return { ...reading, engine: engine.version, seconds }
    },
  }
}
