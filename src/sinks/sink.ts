import { messageOf } from '../core/errors.ts'

/** One effect that was planned: what it is called, and how it is done. */
export interface Effect {
  readonly what: string
  readonly apply: () => void
}

/**
 * Does every effect, also after one has failed, and says which failed and why: a sink that fails changes no
 * verdict and loses no other sink's work.
 */
export function applyAll(effects: readonly Effect[]): readonly string[] {
  return effects.flatMap(({ what, apply }) => {
    try {
      apply()
      return []
    } catch (thrown) {
      return [`${what} could not be written: ${messageOf(thrown)}`]
    }
  })
}
