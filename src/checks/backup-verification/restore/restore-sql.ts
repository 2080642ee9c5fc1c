import { DatabaseError, type PostgresEngine } from '../../../core/engine-ports.ts'
import { RunError } from '../../../core/errors.ts'
import type { Intake } from '../intake.ts'
import { bufferOf } from '../sql/bytes.ts'
import { type Course, concludeRestore } from './conclusion.ts'
import { type DumpFacts, majorOf } from './dump-facts.ts'
import { createPieces, type Piece } from './pieces.ts'
import { createPlayer } from './player.ts'
import type { PostgresRestored, RestoreLimits } from './postgres-restored.ts'
import { tellState } from './sqlstates.ts'
import { createTroubles, type Troubles } from './troubles.ts'

const LONGEST = 256 * 1024 * 1024
const ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf])

/** Why a dump cannot be played at all here; that is a lack. */
function refuseBefore(engine: PostgresEngine, facts: DumpFacts, troubles: Troubles): void {
  const major = majorOf(facts)
  if (major > engine.major) {
    troubles.lack('postgres', `it comes from PostgreSQL ${major}, and the newest here is ${engine.major}`)
    troubles.stop()
  }
  const hasRows = facts.tables.some(({ rows }) => rows !== 0)
  if (hasRows && !facts.tables.some(({ isCreated }) => isCreated)) {
    troubles.lack('schema', 'it holds data alone: it can only be restored where its tables are')
    troubles.stop()
  }
}

/** A restore that is fed with SQL, and what goes wrong in it. */
export interface SqlRestore extends Intake<PostgresRestored> {
  readonly write: (chunk: Uint8Array) => void | Promise<void>
  readonly end: (isWhole: boolean) => Promise<PostgresRestored>
  /** For who makes the SQL, and knows of troubles of its own. */
  readonly troubles: Troubles
}

/** Begins a restore; see `restoreSql`. */
export function startRestore(engine: PostgresEngine, facts: DumpFacts, limits: RestoreLimits): SqlRestore {
  const started = limits.elapsed()
  const troubles = createTroubles(facts.isCut)
  const player = createPlayer(engine, facts, troubles)
  const pieces = createPieces()
  const course: Course = { engine, facts, limits, troubles, places: player.places, started }
  let isFirst = true
  let isGone = false
  refuseBefore(engine, facts, troubles)

  function giveUp(error: unknown): void {
    if (!(error instanceof RunError) && !(error instanceof DatabaseError)) throw error
    const isLate = limits.elapsed() >= limits.deadline
    if (isLate) troubles.lack('time', 'the time was up before it was restored')
    else if (error instanceof RunError) troubles.lack('engine', 'the engine ended before it was restored')
    else troubles.lack('postgres', `the engine could not be made ready (${tellState(error.code)})`)
    troubles.stop()
    isGone = true
  }

  /** Does something with the engine; where it cannot, that is a lack, and nothing more is done with it. */
  async function guard(action: () => Promise<void>): Promise<void> {
    if (isGone) return
    try {
      await action()
    } catch (error) {
      giveUp(error)
    }
  }

  async function playAll(some: readonly Piece[]): Promise<void> {
    for (const piece of some) {
      if (troubles.isStopped()) return
      if (limits.elapsed() >= limits.deadline) throw new RunError('late')
      await player.play(piece)
    }
  }

  async function take(buffer: Buffer): Promise<void> {
    const some = pieces.write(buffer)
    if (some.length > 0) await guard(() => playAll(some))
    if (pieces.held() <= (limits.statement ?? LONGEST) || troubles.isStopped()) return
    troubles.lack('memory', 'one of its statements is too long to be played')
    troubles.stop()
  }

  return {
    troubles,
    write: (chunk) => {
      if (troubles.isStopped()) return undefined
      const buffer = bufferOf(chunk)
      const hasMark = isFirst && buffer.subarray(0, 3).equals(ORDER_MARK)
      isFirst = false
      return take(hasMark ? buffer.subarray(3) : buffer)
    },
    end: async (isWhole) => {
      if (isWhole && !troubles.isStopped()) {
        await guard(async () => {
          await playAll(pieces.end())
          await player.finish()
        })
      }
      return concludeRestore(course, isWhole, guard)
    },
  }
}

/**
 * Plays a plain dump of PostgreSQL's into an engine as its bytes come in (level 4): statements as they are, many at
 * once; COPY data as they are; roles, owners and extensions by the admin, who runs nothing of the dump's. Commands to the
 * client and what reaches for the server's files are never run. Then every table is counted. Never throws for what the
 * dump is or the engine does; the engine is its caller's to stop.
 */
export function restoreSql(
  engine: PostgresEngine,
  facts: DumpFacts,
  limits: RestoreLimits,
): Intake<PostgresRestored> {
  const { write, end } = startRestore(engine, facts, limits)
  return { write, end }
}
