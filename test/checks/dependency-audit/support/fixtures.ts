import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type {
  Advisory,
  Affected,
  Range,
  RangeEvent,
} from '../../../../src/checks/dependency-audit/advisory.ts'
import { readOsvRecord } from '../../../../src/checks/dependency-audit/osv-record.ts'

const FIXTURES = join(import.meta.dirname, '../../../fixtures')

/** A record as the fixtures have it: only what tests look at. */
export interface RawRecord {
  readonly id: string
  readonly withdrawn?: string
  readonly severity?: readonly { readonly type: string; readonly score: string }[]
  readonly database_specific?: Readonly<Record<string, unknown>>
  readonly affected: readonly {
    readonly package: { readonly ecosystem: string; readonly name: string }
    readonly versions?: readonly string[]
    readonly ranges?: readonly { readonly type: string; readonly events: readonly RangeEvent[] }[]
    readonly database_specific?: { readonly source_range?: string }
  }[]
}

export function unzipped(path: string): string {
  return gunzipSync(readFileSync(join(FIXTURES, path))).toString('utf8')
}

export function rawRecords(database: 'npm' | 'pypi' | 'go'): readonly RawRecord[] {
  return JSON.parse(unzipped(`advisories/${database}-osv.json.gz`)) as readonly RawRecord[]
}

/** Reads what must be readable. */
export function advisoryFrom(value: unknown): Advisory {
  const read = readOsvRecord(value, 'osv')
  if ('problem' in read || read.problems.length > 0) throw new Error(JSON.stringify(read))
  return read.advisory
}

export function advisoriesOf(database: 'npm' | 'pypi' | 'go'): readonly Advisory[] {
  return rawRecords(database).map(advisoryFrom)
}

/** An advisory of which only the rest matters. */
export function advisory(fields: Partial<Advisory> = {}): Advisory {
  return {
    id: 'GHSA-aaaa-bbbb-cccc',
    aliases: [],
    summary: 'It is broken',
    severity: 'high',
    isMalware: false,
    url: 'https://advisories.example/1',
    affected: [],
    source: 'osv',
    ...fields,
  }
}

/** A branch about the npm package `thing`. */
export function branch(fields: Partial<Affected> = {}): Affected {
  return { ecosystem: 'npm', name: 'thing', versions: [], ranges: [], ...fields }
}

/** Events from `introduced:1.0.0 fixed:1.2.3`. */
export function events(text: string): Range {
  const read = text.split(' ').map((one) => {
    const at = one.indexOf(':')
    return { [one.slice(0, at)]: one.slice(at + 1) } as unknown as RangeEvent
  })
  return { kind: 'events', events: text === '' ? [] : read }
}

export function comparators(text: string): Range {
  return { kind: 'comparators', text }
}
