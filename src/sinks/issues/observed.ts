import { readMarker, readState } from './marker.ts'
import type { State } from './state.ts'

/** An issue of ours as GitHub has it. */
export interface Observed {
  readonly number: number
  readonly url: string
  readonly isOpen: boolean
  /** `completed`, `not_planned`, `duplicate`, `reopened`, or empty. */
  readonly reason: string
  readonly title: string
  readonly body: string
  readonly labels: readonly string[]
  readonly isLocked: boolean
  readonly comments: number
  /** Milliseconds since 1970; 0 while it is open. */
  readonly closedAt: number
  /** What its first line remembers; undefined where somebody has wiped that. */
  readonly key?: string
  /** The id of the repository that its first line was written in, where that says it. */
  readonly home?: string
  readonly state?: State
}

type Values = Readonly<Record<string, unknown>>

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function labelOf(label: unknown): readonly string[] {
  const name = typeof label === 'object' && label !== null ? (label as Values)['name'] : label
  return typeof name === 'string' ? [name] : []
}

function homeOf(body: string): { readonly home?: string } {
  const home = readMarker(body)?.['repo']
  return typeof home === 'string' ? { home } : {}
}

/**
 * An issue in an answer of GitHub's; undefined where it is a pull request, or not written by `login`: anybody can write
 * a marker into an issue of their own.
 */
export function observedOf(value: unknown, login: string): Observed | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const issue = value as Values
  const author = issue['user'] as Values | null | undefined
  const number = issue['number']
  if (typeof number !== 'number' || 'pull_request' in issue || author?.['login'] !== login) return undefined
  const body = textOf(issue['body'])
  const labels = Array.isArray(issue['labels']) ? issue['labels'].flatMap(labelOf) : []
  return {
    number,
    url: textOf(issue['html_url']),
    isOpen: issue['state'] === 'open',
    reason: textOf(issue['state_reason']),
    title: textOf(issue['title']),
    body,
    labels,
    isLocked: issue['locked'] === true,
    comments: typeof issue['comments'] === 'number' ? issue['comments'] : 0,
    closedAt: Date.parse(textOf(issue['closed_at'])) || 0,
    ...readState(body),
    ...homeOf(body),
  }
}

/** Whether a label is among these: to GitHub `Upkeep` and `upkeep` are one. */
export function hasLabel(labels: readonly string[], label: string): boolean {
  return labels.some((one) => one.toLowerCase() === label.toLowerCase())
}

/** Where the issue with this number went, instead of being there: to another repository, or away. */
export type Departure = 'transferred' | 'deleted'

/** Everything of ours in a repository's issues. */
export interface Observation {
  readonly login: string
  readonly issues: readonly Observed[]
  /** Of the numbers that the registry has and no list showed. */
  readonly departed: ReadonlyMap<number, Departure>
}
