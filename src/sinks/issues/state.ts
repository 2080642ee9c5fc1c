import { createHash } from 'node:crypto'
import type { Judged } from '../../core/policy.ts'
import { SEVERITIES, type Severity } from '../../core/severity.ts'
import { clip } from '../../formats/escape.ts'

/** What a group is called: the check, the run's name (the check's id where it has no other), the target. */
export interface GroupName {
  readonly check: string
  readonly name: string
  /** Empty where the group is the whole run. */
  readonly target: string
}

/** Workflow runs in the order in which they began: the run's id, then which attempt at it. */
export type RunOrder = readonly [id: number, attempt: number]

/** Findings as an issue remembers them: what tells them apart, shortened, and how bad each was. */
export type Remembered = ReadonlyMap<string, Severity>

/** What the first line of an issue remembers about its group. */
export interface State extends GroupName {
  /** The newest run that wrote it. */
  readonly run: RunOrder
  /** Of what the body says, but for the words about this very change. */
  readonly hash: string
  readonly findings: Remembered
  /** How many comments the issue has as far as its writer knew. */
  readonly comments: number
  /** Why Upkeep closed it; absent while it is open, and where a person closed it. */
  readonly closed?: 'fixed' | 'gone' | 'duplicate'
  /** How often it was opened again after a person had closed it as completed. */
  readonly reopened: number
}

/** Remembered findings: more would not fit into a body, and what changes among the mildest of so many is no news. */
export const MAX_REMEMBERED = 3000
const LENGTH = 6

/** A longer target, or name, is known by its beginning, and the key by a hash besides. */
export const MAX_TARGET = 300

/** Identity of a group across runs, readable. A second run of a check has a name of its own, and so has what it finds. */
export function keyOf({ check, name, target }: GroupName): string {
  const parts = [name === check ? check : `${check} (${name})`, target].filter((part) => part !== '')
  const key = parts.join(' ')
  return key.length > MAX_TARGET ? `${clip(key, MAX_TARGET)}…${hashOf(key)}` : key
}

/** Compares two runs: negative where the first began earlier. */
export function compareRuns(a: RunOrder, b: RunOrder): number {
  return a[0] - b[0] || a[1] - b[1]
}

/** A short name for a text, 36 bits of its SHA-256: enough to tell a few thousand apart. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, LENGTH)
}

/** A name for a text that no other has: 96 bits of its SHA-256. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 16)
}

/**
 * The worst few thousand of these findings, which come in the order of their severity. `earlier` is what may still be
 * wrong beside them, and fills the room that is left.
 */
export function remember(open: readonly Judged[], earlier: Remembered = new Map()): Remembered {
  const remembered = new Map<string, Severity>()
  for (const { fingerprint, finding } of open) {
    if (remembered.size >= MAX_REMEMBERED) break
    const name = shortHash(fingerprint)
    if (!remembered.has(name)) remembered.set(name, finding.severity)
  }
  for (const [name, severity] of earlier) {
    if (remembered.size >= MAX_REMEMBERED) break
    if (!remembered.has(name)) remembered.set(name, severity)
  }
  return remembered
}

/** Remembered findings as text by severity: `{"high": "AbCdEfGhIjKl"}`. */
export function packFindings(findings: Remembered): Readonly<Record<string, string>> {
  const packed: Record<string, string> = {}
  for (const severity of SEVERITIES) {
    const names = [...findings].flatMap(([name, its]) => (its === severity ? [name] : []))
    if (names.length > 0) packed[severity] = names.toSorted().join('')
  }
  return packed
}

/** The findings of a packed text; what is no such text is nothing. */
export function unpackFindings(packed: unknown): Remembered {
  if (typeof packed !== 'object' || packed === null) return new Map()
  const findings = new Map<string, Severity>()
  for (const severity of SEVERITIES) {
    const names = (packed as Readonly<Record<string, unknown>>)[severity]
    if (typeof names !== 'string') continue
    for (const name of names.match(/[\w-]{6}/g) ?? []) findings.set(name, severity)
  }
  return findings
}
