import type { Severity } from './severity.ts'

/** What happened to one group of findings since the run before: the only thing that people are told elsewhere. */
export interface News {
  readonly kind: 'started' | 'worsened' | 'recovered' | 'reminder'
  readonly check: string
  /** Empty where the group is a whole check. */
  readonly target: string
  /** The worst that is open now; of what recovered, the worst that was. */
  readonly severity: Severity
  /** How many findings are open. */
  readonly open: number
  /** How many of them are new, or worse than before. */
  readonly added: number
  /** A few of their messages, the worst first. */
  readonly messages: readonly string[]
  /** Its issue on GitHub, where it has one. */
  readonly url?: string
}
