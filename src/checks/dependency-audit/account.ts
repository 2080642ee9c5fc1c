import type { Gap, Note } from '../../core/finding.ts'
import { groupsOf } from './aliases.ts'
import type { Options } from './options.ts'
import { few } from './questions.ts'
import type { Asked, AskedSource } from './sources/ask.ts'

function rowNote({ id, place, state, asked, answered, reason }: AskedSource, at: string): Note {
  const count = state === 'not asked' ? '' : `, ${answered} of ${asked} questions answered at ${at}`
  const because = reason === undefined ? '' : `: ${reason}`
  return { subject: `source ${id}`, text: `${place}: ${state}${count}${because}.` }
}

/** Flaws that one source told and another, which was asked the same, did not. */
function differences(asked: Asked): readonly Note[] {
  const able = asked.sources.filter(({ state }) => state === 'checked').map(({ id }) => id)
  if (able.length < 2) return []
  const missing = new Map(able.map((id) => [id, [] as string[]]))
  for (const group of groupsOf(asked.advisories)) {
    const tellers = new Set(group.map(({ source }) => source))
    for (const id of able) if (!tellers.has(id)) missing.get(id)?.push(group[0].id)
  }
  return [...missing].map(([id, ids]) => ({
    subject: `agreement ${id}`,
    text:
      ids.length === 0
        ? 'It told everything that the others did.'
        : `${ids.length} advisories were told by another source and not by it: ${few(ids)}.`,
  }))
}

/** Where agreement was asked for, and a source could not be asked, nobody knows whether it agrees. */
export function disagreementGaps(asked: Asked, target: string): readonly Gap[] {
  return asked.sources
    .filter(({ state }) => state === 'unavailable' || state === 'partial')
    .map(({ id, place, reason = 'it did not answer everything' }) => ({
      target,
      subject: `source ${id}`,
      reason: `whether ${place} agrees is not known: ${reason}`,
    }))
}

/** Says of every source how the asking went, when, and where they differ. */
export function accountNotes(asked: Asked, options: Options, now: Date): readonly Note[] {
  const rows = asked.sources.map((row) => rowNote(row, now.toISOString()))
  const said = asked.notes.map((text) => ({ subject: 'sources', text }))
  return [...rows, ...said, ...(options.agreement ? differences(asked) : [])]
}
