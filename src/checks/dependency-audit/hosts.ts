import type { Lockfile } from '../../inventory/package.ts'
import type { HostFact } from './fact.ts'

/** Hosts that packages come from, by lockfile, that neither the base nor the configuration names. */
export function newHosts(
  lockfiles: readonly Lockfile[],
  base: readonly Lockfile[],
  known: ReadonlySet<string>,
): readonly HostFact[] {
  const before = new Set(base.flatMap((lockfile) => lockfile.packages.flatMap(({ host }) => host ?? [])))
  return lockfiles.flatMap((lockfile) => {
    const found = new Map<string, HostFact & { readonly packages: string[] }>()
    for (const { host, name, version, line } of lockfile.packages) {
      if (host === undefined || before.has(host) || known.has(host)) continue
      const fact = found.get(host)
      if (fact) fact.packages.push(`${name}@${version}`)
      else
        found.set(host, {
          kind: 'host',
          lockfile: lockfile.path,
          host,
          line,
          packages: [`${name}@${version}`],
        })
    }
    return [...found.values()]
  })
}
