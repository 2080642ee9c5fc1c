import type { Report } from '../core/report.ts'
import { json } from './escape.ts'

/** The report itself, as `schema/report.schema.json` describes it. */
export function jsonOf(report: Report): string {
  return json(report)
}
