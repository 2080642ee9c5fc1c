import type { Package } from '../../inventory/package.ts'

/** OSV's ecosystems by the types of purl-spec; the packages of a Linux distribution depend on its release, and are not asked about. */
const BY_TYPE: Readonly<Record<string, string>> = {
  npm: 'npm',
  pypi: 'PyPI',
  golang: 'Go',
  cargo: 'crates.io',
  maven: 'Maven',
  nuget: 'NuGet',
  gem: 'RubyGems',
  composer: 'Packagist',
  pub: 'Pub',
  hex: 'Hex',
  githubactions: 'GitHub Actions',
}

/** OSV's ecosystem of a package, if it has one (https://ossf.github.io/osv-schema/#affectedpackage-field). */
export function ecosystemOf({ type }: Pick<Package, 'type'>): string | undefined {
  return Object.hasOwn(BY_TYPE, type) ? BY_TYPE[type] : undefined
}

/** A package's name as OSV has it: `group:artifact` for Maven, else namespace and name with `/`. */
export function advisoryNameOf({ type, name }: Pick<Package, 'type' | 'name'>): string {
  if (type !== 'maven') return name
  const at = name.lastIndexOf('/')
  return at === -1 ? name : `${name.slice(0, at)}:${name.slice(at + 1)}`
}
