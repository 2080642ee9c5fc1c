import type { Lockfile, Package } from '../../inventory/package.ts'

/** Whether a package's name may be sent to public services. */
export type Standing =
  | { readonly kind: 'public' }
  /** It comes from a registry of its own: nobody else is told its name. */
  | { readonly kind: 'private'; readonly host: string | undefined }
  /** Nobody can tell, so it is not sent either. */
  | { readonly kind: 'untold'; readonly why: string }

/** What the configuration of the package managers maps a name to; `unknown` where it holds a variable. */
export type Mapped = { readonly host: string; readonly isScoped: boolean } | 'unknown' | undefined

export interface StandingInput {
  /** Scopes and names that the user calls private. */
  readonly privateScopes: readonly string[]
  /** Hosts that the user calls public, beside the one that most packages come from. */
  readonly publicHosts: ReadonlySet<string>
  /** As the base has it, or this tree where there is no base. */
  readonly mappedTo: (name: string) => Mapped
  /** As the change has it; the same where there is no change. */
  readonly mappedByChange: (name: string) => Mapped
  /** Whether the base took a package of this name from where most come from. */
  readonly wasPublic: (name: string) => boolean
}

const PUBLIC: Standing = { kind: 'public' }

function scopeOf(name: string): string | undefined {
  return name.startsWith('@') ? name.slice(0, Math.max(0, name.indexOf('/'))) : undefined
}

/** The host that most packages without a scope come from: the one that is not a team's own. */
export function commonHostOf(packages: readonly Package[]): string | undefined {
  const counts = new Map<string, number>()
  for (const { host, name, source } of packages) {
    if (host === undefined || source !== 'registry' || name.startsWith('@')) continue
    counts.set(host, (counts.get(host) ?? 0) + 1)
  }
  const [first] = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  return first?.[0]
}

/** Names that lockfiles take from where most of their packages come from. */
export function publicNames(lockfiles: readonly Lockfile[]): ReadonlySet<string> {
  return new Set(
    lockfiles.flatMap(({ packages }) => {
      const common = commonHostOf(packages)
      return packages.flatMap(({ name, host }) => (host !== undefined && host === common ? [name] : []))
    }),
  )
}

function byMapping(mapped: Mapped, name: string, common: string | undefined): Standing | undefined {
  if (mapped === undefined) return undefined
  if (mapped === 'unknown') {
    return { kind: 'untold', why: `the registry of ${scopeOf(name) ?? name} is named by a variable` }
  }
  return mapped.isScoped && mapped.host !== common ? { kind: 'private', host: mapped.host } : undefined
}

/** A change does not decide what is private: it would be a way to keep a package from being looked up. */
function byChange(now: Standing | undefined, name: string): Standing {
  if (now === undefined) return PUBLIC
  const scope = scopeOf(name) ?? name
  return { kind: 'untold', why: `the change maps ${scope} to another registry; it counts once it is merged` }
}

/** Hosts that packages without a scope come from. */
function plainHosts(packages: readonly Package[]): ReadonlySet<string> {
  return new Set(packages.flatMap(({ host, name }) => (name.startsWith('@') ? [] : (host ?? []))))
}

/**
 * Where a package comes from another host than most: a scope that comes from there alone is a team's own; all else may
 * be either, as lockfiles mix the names of one public registry, and to guess would be a leak or a silent pass.
 */
function byHost(pkg: Package, host: string, isOwn: boolean, input: StandingInput): Standing {
  if (isOwn && !input.wasPublic(pkg.name)) return { kind: 'private', host }
  const why = `it comes from ${host} and most packages do not: if that host is public, say so with public-hosts; if it is not, name it in private-scopes`
  return { kind: 'untold', why }
}

/**
 * Tells for the packages of a lockfile which names may be sent: not those of private scopes and names, of scopes that
 * are mapped to a registry of their own, and of scopes that come from another host than all packages without one.
 */
export function standingsOf(lockfile: Lockfile, input: StandingInput): (pkg: Package) => Standing {
  const common = commonHostOf(lockfile.packages)
  const plain = plainHosts(lockfile.packages)
  const withHost = lockfile.packages.filter((pkg) => pkg.host !== undefined).length
  const isUsual = withHost > lockfile.packages.length / 2
  return (pkg) => {
    const { name, host, type, bundled } = pkg
    const scope = scopeOf(name)
    const isNamed = input.privateScopes.includes(name) || input.privateScopes.includes(scope ?? name)
    if (isNamed) return { kind: 'private', host }
    const told = type === 'npm' ? byMapping(input.mappedTo(name), name, common) : undefined
    if (told?.kind === 'private') return told
    // Where it was really taken from outweighs what a configuration says of where it would be.
    if (host !== undefined) {
      const isPublic = input.publicHosts.has(host) || (type === 'npm' && host === common)
      return isPublic
        ? PUBLIC
        : byHost(pkg, host, type === 'npm' && scope !== undefined && !plain.has(host), input)
    }
    if (type !== 'npm') return PUBLIC
    if (told) return told
    if (scope !== undefined && isUsual && !bundled) {
      return { kind: 'untold', why: 'the lockfile says of most packages where they come from, and not of it' }
    }
    return byChange(byMapping(input.mappedByChange(name), name, common), name)
  }
}
