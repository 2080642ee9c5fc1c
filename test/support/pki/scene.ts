/** A finding that a scene must lead to, by the rule's id without its prefix. */
export interface Expected {
  readonly rule: string
  readonly severity: 'high' | 'moderate' | 'info'
}

/** Where a fake resolver says that a host is. */
export interface Place {
  readonly address: string
  readonly family: 4 | 6
}

/** A door behind which a scene's server shows certificates to anybody who speaks TLS at once. */
export interface Showing {
  readonly address: string
  readonly port: number
  readonly serverName: string
  /** Leaves of which it shows one, DER. */
  readonly leaves: readonly Uint8Array[]
}

/** What a person would type, and the world around it. */
export interface Play {
  /** Entries of the option `hosts`. */
  readonly hosts: readonly string[]
  /** Other options, as typed. */
  readonly values?: Readonly<Record<string, string>>
  /** Files of the directory being checked, by path. */
  readonly files?: Readonly<Record<string, string>>
  /** Environment variables that hold secrets. */
  readonly secrets?: Readonly<Record<string, string>>
  /** Addresses of hosts; the others are asked of the real resolver. */
  readonly resolve?: Readonly<Record<string, readonly Place[]>>
  /** What `roots()` of the port answers, DER; the usual ones where undefined. */
  readonly roots?: readonly Uint8Array[]
  /** As of when; the present where undefined. */
  readonly now?: Date
}

/** A scene whose servers are up. */
export interface Running extends Play {
  readonly values: Readonly<Record<string, string>>
  readonly files: Readonly<Record<string, string>>
  readonly secrets: Readonly<Record<string, string>>
  readonly resolve: Readonly<Record<string, readonly Place[]>>
  readonly now: Date
  readonly showings: readonly Showing[]
  /** Connections to all servers but those of files, so far. */
  readonly connections: () => number
  /** How often each file was fetched, so far, by path. */
  readonly fetched: () => Readonly<Record<string, number>>
  readonly close: () => Promise<void>
}

/** One condition of a server, and the verdict that is right. */
export interface Scene {
  readonly name: string
  readonly about: string
  /** Every finding, in any order; none where all is well. */
  readonly expect: readonly Expected[]
  /** Reasons of all gaps, in any order; none where undefined. */
  readonly gaps?: readonly RegExp[]
  /** The text of a note that must be there. Other notes are not judged. */
  readonly note?: RegExp
  /** How often each file must have been fetched in a run, by path. */
  readonly fetches?: Readonly<Record<string, number>>
  /** Most connections that a run may need. */
  readonly maxConnections?: number
  /** Needs ::1, which not every machine has. */
  readonly needsV6?: boolean
  readonly start: () => Promise<Running>
}

export const HEALTHY: readonly Expected[] = []

export function high(rule: string): Expected {
  return { rule, severity: 'high' }
}

export function moderate(rule: string): Expected {
  return { rule, severity: 'moderate' }
}

export function info(rule: string): Expected {
  return { rule, severity: 'info' }
}
