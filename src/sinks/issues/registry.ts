import { clip } from '../../formats/escape.ts'
import { markerLine, readMarker, runOf } from './marker.ts'
import type { Departure } from './observed.ts'
import {
  type GroupName,
  MAX_TARGET,
  packFindings,
  type Remembered,
  type RunOrder,
  unpackFindings,
} from './state.ts'

/** What is remembered of a group beside its issue, should that lose its first line, or go. */
export interface Entry extends GroupName {
  /** Of its issue. */
  readonly number: number
  readonly run: RunOrder
  /** Undefined where there was no room for them. */
  readonly findings?: Remembered
  readonly comments: number
  readonly reopened: number
  /** When people were last told about it, milliseconds since 1970. */
  readonly toldAt: number
  /** The issue is no longer ours, since then: milliseconds since 1970. */
  readonly departed?: { readonly how: Departure; readonly at: number }
}

/** What is remembered of a check's runs. */
export interface CheckRecord {
  readonly check: string
  readonly name: string
  readonly verdict: 'pass' | 'fail' | 'error'
  /** When it last could tell, milliseconds since 1970; 0 for never. */
  readonly toldAt: number
  /** How many times in a row it could not tell, and since when. */
  readonly untold: number
  readonly untoldSince: number
  /** The run that changed this. */
  readonly run: RunOrder
  /** When it last had a report, to the day: milliseconds since 1970. */
  readonly seenAt: number
  /** The first few of its waivers, and of what it could not look at. */
  readonly waivers: readonly WaiverRecord[]
  readonly gaps: readonly string[]
}

export interface WaiverRecord {
  readonly until: string
  readonly rule: string
  readonly subject: string
  readonly reason: string
}

/** The second copy: in the body of the dashboard issue, or where there is none in that of the liveness issue. */
export interface Registry {
  /** By key. */
  readonly groups: ReadonlyMap<string, Entry>
  /** By check and name. */
  readonly checks: ReadonlyMap<string, CheckRecord>
  /** Since when each schedule is known, by its workflow and cron. */
  readonly schedules: ReadonlyMap<string, Date>
  /** Not every group had room. */
  readonly isCut?: true
}

export const NO_REGISTRY: Registry = { groups: new Map(), checks: new Map(), schedules: new Map() }

/** A marker with it may take this many characters: the rest of a body must have room. */
export const MAX_SIZE = 30_000

type Values = Readonly<Record<string, unknown>>

function packEntry(key: string, entry: Entry, withFindings: boolean): Values {
  const { check, name, target, number, run, findings, comments, reopened, toldAt, departed } = entry
  return {
    key,
    check: clip(check, MAX_TARGET),
    ...(name === check ? {} : { name: clip(name, MAX_TARGET) }),
    target: clip(target, 100),
    number,
    run,
    ...(withFindings && findings ? { findings: packFindings(findings) } : {}),
    ...(comments === 0 ? {} : { comments }),
    ...(reopened === 0 ? {} : { reopened }),
    toldAt,
    ...(departed ? { departed: [departed.how, departed.at] } : {}),
  }
}

/** In an order of its own, so that the same is always written the same. */
function packRecord({ check, name, verdict, toldAt, untold, untoldSince, ...record }: CheckRecord): Values {
  const { run, seenAt, waivers, gaps } = record
  return { check, name, verdict, toldAt, untold, untoldSince, run, seenAt, waivers, gaps }
}

function sorted<T>(map: ReadonlyMap<string, T>): readonly (readonly [string, T])[] {
  return [...map].toSorted(([a], [b]) => (a < b ? -1 : 1))
}

/**
 * The registry as a part of a marker. Where it would be too large it goes without findings, then without waivers and
 * gaps, then with those groups alone whose issues are gone, then without anything: `max` characters it never exceeds.
 */
export function packRegistry(registry: Registry, max = MAX_SIZE): Values {
  const { groups, checks } = registry
  const schedules = Object.fromEntries([...registry.schedules].map(([key, date]) => [key, date.getTime()]))
  const entries = (withFindings: boolean) =>
    sorted(groups).map(([key, entry]) => packEntry(key, entry, withFindings))
  const full = sorted(checks).map(([, record]) => packRecord(record))
  const bare = full.map((record) => ({ ...record, waivers: [], gaps: [] }))
  const departed = entries(true).filter((entry) => 'departed' in entry)
  const sizes = [
    { groups: entries(true), checks: full, schedules },
    { groups: entries(false), checks: full, schedules },
    { groups: entries(false), checks: bare, schedules },
    { groups: departed, checks: bare, schedules, isCut: true },
    { groups: [], checks: bare, schedules, isCut: true },
  ]
  // Escaping makes it longer, and takes a while for what is too long anyway.
  const isFitting = (values: Values) =>
    JSON.stringify(values).length <= max && markerLine(values).length <= max
  return sizes.find(isFitting) ?? { groups: [], checks: [], schedules: {}, isCut: true }
}

/** What a packed registry says, whichever runs said it: that alone is no reason to write. */
export function saidBy(packed: Values): string {
  const { groups, checks, schedules, isCut } = packed
  const said = valuesIn(checks).map(({ run: _run, ...record }) => record)
  return JSON.stringify({ groups, checks: said, schedules, isCut })
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function numberOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : 0
}

function valuesIn(list: unknown): readonly Values[] {
  if (!Array.isArray(list)) return []
  return list.filter((one): one is Values => typeof one === 'object' && one !== null)
}

function departureOf(value: unknown): { readonly departed?: { how: Departure; at: number } } {
  if (!Array.isArray(value)) return {}
  const [how, at] = value as readonly unknown[]
  return how === 'transferred' || how === 'deleted' ? { departed: { how, at: numberOf(at) } } : {}
}

function entryOf(values: Values): Entry {
  return {
    check: textOf(values['check']),
    name: textOf(values['name']) || textOf(values['check']),
    target: textOf(values['target']),
    number: numberOf(values['number']),
    run: runOf(values['run']),
    ...('findings' in values ? { findings: unpackFindings(values['findings']) } : {}),
    comments: numberOf(values['comments']),
    reopened: numberOf(values['reopened']),
    toldAt: numberOf(values['toldAt']),
    ...departureOf(values['departed']),
  }
}

function recordOf(values: Values): CheckRecord {
  const verdict = values['verdict']
  return {
    check: textOf(values['check']),
    name: textOf(values['name']) || textOf(values['check']),
    verdict: verdict === 'pass' || verdict === 'fail' ? verdict : 'error',
    toldAt: numberOf(values['toldAt']),
    untold: numberOf(values['untold']),
    untoldSince: numberOf(values['untoldSince']),
    run: runOf(values['run']),
    seenAt: numberOf(values['seenAt']),
    waivers: valuesIn(values['waivers']).map((one) => ({
      until: textOf(one['until']),
      rule: textOf(one['rule']),
      subject: textOf(one['subject']),
      reason: textOf(one['reason']),
    })),
    gaps: Array.isArray(values['gaps']) ? values['gaps'].map(textOf) : [],
  }
}

/** What tells two runs of checks apart. */
export function recordKey({ check, name }: { readonly check: string; readonly name: string }): string {
  return `${check} ${name}`
}

/** The registry in the body of the issue that holds it; an empty one where there is none. */
export function readRegistry(body: string): Registry {
  const marker = readMarker(body)
  const groups = valuesIn(marker?.['groups']).map((one) => [textOf(one['key']), entryOf(one)] as const)
  const checks = valuesIn(marker?.['checks']).map(recordOf)
  const since = typeof marker?.['schedules'] === 'object' ? (marker['schedules'] ?? {}) : {}
  return {
    schedules: new Map(Object.entries(since).map(([key, time]) => [key, new Date(numberOf(time))])),
    groups: new Map(groups.filter(([key, { number }]) => key !== '' && number > 0)),
    checks: new Map(checks.filter(({ check }) => check !== '').map((one) => [recordKey(one), one])),
    ...(marker?.['isCut'] === true ? { isCut: true } : {}),
  }
}
