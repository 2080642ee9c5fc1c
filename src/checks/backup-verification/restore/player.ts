import type { PostgresEngine } from '../../../core/engine-ports.ts'
import { dangerOfCommand, isClientCommand } from '../sql/unsafe.ts'
import { connectTarget } from './connect-command.ts'
import { canonical } from './decoding.ts'
import type { DumpFacts } from './dump-facts.ts'
import type { Piece, ScriptStatement } from './pieces.ts'
import { createPlaces, type Places } from './places.ts'
import { createPlaying, type Playing } from './playing.ts'
import type { Troubles } from './troubles.ts'

/** Plays a dump into an engine, piece by piece. Throws a RunError where the engine is gone. */
export interface Player {
  readonly play: (piece: Piece) => Promise<void>
  /** Plays what still waits. */
  readonly finish: () => Promise<void>
  readonly places: Places
}

/** A player for one dump; nothing is sent before the first piece that needs a database. */
export function createPlayer(engine: PostgresEngine, facts: DumpFacts, troubles: Troubles): Player {
  const places = createPlaces(engine, facts.roles, troubles)
  /** By the databases' names, from their CREATE DATABASE. */
  const encodings = new Map<string, string>()
  let playing: Playing | undefined

  async function enter(name: string): Promise<Playing | undefined> {
    await playing?.finish()
    playing = undefined
    const encoding = encodings.get(name) ?? (name === '' ? canonical(facts.encoding ?? 'UTF8') : 'UTF8')
    const place = await places.enter(name, encoding)
    if (place === undefined) troubles.stop()
    else playing = createPlaying(place, places.roles, troubles)
    return playing
  }

  async function command(text: string): Promise<void> {
    const danger = dangerOfCommand(text, 'postgres')
    if (danger !== undefined) {
      const isCommand = isClientCommand(text) || text.startsWith('\\c')
      if (isCommand) troubles.fault('unsafe', `it ${danger}, and nothing was played from there on`)
      else troubles.fault('corrupt', 'it has a line that is neither SQL nor data, and was played up to there')
      troubles.stop()
      return
    }
    const target = connectTarget(text)
    if (target !== undefined && target !== '') await enter(target)
    else if (target === '') await enter(playing?.place.name ?? '')
    const encoding = /^\\encoding\s+['"]?([\w-]+)/.exec(text)?.[1]
    if (encoding !== undefined) playing?.setEncoding(canonical(encoding))
  }

  async function statement(one: ScriptStatement): Promise<void> {
    if (one.isCut) {
      troubles.fault('incomplete', 'it breaks off in a statement, which was not played')
      return
    }
    const target = playing ?? (await enter(''))
    const made = await target?.statement(one)
    if (made !== undefined) encodings.set(made.name, made.encoding)
  }

  return {
    play: async (piece) => {
      if (troubles.isStopped()) return
      if (piece.kind === 'command') await command(piece.text)
      else if (piece.kind === 'statement') await statement(piece)
      else if (piece.kind === 'data') await playing?.data(piece.bytes)
      else await playing?.copied(piece.isEnded)
    },
    finish: async () => {
      if (!troubles.isStopped()) await playing?.finish()
    },
    places,
  }
}
