import type { Json } from '../core/finding.ts'
import type { Report } from '../core/report.ts'
import { countOf, grouped } from './words.ts'

/**
 * A badge as an endpoint of shields.io (schema 1): green only for a pass. Whatever else it says is marked as an error, so
 * that no address of the badge can choose another color for it.
 */
export function badgeOf(report: Report): Json {
  const badge = { schemaVersion: 1, label: 'upkeep' }
  if (report.verdict === 'pass') return { ...badge, message: 'pass', color: 'brightgreen' }
  if (report.verdict === 'error')
    return { ...badge, message: 'could not tell', color: 'orange', isError: true }
  const fails = countOf(report, 'fail')
  return {
    ...badge,
    message: fails === 0 ? 'failing' : `${grouped(fails)} failing`,
    color: 'red',
    isError: true,
  }
}
