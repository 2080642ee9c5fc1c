import type { LoadRdb, RdbLoaded } from '../../../core/other-engine-ports.ts'
import type { Fault, Intake, Reading } from '../intake.ts'
import type { Spool } from '../layers/context.ts'
import type { RdbReading } from '../redis/rdb-reading.ts'
import type { Restored } from './restored.ts'

/** A server with more of them would need memory for each. */
const MOST_DATABASES = 10_000

type Loaded = Extract<RdbLoaded, { kind: 'loaded' }>

function fault(word: Fault['word'], text: string): Fault {
  return { word, level: 4, text }
}

function lacking(text: string): Reading {
  return { faults: [], remarks: [], lacks: [{ what: 'redis', text }] }
}

function judgeRefusal(
  { engine, reason }: Extract<RdbLoaded, { kind: 'refused' }>,
  facts: RdbReading,
): Reading {
  const { format, dialect } = facts
  const name = `${dialect ?? 'unknown'} format ${format ?? '?'}`
  if (reason === 'newer') return lacking(`${engine} is too old for ${name}`)
  if (reason === 'foreign') return lacking(`${engine} does not load ${name}, which another server wrote`)
  if (reason === 'module') return lacking(`${engine} lacks a module that it holds data of`)
  if (reason === 'crashed') return lacking(`${engine} was ended by a signal while it loaded it`)
  // Its words are the same for a value that it does not know and for too little memory.
  const isKnown = facts.lacks.length === 0 || facts.faults.length > 0
  return isKnown
    ? { faults: [fault('corrupt', `${engine} cannot load it`)], remarks: [], lacks: [] }
    : lacking(`${engine} cannot load it, and neither can it be read here`)
}

function differences({ databases }: Loaded, facts: RdbReading): readonly Fault[] {
  const loaded = new Map(databases.map(({ index, keys }) => [index, keys]))
  return facts.databases
    .filter(({ index, keys, expiring }) => {
      const there = loaded.get(index) ?? 0
      return there > keys || there < keys - expiring
    })
    .slice(0, 3)
    .map(({ index, keys }) =>
      fault(
        'corrupt',
        `database ${index} has ${loaded.get(index) ?? 0} keys once loaded, and the file holds ${keys}`,
      ),
    )
}

function judgeLoaded(loaded: Loaded, facts: RdbReading): Reading {
  const keys = loaded.databases.reduce((sum, one) => sum + one.keys, 0)
  // The walker could not go on: there is nothing to compare with.
  const isCounted = facts.lacks.length === 0 && facts.faults.length === 0
  const wrong = isCounted ? differences(loaded, facts) : []
  if (keys === 0 && wrong.length === 0) {
    const expired = facts.expiring > 0 ? `: all ${facts.expiring} that it holds have expired` : ''
    return { faults: [fault('empty', `no key is there once it is loaded${expired}`)], remarks: [], lacks: [] }
  }
  const gone = facts.keys - keys
  const text = `${gone} ${gone === 1 ? 'key has' : 'keys have'} expired since it was written`
  return { faults: wrong, remarks: isCounted && gone > 0 && wrong.length === 0 ? [{ text }] : [], lacks: [] }
}

function judge(answer: RdbLoaded, facts: RdbReading): Reading {
  if (answer.kind === 'absent') return lacking(answer.reason)
  return answer.kind === 'refused' ? judgeRefusal(answer, facts) : judgeLoaded(answer, facts)
}

/** What a load needs. */
export interface RdbRestoreParts {
  /** Where the file is written to first; its limit is the disk's. */
  readonly spool: Spool
  readonly load: LoadRdb
  /** A clock in milliseconds. */
  readonly elapsed: () => number
  /** Milliseconds for the load. */
  readonly deadline: number
}

/**
 * Loads a snapshot into a server of our own and compares what is there with what was counted in the file: the fourth
 * level. `facts` is what the static reading of the same bytes said. Each numbered database is told as a table `keys`.
 * Never throws for what the bytes are, and leaves nothing behind.
 */
export function restoreRdb(parts: RdbRestoreParts, facts: RdbReading): Intake<Restored> {
  const file = parts.spool()
  const nothing = { engine: '', seconds: 0, tables: [] }

  async function load(path: string): Promise<Restored> {
    const begun = parts.elapsed()
    const highest = facts.databases.at(-1)?.index ?? 0
    if (highest >= MOST_DATABASES) return { ...nothing, ...lacking(`it has a database of number ${highest}`) }
    const answer = await parts.load({ path, databases: highest + 1, deadline: parts.deadline })
    const databases = answer.kind === 'loaded' ? answer.databases : []
    return {
      engine: answer.kind === 'absent' ? '' : answer.engine,
      seconds: (parts.elapsed() - begun) / 1000,
      tables: databases.map(({ index, keys }) => ({ database: String(index), name: 'keys', rows: keys })),
      ...judge(answer, facts),
    }
  }

  return {
    write: file.write,
    end: async (isWhole) => {
      const spooled = await file.end(isWhole)
      if ('problem' in spooled) return { ...nothing, ...lacking(spooled.problem) }
      try {
        if (!isWhole) return { ...nothing, ...lacking('it was cut off above, so it was not loaded') }
        return await load(spooled.path)
      } finally {
        await spooled.close()
      }
    },
  }
}
