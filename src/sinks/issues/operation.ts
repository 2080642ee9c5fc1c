import type { Change } from './change.ts'
import type { Group } from './group.ts'
import type { Observed } from './observed.ts'
import type { State } from './state.ts'

/** Why nothing is written about a group. */
export type Reason =
  /** Its issue says what is so already. */
  | 'unchanged'
  /** Nothing is wrong, and no issue is open. */
  | 'clean'
  /** Nobody can tell, so nothing is closed and nothing opened. */
  | 'unknown'
  /** A run that began later has already written. */
  | 'stale'
  /** A person closed it as not planned, and nothing is new or worse since. */
  | 'snoozed'
  /** A person closed it as completed less than a day ago. */
  | 'grace'
  /** A person moved its issue to another repository or deleted it, and nothing is new or worse since. */
  | 'departed'

/** One step towards exactly one open issue for each group that fails, and none for any other. */
export type Operation =
  | {
      readonly kind: 'create'
      readonly group: Group
      readonly state: State
      /** The issue that the same group had before. */
      readonly after?: number
    }
  | {
      readonly kind: 'edit'
      readonly group: Group
      readonly issue: Observed
      readonly state: State
      readonly change: Change
      /** Whether a comment tells of it. */
      readonly isTold: boolean
      /** All labels it is to have, where one of ours is gone. */
      readonly labels?: readonly string[]
    }
  | {
      readonly kind: 'reopen'
      readonly group: Group
      readonly issue: Observed
      readonly state: State
      readonly change: Change
      readonly why: 'again' | 'worse' | 'snooze-over' | 'not-fixed'
    }
  | {
      readonly kind: 'close'
      readonly group: Group
      readonly issue: Observed
      readonly state: State
      readonly why: 'fixed' | 'gone'
      /** Whether a comment tells of it. */
      readonly isTold: boolean
    }
  | {
      readonly kind: 'duplicate'
      readonly group: Group
      readonly issue: Observed
      readonly state: State
      /** The number of the issue that stays. */
      readonly of: number
    }
  | { readonly kind: 'leave'; readonly group: Group; readonly why: Reason; readonly issue?: Observed }
