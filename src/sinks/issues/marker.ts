import { clip, commentJson } from '../../formats/escape.ts'
import { MAX_TARGET, packFindings, type RunOrder, type State, unpackFindings } from './state.ts'

const OPEN = '<!-- upkeep:v1 '
const CLOSE = ' -->'

type Values = Readonly<Record<string, unknown>>

/** The first line of a body that Upkeep writes: a comment with JSON in it, which no cutting can reach. */
export function markerLine(values: Values): string {
  return `${OPEN}${commentJson(values)}${CLOSE}`
}

/** What the first line of a body says; undefined where it is no marker of ours. */
export function readMarker(body: string): Values | undefined {
  const [first = ''] = body.split(/\r?\n/, 1)
  if (!first.startsWith(OPEN) || !first.endsWith(CLOSE)) return undefined
  try {
    const value: unknown = JSON.parse(first.slice(OPEN.length, -CLOSE.length))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Values)
      : undefined
  } catch {
    return undefined
  }
}

/** The marker of a group's issue. */
export function stateMarker(key: string, state: State, home?: string): string {
  const { check, name, target, run, hash, findings, comments, closed, reopened } = state
  return markerLine({
    key,
    check: clip(check, MAX_TARGET),
    name: clip(name, MAX_TARGET),
    target: clip(target, MAX_TARGET),
    run,
    hash,
    findings: packFindings(findings),
    comments,
    ...(closed === undefined ? {} : { closed }),
    ...(reopened === 0 ? {} : { reopened }),
    ...(home === undefined ? {} : { repo: home }),
  })
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0
}

/** A run as a marker holds it; the beginning of all where it holds none. */
export function runOf(value: unknown): RunOrder {
  return Array.isArray(value) ? [countOf(value[0]), countOf(value[1])] : [0, 0]
}

const CLOSED = ['fixed', 'gone', 'duplicate'] as const

/** An issue's key and state by its body; undefined where the body has no marker of a group. */
export function readState(body: string): { readonly key: string; readonly state: State } | undefined {
  const values = readMarker(body)
  const key = textOf(values?.['key'])
  const check = textOf(values?.['check'])
  if (!values || key === '' || check === '') return undefined
  const closed = CLOSED.find((word) => word === values['closed'])
  const state: State = {
    check,
    name: textOf(values['name']) || check,
    target: textOf(values['target']),
    run: runOf(values['run']),
    hash: textOf(values['hash']),
    findings: unpackFindings(values['findings']),
    comments: countOf(values['comments']),
    ...(closed === undefined ? {} : { closed }),
    reopened: countOf(values['reopened']),
  }
  return { key, state }
}
