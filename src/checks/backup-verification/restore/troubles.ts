import type { DatabaseError } from '../../../core/engine-ports.ts'
import type { Fault, Lack, Level, Reading, Remark, Word } from '../intake.ts'
import { judgeRefusal } from './refusals.ts'
import { tellState } from './sqlstates.ts'
import { tellStatement } from './statement-name.ts'

const LEVEL: Level = 4
const MOST_NAMED = 5
const MOST_REFUSED = 20
const MOST_TOLD = 10

/** What goes wrong in a restore, as it does. */
export interface Troubles {
  /** The engine has refused a statement, told by its text without strings. True where the restore must not go on. */
  readonly refuse: (text: string, error: Pick<DatabaseError, 'code' | 'message'>) => void
  readonly fault: (word: Word, text: string) => void
  /** Something that this machine lacks; what is refused from here on may come of it, unless nothing depends on it. */
  readonly lack: (what: string, text: string, isAlone?: boolean) => void
  /** Told once, however often. */
  readonly remark: (text: string) => void
  /** Nothing more is to be played. */
  readonly stop: () => void
  readonly isStopped: () => boolean
  readonly hasFaults: () => boolean
  readonly hasLacks: () => boolean
  readonly reading: () => Reading
}

function distinct<One extends { readonly text: string }>(all: readonly One[]): readonly One[] {
  return all.filter(({ text }, index) => all.findIndex((other) => other.text === text) === index)
}

/** None yet. `isCut` says that level 3 found the dump to break off: what is refused then is missing, not damaged. */
export function createTroubles(isCut: boolean): Troubles {
  const faults: Fault[] = []
  const lacks: Lack[] = []
  const remarks: Remark[] = []
  let refused = 0
  let isStopped = false
  let isClouded = false

  function lack(what: string, text: string, isAlone = false): void {
    if (lacks.length < MOST_TOLD) lacks.push({ what, text })
    isClouded ||= !isAlone
  }

  function remark(text: string): void {
    if (remarks.length < MOST_TOLD) remarks.push({ text })
  }

  function refuse(text: string, error: Pick<DatabaseError, 'code' | 'message'>): void {
    const refusal = judgeRefusal(text, error)
    if (refusal.kind === 'harmless') return
    const told = `${tellStatement(text)} was refused (${tellState(error.code)})`
    if (refusal.kind === 'remark') {
      remark(refusal.text)
      return
    }
    refused += 1
    if (refused >= MOST_REFUSED) isStopped = true
    if (refusal.kind === 'lack' || isClouded) {
      lack(
        refusal.kind === 'lack' ? refusal.what : 'postgres',
        told,
        refusal.kind === 'lack' && refusal.isAlone,
      )
      return
    }
    if (faults.length < MOST_NAMED)
      faults.push({ word: isCut ? 'incomplete' : 'corrupt', level: LEVEL, text: told })
  }

  function told(): readonly Fault[] {
    const more = refused - faults.length
    const [first, ...others] = faults
    if (first === undefined || more <= 0 || faults.length < MOST_NAMED) return faults
    const count = isStopped && refused >= MOST_REFUSED ? `at least ${refused}` : `${refused}`
    return [{ ...first, text: `${first.text}, the first of ${count} that were refused` }, ...others]
  }

  return {
    refuse,
    fault: (word, text) => {
      if (faults.length < MOST_NAMED) faults.push({ word, level: LEVEL, text })
    },
    lack,
    remark,
    stop: () => {
      isStopped = true
    },
    isStopped: () => isStopped,
    hasFaults: () => faults.length > 0,
    hasLacks: () => lacks.length > 0,
    reading: () => ({ faults: told(), remarks: distinct(remarks), lacks: distinct(lacks) }),
  }
}
