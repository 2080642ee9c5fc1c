import { objectOf } from '../../inventory/json.ts'
import { purlOf } from '../../inventory/package.ts'
import type { ReportedFact } from './fact.ts'
import { idOf, lineOf, listGaps } from './report-text.ts'
import type { ReadReport } from './reports.ts'

type Fields = Readonly<Record<string, unknown>>

const TOOL = 'pip-audit'
const MAX_DESCRIPTION = 400
const MAX_ALIASES = 100

function dependenciesOf(value: unknown): readonly unknown[] | undefined {
  const listed = Array.isArray(value) ? value : objectOf(value)?.['dependencies']
  return Array.isArray(listed) ? listed : undefined
}

function isDependency(value: unknown): boolean {
  const fields = objectOf(value)
  return fields !== undefined && 'name' in fields && ('vulns' in fields || 'skip_reason' in fields)
}

/** Whether this is what pip-audit writes; of other lists and objects, one entry like its own tells. */
export function isPipAudit(value: unknown): boolean {
  const listed = dependenciesOf(value)
  if (!listed) return false
  return listed.length === 0 || listed.some(isDependency)
}

function textsOf(value: unknown, most: number): readonly string[] {
  const listed = Array.isArray(value) ? value.slice(0, most) : []
  return listed.map(idOf).filter((text) => text !== '')
}

function messageOf(label: string, id: string, vulnerability: Fields): string {
  const description = lineOf(vulnerability['description'], MAX_DESCRIPTION)
  const fixes = textsOf(vulnerability['fix_versions'], 20)
  const fixed = fixes.length > 0 ? `Fixed in ${fixes.join(', ')}.` : 'No fixed version is known.'
  const told = description === '' || /[.!?…]$/.test(description) ? description : `${description}.`
  return [`${label} has ${id}.`, told, fixed].filter((part) => part !== '').join(' ')
}

/** PyPI's names are one whatever their case, with `-` or `_` (purl-spec, type pypi). */
function subjectOf(name: string, version: string): string {
  return purlOf({ type: 'pypi', name: name.toLowerCase().replaceAll('_', '-'), version })
}

interface Reading {
  readonly path: string
  readonly facts: ReportedFact[]
  readonly gaps: string[]
}

function readDependency(value: unknown, index: number, { path, facts, gaps }: Reading): void {
  const fields = objectOf(value)
  const name = idOf(fields?.['name'])
  const label = name || `entry ${index + 1}`
  if (fields && 'skip_reason' in fields) {
    gaps.push(`pip-audit skipped ${label}: ${lineOf(fields['skip_reason']) || 'it does not say why'}`)
    return
  }
  const vulnerabilities = fields?.['vulns']
  if (!fields || name === '' || !Array.isArray(vulnerabilities)) {
    gaps.push(`${label} is not written as pip-audit does: it has no name or no list "vulns"`)
    return
  }
  const version = idOf(fields['version'])
  for (const one of vulnerabilities as readonly unknown[]) {
    const vulnerability = objectOf(one)
    const id = idOf(vulnerability?.['id'])
    if (!vulnerability || id === '') {
      gaps.push(`a vulnerability of ${label} has no id`)
      continue
    }
    facts.push({
      kind: 'reported',
      report: path,
      tool: TOOL,
      id,
      aliases: textsOf(vulnerability['aliases'], MAX_ALIASES),
      severity: undefined,
      message: messageOf(version === '' ? name : `${name} ${version}`, id, vulnerability),
      subject: subjectOf(name, version),
    })
  }
}

/**
 * pip-audit's JSON, of today (`{ dependencies, fixes }`) and as it was before (a list). It says no severity. What it
 * skipped, and that it looked at nothing, are gaps.
 */
export function readPipAudit(path: string, value: unknown): ReadReport {
  const listed = dependenciesOf(value) ?? []
  const reading: Reading = { path, facts: [], gaps: [] }
  for (const [index, one] of listed.entries()) readDependency(one, index, reading)
  if (listed.length === 0) reading.gaps.push('it lists no dependencies: pip-audit looked at nothing')
  return { facts: reading.facts, notes: [], gaps: listGaps(reading.gaps) }
}
