import { objectOf, parseValue } from '../../inventory/json.ts'
import type { ReportedFact } from './fact.ts'
import { isPipAudit, readPipAudit } from './report-pip-audit.ts'
import { isSarif, readSarif } from './report-sarif.ts'

/** What another scanner's report says. */
export interface ReadReport {
  readonly facts: readonly ReportedFact[]
  /** What it says that is no finding, and that nothing is claimed about. */
  readonly notes: readonly string[]
  /** What the scanner could not look at, or we could not read: sentences for gaps. */
  readonly gaps: readonly string[]
}

export interface UnreadReport {
  /** Why the report says nothing, in words that follow the file's name. */
  readonly problem: string
}

const MAX_BYTES = 64 * 1024 * 1024

const KNOWN = 'SARIF 2.1.0, and the JSON of pip-audit (`pip-audit --format json`)'

/**
 * Reads a report of another scanner: SARIF 2.1.0, or the JSON of pip-audit; at most 64 MB. A scanner that says that it
 * failed, or that says nothing at all, is a problem: it did not look.
 */
export function readReport(path: string, bytes: Uint8Array): ReadReport | UnreadReport {
  if (bytes.length > MAX_BYTES) return { problem: 'is larger than 64 MB' }
  const parsed = parseValue(bytes)
  if ('problem' in parsed) return { problem: `${parsed.problem}; the known formats are ${KNOWN}` }
  const { value } = parsed
  const fields = objectOf(value)
  if (fields && isSarif(fields)) return readSarif(path, fields)
  if (isPipAudit(value)) return readPipAudit(path, value)
  return { problem: `is in none of the known formats: ${KNOWN}` }
}
