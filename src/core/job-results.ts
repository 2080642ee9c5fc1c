import { type Parser, quote } from './parsers.ts'

/** What became of a job that this one needs. */
export interface JobResult {
  readonly job: string
  readonly result: 'success' | 'failure' | 'cancelled' | 'skipped'
  /** What its run is called, where it is known and is not the job's id: the job's output `name`. */
  readonly name?: string
}

const RESULTS = ['success', 'failure', 'cancelled', 'skipped'] as const

function nameOf(value: unknown): string {
  const outputs =
    typeof value === 'object' && value !== null ? (value as { outputs?: unknown }).outputs : undefined
  const name =
    typeof outputs === 'object' && outputs !== null ? (outputs as { name?: unknown }).name : undefined
  return typeof name === 'string' ? name.trim() : ''
}

function resultOf(job: string, value: unknown): JobResult | undefined {
  const said =
    typeof value === 'object' && value !== null ? (value as { result?: unknown }).result : undefined
  const result = RESULTS.find((word) => word === said)
  const name = nameOf(value)
  return result && { job, result, ...(name === '' ? {} : { name }) }
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
