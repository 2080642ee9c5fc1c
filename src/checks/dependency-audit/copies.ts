import type { PackageFact } from './fact.ts'

/** Copies of one version in one lockfile. */
export type Copies = readonly [PackageFact, ...PackageFact[]]

/** Facts of the same lockfile, package and version together, in their order. */
export function copiesOf(facts: readonly PackageFact[]): readonly Copies[] {
  const groups = new Map<string, [PackageFact, ...PackageFact[]]>()
  for (const fact of facts) {
    const { type, name, version } = fact.package
    const key = [fact.lockfile, type, name, version].join('\0')
    const known = groups.get(key)
    if (known) known.push(fact)
    else groups.set(key, [fact])
  }
  return [...groups.values()]
}

/** Whether only development needs it. */
export function isDevOnly(copies: readonly PackageFact[]): boolean {
  return copies.every((copy) => copy.package.scope === 'dev')
}
