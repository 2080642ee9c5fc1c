import { fingerprintOf } from './finding.ts'
import { type Report, type Run, verdictOf } from './report.ts'
import { REPORT_SCHEMA } from './report-schema.ts'
import { schemaProblem } from './schema-problems.ts'

export type ReadReport = { readonly report: Report } | { readonly problem: string }

function schemaOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? (value as { schema?: unknown }).schema : undefined
}

/** Deeper than anything that a check writes, and far from where reading or writing it ends the stack. */
const MAX_DEPTH = 100

/** Whether lists and mappings stand in each other too deeply. */
function isTooDeep(value: unknown): boolean {
  let level: readonly unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return true
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []))
  }
  return false
}

function isGenuine(run: Run): boolean {
  return (
    run.status === 'failed' ||
    run.judged.every(({ fingerprint, finding }) => fingerprint === fingerprintOf(finding))
  )
}

/**
 * The report that a check wrote, or why this is none that can be relied on: cut off, made by a newer Upkeep, changed
 * since. What is read has the shape of `schema/report.schema.json`, and a verdict that follows from its runs.
 */
export function readReport(text: string): ReadReport {
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    if (text.trim() === '') return { problem: 'is empty' }
    return { problem: 'is no whole JSON document: it was cut off, or is something else' }
  }
  const schema = schemaOf(value)
  if (typeof schema === 'number' && schema > 1)
    return { problem: `has schema ${schema}: a newer Upkeep wrote it; use the same version for all actions` }
  if (isTooDeep(value)) return { problem: 'is no report: it is nested too deeply' }
  const problem = schemaProblem(value, REPORT_SCHEMA)
  if (problem !== undefined) return { problem: `is no report: ${problem}` }
  const report = value as Report
  if (report.verdict !== verdictOf(report.runs))
    return { problem: 'has a verdict that is not that of its runs' }
  if (!report.runs.every(isGenuine)) return { problem: 'has a finding whose fingerprint is not its own' }
  return { report }
}
