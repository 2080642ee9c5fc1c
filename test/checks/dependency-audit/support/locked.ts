import { load } from 'js-yaml'
import { unzipped } from './fixtures.ts'

/** A package that a lockfile locks, as it calls it. */
export interface Named {
  readonly name: string
  readonly version: string
}

type Fields = Readonly<Record<string, Readonly<Record<string, unknown>>>>

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function fromNpm(text: string): readonly Named[] {
  const { packages } = JSON.parse(text) as { readonly packages: Fields }
  return Object.entries(packages).map(([location, entry]) => ({
    name: textOf(entry['name']) || location.slice(location.lastIndexOf('node_modules/') + 13),
    version: location.includes('node_modules/') ? textOf(entry['version']) : '',
  }))
}

function split(id: string): Named {
  const at = id.lastIndexOf('@')
  return { name: id.slice(0, at), version: id.slice(at + 1) }
}

function fromPnpm(text: string): readonly Named[] {
  return Object.keys((load(text) as { readonly packages: Fields }).packages).map(split)
}

/** Of `name@npm:version` the one, of other protocols none. */
function fromYarn(text: string): readonly Named[] {
  return Object.values(load(text) as Fields).flatMap((entry) => {
    const resolution = textOf(entry['resolution'])
    const at = resolution.lastIndexOf('@npm:')
    return at > 0 ? [{ name: resolution.slice(0, at), version: textOf(entry['version']) }] : []
  })
}

const READERS: Readonly<Record<string, (() => readonly Named[]) | undefined>> = {
  'npm-2425': () => fromNpm(unzipped('large/npm-2425/package-lock.json.gz')),
  'npm-4311': () => fromNpm(unzipped('large/npm-4311/package-lock.json.gz')),
  pnpm9: () => fromPnpm(unzipped('large/pnpm9/pnpm-lock.yaml.gz')),
  'yarn-berry': () => fromYarn(unzipped('large/yarn-berry/yarn.lock.gz')),
}

/**
 * The different packages of one of the large lockfiles. Read in a few lines of the tests' own, so that matching is
 * tried without our readers.
 */
export function packagesOf(lockfile: string): readonly Named[] {
  const named = READERS[lockfile]?.() ?? []
  const byLabel = new Map(
    named.filter(({ version }) => version !== '').map((one) => [`${one.name}@${one.version}`, one]),
  )
  return [...byLabel.values()]
}
