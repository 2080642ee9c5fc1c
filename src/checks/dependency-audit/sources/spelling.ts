import { nameKeyOf } from '../versions.ts'
import type { Query } from './source.ts'

/**
 * A question as databases spell it: PyPI names by PEP 503, and Go's and actions' versions without their `v`. The
 * question itself, by whose key everything is counted, stays as it was.
 */
export function spelled({ ecosystem, name, version }: Query): Query {
  const bare =
    ecosystem === 'Go' || ecosystem === 'GitHub Actions' ? version.replace(/^v(?=\d)/, '') : version
  return { ecosystem, name: ecosystem === 'PyPI' ? nameKeyOf(ecosystem, name) : name, version: bare }
}
