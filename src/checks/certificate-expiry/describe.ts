import type { Cell, Table } from '../../core/check.ts'
import { compareSeverity } from '../../core/severity.ts'
import type { CertificateFact } from './fact.ts'
import type { Options } from './options.ts'
import { DAY } from './span.ts'
import { type Told, tellAll } from './told.ts'
import type { Certificate } from './x509/certificate.ts'

const COLUMNS = [
  { id: 'target', title: 'Host or file' },
  { id: 'address', title: 'Address' },
  { id: 'status', title: 'Status', tally: true },
  { id: 'expires', title: 'Expires (UTC)' },
  { id: 'left', title: 'Left', unit: 'days' },
  { id: 'life', title: 'Of lifetime', unit: '%' },
  { id: 'names', title: 'Names' },
  { id: 'issuer', title: 'Issuer' },
  { id: 'key', title: 'Key' },
] as const

const MAX_NAMES = 5

interface Row {
  readonly end: number
  readonly cells: readonly Cell[]
}

/** The rule that is broken worst; `ok` where none is. */
function statusOf({ complaints }: Told): string {
  const [worst] = complaints.toSorted((a, b) => compareSeverity(a.severity, b.severity))
  return worst && worst.severity !== 'info' ? worst.rule : 'ok'
}

function namesOf({ names, subject }: Certificate): string {
  const all = [...names.dns, ...names.ip]
  if (all.length === 0) return subject.text
  const shown = all.slice(0, MAX_NAMES).join(', ')
  return all.length > MAX_NAMES ? `${shown} and ${all.length - MAX_NAMES} more` : shown
}

function timeCells(start: number | undefined, end: number, now: Date): readonly Cell[] {
  const date = new Date(end)
  const expires = Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 16).replace('T', ' ')
  const left = end - now.getTime()
  const days = Math.trunc((left / DAY) * 10) / 10
  const share = start === undefined || end <= start ? null : Math.floor((left / (end - start)) * 100)
  return [expires, days, share === null ? null : Math.max(0, Math.min(100, share))]
}

function keyText({ key }: Certificate): string {
  return key.bits > 0 && !key.type.startsWith('ed') ? `${key.type.toUpperCase()} ${key.bits}` : key.type
}

function certificateRow(told: Told, certificate: Certificate, now: Date): Row {
  const { notBefore, notAfter, issuer } = certificate
  const cells = [
    told.target,
    told.place ?? '',
    statusOf(told),
    ...timeCells(notBefore, notAfter, now),
    namesOf(certificate),
    issuer.text,
    keyText(certificate),
  ]
  return { end: notAfter, cells }
}

function rowOf(told: Told, now: Date): Row {
  const { fact, target } = told
  switch (fact.kind) {
    case 'endpoint':
      return certificateRow(told, fact.leaf, now)
    case 'file':
      return certificateRow(told, fact.certificate, now)
    case 'document':
    case 'date': {
      const cells = [target, '', statusOf(told), ...timeCells(fact.start, fact.end, now)]
      const what = fact.kind === 'date' ? 'date' : fact.what
      return { end: fact.end, cells: [...cells, fact.name, '', what] }
    }
    case 'schedule': {
      const cells = [target, '', statusOf(told), '', null, null, fact.crons.join('; '), '', 'schedule']
      return { end: Number.POSITIVE_INFINITY, cells }
    }
  }
}

/** Pure: a row per certificate and address, and per other thing with an end, the healthy ones too; what ends first stands first. */
export function describe(facts: readonly CertificateFact[], options: Options, now: Date): Table {
  const rows = tellAll(facts, options, now).map((told) => rowOf(told, now))
  rows.sort((a, b) => {
    if (a.end !== b.end) return a.end < b.end ? -1 : 1
    const [left, right] = [a.cells.join('\0'), b.cells.join('\0')]
    return left < right ? -1 : Number(left > right)
  })
  return { columns: COLUMNS, rows: rows.map(({ cells }) => cells) }
}
