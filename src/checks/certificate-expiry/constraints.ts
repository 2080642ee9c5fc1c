import { bytesOfAddress } from './ip.ts'
import type { Certificate, Subtree } from './x509/certificate.ts'

function isWithin(name: string, domain: string): boolean {
  const [given, wanted] = [name.toLowerCase(), domain.toLowerCase()]
  if (wanted === '') return true
  return given === wanted || given.endsWith(wanted.startsWith('.') ? wanted : `.${wanted}`)
}

function isAddressWithin(ip: string, tree: Extract<Subtree, { kind: 'ip' }>): boolean {
  const bytes = bytesOfAddress(ip)
  if (bytes?.length !== tree.address.length) return false
  return bytes.every((byte, index) => {
    const mask = tree.mask[index] ?? 0
    return (byte & mask) === ((tree.address[index] ?? 0) & mask)
  })
}

function namesOf({ names }: Certificate): readonly { kind: 'dns' | 'ip'; name: string }[] {
  return [
    ...names.dns.map((name) => ({ kind: 'dns', name }) as const),
    ...names.ip.map((name) => ({ kind: 'ip', name }) as const),
  ]
}

function holds(tree: Subtree, name: string): boolean {
  if (tree.kind === 'dns') return isWithin(name, tree.domain)
  return tree.kind === 'ip' && isAddressWithin(name, tree)
}

/**
 * A name of the certificate that an authority's name constraints do not allow (RFC 5280, 4.2.1.10), if any: one that
 * is excluded, or is in none of the permitted subtrees of its form, where there are some. DNS names and addresses.
 */
export function forbiddenName(leaf: Certificate, authority: Certificate): string | undefined {
  const { constraints } = authority
  if (!constraints) return undefined
  const bad = namesOf(leaf).find(({ kind, name }) => {
    const trees = (list: readonly Subtree[]) => list.filter((tree) => tree.kind === kind)
    if (trees(constraints.excluded).some((tree) => holds(tree, name))) return true
    const permitted = trees(constraints.permitted)
    return permitted.length > 0 && !permitted.some((tree) => holds(tree, name))
  })
  return bad?.name
}
