import type { Severity } from './severity.ts'

/** Plain data that JSON can carry unchanged. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** One reason a check can complain. */
export interface Rule {
  /** `check/rule`. */
  readonly id: string
  readonly title: string
  /** What to do about it; the next command to type. */
  readonly help: string
  /** Severity unless the finding says otherwise. */
  readonly severity: Severity
}

export interface Location {
  /** Relative to the directory that was checked, with `/`. */
  readonly path: string
  /** Counted from 1. */
  readonly line?: number
}

/** One thing that is wrong, as plain data: text from outside in it is hostile until `formats/` has escaped it. */
export interface Finding {
  /** Id of its rule, `check/rule`. */
  readonly rule: string
  readonly severity: Severity
  /** What a person fixes in one sitting: a lockfile's path, a `host:port`, a backup's name. */
  readonly target: string
  /** What it is about: a purl, a `host:port`, an artifact's path. */
  readonly subject: string
  /** One plain sentence. */
  readonly message: string
  readonly remediation?: string
  readonly location?: Location
  /** What the judgment rests on. `id`, where given, tells apart two findings of a rule on one subject. */
  readonly evidence: { readonly [key: string]: Json }
}

/** A subject that should have been looked at and could not be: never a pass. */
export interface Gap {
  readonly target: string
  readonly subject: string
  readonly reason: string
}

/** Something deliberately not looked at, or how it was looked at: the verdict claims nothing about it. */
export interface Note {
  readonly subject: string
  readonly text: string
}

export interface Target {
  readonly id: string
  /** Whether all of it was looked at. */
  readonly complete: boolean
}

/** A purl's name without its version, so that an identity outlives an upgrade. */
function withoutVersion(subject: string): string {
  if (!subject.startsWith('pkg:')) return subject
  // Qualifiers and subpath may hold a slash and an at sign of their own (purl-spec, "Components").
  const [bare = subject] = subject.split(/[?#]/, 1)
  const at = bare.indexOf('@', bare.lastIndexOf('/'))
  return at === -1 ? bare : bare.slice(0, at)
}

/**
 * Identity of a finding across runs, readable: rule, subject without its version, evidence id. Never message,
 * version, line, date or count, so that the same problem keeps its name while its details move.
 */
export function fingerprintOf(finding: Finding): string {
  const id = finding.evidence['id']
  const parts = [finding.rule, withoutVersion(finding.subject)]
  if (typeof id === 'string' || typeof id === 'number') parts.push(String(id))
  return `v1:${parts.join(' ')}`
}
