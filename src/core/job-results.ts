import { type Parser, quote } from './parsers.ts'

/** What became of a job that this one needs. */
export interface JobResult {
  readonly job: string
  readonly result: 'success' | 'failure' | 'cancelled' | 'skipped'
}

const RESULTS = ['success', 'failure', 'cancelled', 'skipped'] as const

function resultOf(job: string, value: unknown): JobResult | undefined {
  const said =
    typeof value === 'object' && value !== null ? (value as { result?: unknown }).result : undefined
  const result = RESULTS.find((word) => word === said)
  return result && { job, result }
}

/**
 * The `needs` context as `toJSON` writes it
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#needs-context); nothing where it is empty.
 */
export function jobResults(): Parser<readonly JobResult[]> {
  return {
    placeholder: 'JSON',
    schema: { type: 'string' },
    parse: (raw) => {
      if (raw === '') return { value: [] }
      let read: unknown
      try {
        read = typeof raw === 'string' ? JSON.parse(raw) : undefined
      } catch {
        // Said below.
      }
      if (typeof read !== 'object' || read === null || Array.isArray(read))
        return { problems: [`must be \${{ toJSON(needs) }}, not ${quote(raw)}`] }
      const results = Object.entries(read).map(([job, value]) => [job, resultOf(job, value)] as const)
      const odd = results
        .filter(([, result]) => !result)
        .map(([job]) => `has no result for the job ${quote(job)}`)
      return odd.length > 0 ? { problems: odd } : { value: results.flatMap(([, result]) => result ?? []) }
    },
  }
}
