import { createLedger, createNames, type Ledger, type Names } from './ledger.ts'
import type { Dialect } from './sql-reading.ts'

/** A thing that was found, and where; only the first of a kind is told. */
export interface Finding {
  readonly text: string
  /** Bytes from the dump's first. */
  readonly at: number
  /** Whether it stands in a statement that has begun: then it may be the trace of damage. */
  readonly isInside?: boolean
  /** Whether the bytes ended in it. */
  readonly isCut?: boolean
}

/** What was found in a dump so far. */
export interface SqlFacts {
  readonly dialect: Dialect
  readonly ledger: Ledger
  readonly roles: Names
  readonly createdRoles: Names
  readonly extensions: Names
  readonly databases: Names
  readonly untrusted: Names
  encoding: string | undefined
  searchPath: string | undefined
  statements: number
  routines: number
  views: number
  largeObjects: number
  isInTransaction: boolean
  /** Of MySQL's: tables that were locked, and settings that were saved to be restored at the end. */
  isLocked: boolean
  savesNotes: boolean
  restoresNotes: boolean
  hasDrops: boolean
  copies: number
  unsafe: Finding | undefined
  error: Finding | undefined
  /** Something that is neither a statement nor a message. */
  gibberish: Finding | undefined
  misfit: Finding | undefined
  stray: Finding | undefined
  isCrlf: boolean
  standardStrings: boolean
}

/** The facts before the first byte. */
export function createSqlFacts(dialect: Dialect): SqlFacts {
  return {
    dialect,
    ledger: createLedger(dialect !== 'mysql'),
    roles: createNames(),
    createdRoles: createNames(),
    extensions: createNames(),
    databases: createNames(),
    untrusted: createNames(),
    encoding: undefined,
    searchPath: undefined,
    statements: 0,
    routines: 0,
    views: 0,
    largeObjects: 0,
    isInTransaction: false,
    isLocked: false,
    savesNotes: false,
    restoresNotes: false,
    hasDrops: false,
    copies: 0,
    unsafe: undefined,
    error: undefined,
    gibberish: undefined,
    misfit: undefined,
    stray: undefined,
    isCrlf: false,
    standardStrings: true,
  }
}
