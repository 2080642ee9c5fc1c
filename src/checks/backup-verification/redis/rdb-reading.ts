import type { Reading } from '../intake.ts'
import type { RdbDialect } from './layout.ts'
import type { RdbCounts } from './tally.ts'

/** What a snapshot says of itself, and what was counted in it. */
export interface RdbReading extends Reading, RdbCounts {
  /** By its magic; undefined where it has none. */
  readonly dialect: RdbDialect | undefined
  /** Of the format; undefined where there is none. */
  readonly format: number | undefined
  /** Of the server that wrote it, where it says so. */
  readonly serverVersion: string | undefined
  /** When the server wrote it, in milliseconds since 1970, by its own word. */
  readonly createdAt: number | undefined
  /**
   * `right`: of the whole file. `disabled`: the server was told not to make one. `none`: formats before 5 have none.
   * `unknown`: the file did not get that far.
   */
  readonly checksum: 'right' | 'wrong' | 'disabled' | 'none' | 'unknown'
}
