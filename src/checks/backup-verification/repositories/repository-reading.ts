import type { MakeFolder, StartChild } from '../../../core/engine-ports.ts'
import type { Fault, Lack, Level, Reading } from '../intake.ts'
import type { RepositoryKind } from './repository-kind.ts'

/** One backup in a repository. */
export interface Snapshot {
  readonly id: string
  /** Milliseconds since 1970. */
  readonly time: number
}

/** What came out of a restore; names and contents stay where they are. */
export interface Restored {
  readonly files: number
  readonly bytes: number
}

/** What was found out about a repository. */
export interface RepositoryReading extends Reading {
  readonly kind: RepositoryKind
  /** `restic 0.14.0`; empty where it is not there. */
  readonly tool: string
  /** The highest level at which it was verified; 0 where it was not opened. */
  readonly level: Level
  /** Oldest first. */
  readonly snapshots: readonly Snapshot[]
  /** Undefined where it was not opened. */
  readonly isEncrypted: boolean | undefined
  /** Of the newest snapshot, at level 4; of borg, which only pretends to write, what its archive says it has. */
  readonly restored: Restored | undefined
  /** Milliseconds that reading the newest snapshot took, as a restore does; 0 where it was not. */
  readonly restoreTime: number
}

/** What is wanted. */
export interface RepositoryRequest {
  /** Undefined for none. */
  readonly password: string | undefined
  /** Below 3 it is opened and listed; 3 reads all data, or the part; 4 and above restore the newest snapshot. */
  readonly level: Level
  /** The nth of so many parts of the data, from 1 on, for restic: each is read once as it goes round. All where not given. */
  readonly subset?: { readonly part: number; readonly of: number }
  /** Bytes that a restore may write. */
  readonly maxBytes: number
  /** Milliseconds left for everything. */
  readonly left: () => number
}

/** What repositories need of the world. */
export interface RepositoryPorts {
  readonly start: StartChild
  readonly folder: MakeFolder
}

/** Why it goes no further. */
export type Obstacle = { readonly fault: Fault } | { readonly lack: Lack }

/** What is known so far. */
export interface RepositoryState {
  readonly kind: RepositoryKind
  tool: string
  level: Level
  snapshots: readonly Snapshot[]
  isEncrypted: boolean | undefined
  restored: Restored | undefined
  restoreTime: number
  readonly remarks: { readonly text: string }[]
}

/** Nothing, yet. */
export function repositoryState(kind: RepositoryKind): RepositoryState {
  return {
    kind,
    tool: '',
    level: 0,
    snapshots: [],
    isEncrypted: undefined,
    restored: undefined,
    restoreTime: 0,
    remarks: [],
  }
}

/** Something that is wrong with it. */
export function faultOf(word: Fault['word'], level: Level, text: string): Obstacle {
  return { fault: { word, level, text } }
}

/** Something that this machine lacks. */
export function lackOf(what: string, text: string): Obstacle {
  return { lack: { what, text } }
}

/** What is said in the end. */
export function readingOf(state: RepositoryState, obstacle: Obstacle | undefined): RepositoryReading {
  return {
    ...state,
    faults: obstacle && 'fault' in obstacle ? [obstacle.fault] : [],
    lacks: obstacle && 'lack' in obstacle ? [obstacle.lack] : [],
  }
}
