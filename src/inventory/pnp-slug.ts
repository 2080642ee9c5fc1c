import valid from 'semver/functions/valid.js'
import type { Package } from './package.ts'

/** Yarn's name of a place ends in ten digits of the hash of what is in it. */
const HASH = 10

function identOf(name: string): string {
  return name.replace('/', '-')
}

/**
 * The keys under which a folder or an archive of Yarn's is looked for, by its name
 * (`slugifyLocator` of @yarnpkg/core: `@s-name-npm-1.0.0-0123456789`): all but the hash, and all but the protocol too.
 */
export function keysOfSlug(slug: string): readonly string[] {
  const stem = slug.slice(0, -HASH - 1)
  return [stem, `${stem.slice(0, stem.lastIndexOf('-'))} `]
}

/** The keys under which a locked package may lie: a commit or a URL has more protocols than can be told. */
export function keysOfPackage({ name, version, source }: Package): readonly string[] {
  const ident = identOf(name)
  if (source !== 'registry') return [`${ident} `]
  return [`${ident}-npm-${valid(version) ?? version}`, `${ident}-patch`, `${ident}-virtual`]
}
