import { objectOf } from '../../inventory/json.ts'

const PLAIN_DATE = /^\d{4}-\d\d-\d\d/

/** A probability, also in text and as GitHub nests it (`{ "percentage": 0.1 }`). */
function epssOf(value: unknown): number | undefined {
  const fields = objectOf(value)
  const raw = fields ? (fields['percentage'] ?? fields['probability'] ?? fields['score']) : value
  const isNumber = typeof raw === 'number' || (typeof raw === 'string' && /^\d*\.?\d+(?:e-\d+)?$/i.test(raw))
  const number = isNumber && String(raw).length < 40 ? Number(raw) : Number.NaN
  return number >= 0 && number <= 1 ? number : undefined
}

/** `true`, the day it was added to a list of exploited ones, or an entry of such a list. */
function isExploited(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value
  if (typeof value === 'string') return PLAIN_DATE.test(value.slice(0, 40)) || undefined
  const fields = objectOf(value)
  return (
    fields && isExploited(fields['date_added'] ?? fields['dateAdded'] ?? fields['known_exploited'] ?? null)
  )
}

/** How likely a flaw is exploited, where a record says. */
export interface Risk {
  /** 0 to 1. */
  readonly epss?: number
  readonly exploited?: boolean
}

/**
 * What databases add of their own, read from `database_specific` under the names that they use: `epss`, and
 * `known_exploited`, `exploited`, `cisa_kev` or `kev`.
 */
export function riskOf(value: unknown): Risk {
  const own = objectOf(value) ?? {}
  const epss = epssOf(own['epss'])
  const told = ['known_exploited', 'exploited', 'cisa_kev', 'kev'].map((name) =>
    Object.hasOwn(own, name) ? isExploited(own[name]) : undefined,
  )
  const known = told.filter((one) => one !== undefined)
  return {
    ...(epss === undefined ? {} : { epss }),
    ...(known.length === 0 ? {} : { exploited: known.includes(true) }),
  }
}
