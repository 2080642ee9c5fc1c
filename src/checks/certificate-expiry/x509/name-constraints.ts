import type { NameConstraints, Subtree } from './certificate.ts'
import { childrenOf, contentOf, DerError, type Element, sequenceOf } from './der.ts'
import { latin1Of } from './der-strings.ts'
import { GENERAL_NAME } from './general-names.ts'

function subtreeOf(element: Element): Subtree {
  const [base] = sequenceOf(element)
  if (base === undefined) throw new DerError('a name constraint without a name')
  if (base.tag === GENERAL_NAME.dns) return { kind: 'dns', domain: latin1Of(base) }
  if (base.tag !== GENERAL_NAME.ip) return { kind: 'other' }
  const bytes = contentOf(base)
  const half = bytes.length / 2
  // To leave one out would lift the constraint.
  if (half !== 4 && half !== 16) throw new DerError(`a constraint of addresses of ${bytes.length} bytes`)
  return { kind: 'ip', address: bytes.subarray(0, half), mask: bytes.subarray(half) }
}

/** NameConstraints (RFC 5280, 4.2.1.10). Throws a DerError. */
export function readNameConstraints(element: Element): NameConstraints {
  const lists = sequenceOf(element)
  const subtreesOf = (tag: number): readonly Subtree[] =>
    lists.filter((list) => list.tag === tag).flatMap((list) => childrenOf(list).map(subtreeOf))
  return { permitted: subtreesOf(0xa0), excluded: subtreesOf(0xa1) }
}
