import { momentOf } from '../../core/parsers.ts'
import { lineOf } from './report-text.ts'

/** One exception that becomes a waiver. */
export interface Entry {
  /** What it is called in a message. */
  readonly label: string
  readonly keys: Readonly<Partial<Record<'advisory' | 'package' | 'path', string>>>
  /** Undefined where the file gives none. */
  readonly reason: string | undefined
  /** The last day, `YYYY-MM-DD`; undefined where the file names none. */
  readonly until: string | undefined
}

/** One that does not, and why. */
export interface Left {
  readonly label: string
  readonly reason: string
}

export interface Imported {
  /** Whose file it is. */
  readonly tool: string
  readonly entries: readonly Entry[]
  readonly left: readonly Left[]
}

/** What a file's entry comes to. */
export type Outcome = { readonly entry: Entry } | { readonly left: Left }

export function leave(label: string, reason: string): Outcome {
  return { left: { label: lineOf(label, 200) || '(empty)', reason } }
}

/** Each waiver once, in the order of the file. */
export function importedOf(tool: string, outcomes: readonly Outcome[]): Imported {
  const entries = new Map<string, Entry>()
  const left: Left[] = []
  for (const outcome of outcomes) {
    if ('left' in outcome) left.push(outcome.left)
    else {
      const key = JSON.stringify([outcome.entry.keys, outcome.entry.reason, outcome.entry.until])
      entries.set(key, outcome.entry)
    }
  }
  return { tool, entries: [...entries.values()], left }
}

/** An id of an advisory: `GHSA-…`, `CVE-…`, `PYSEC-…`, `GO-…`, `MAL-…` */
export function isAdvisoryId(text: string): boolean {
  return text.length <= 100 && /^[A-Z][A-Z0-9]*(-[A-Za-z0-9:._]+)+$/.test(text)
}

export function isPackageName(text: string): boolean {
  return text.length <= 214 && /^(@[^@/\s*|>]+\/)?[^@/\s*|>]+$/.test(text)
}

/** The day of a moment, in UTC. */
export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10)
}

/** The moment of a day or an RFC 3339 time; undefined for anything else. */
export function readMoment(text: string): Date | undefined {
  return momentOf(text.trim())
}

/** Characters that a YAML reader or a terminal takes for more than a letter. */
const ODD = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/gu

/** A text in double quotes, JSON and YAML alike, whatever is in it. */
function quote(text: string): string {
  return JSON.stringify(text.toWellFormed()).replaceAll(ODD, (found) => {
    const code = found.codePointAt(0) ?? 0
    return code > 0xff_ff
      ? `\\U${code.toString(16).padStart(8, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`
  })
}

/** The lines of `waivers:` for .github/upkeep.yml; `until` is the end of those that have none. */
export function linesOf({ tool, entries }: Imported, until: string): readonly string[] {
  return [
    'waivers:',
    ...entries.flatMap((entry) => {
      const reason = entry.reason ?? `imported from ${tool}, which gives no reason`
      return [
        '  - check: dependency-audit',
        ...Object.entries(entry.keys).map(([key, value]) => `    ${key}: ${quote(value)}`),
        `    reason: ${quote(reason)}`,
        `    until: ${quote(entry.until ?? until)}`,
      ]
    }),
  ]
}
