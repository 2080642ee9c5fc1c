import { messageOf } from '../../core/errors.ts'
import type { Http } from '../../core/ports.ts'
import { objectOf, parseValue } from '../../inventory/json.ts'
import type { Release, Releases } from './fact.ts'

export interface RegistryContext {
  /** The registry's URL. */
  readonly url: string
  readonly http: Http
  /** Milliseconds for one package. */
  readonly deadline: number
}

export interface Told {
  readonly releases: ReadonlyMap<string, Releases>
  /** Names of packages that it could not say anything about, by the reason. */
  readonly faults: ReadonlyMap<string, readonly string[]>
}

const LIMIT = 64 * 1024 * 1024
const AT_ONCE = 8

function wordsOf(value: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(objectOf(value) ?? {})
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

function releaseOf(version: string, value: unknown, times: Readonly<Record<string, string>>): Release {
  const fields = objectOf(value) ?? {}
  const { deprecated } = fields
  const published = Object.hasOwn(times, version) ? times[version] : undefined
  return {
    version,
    dependencies: { ...wordsOf(fields['dependencies']), ...wordsOf(fields['optionalDependencies']) },
    ...(published === undefined ? {} : { published }),
    ...(typeof deprecated === 'string' && deprecated !== '' ? { deprecated } : {}),
  }
}

/** What a registry's document of a package says (npm's "package metadata"); undefined where it is none. */
export function readReleases(document: unknown): Releases | undefined {
  const fields = objectOf(document)
  const versions = objectOf(fields?.['versions'])
  if (!fields || !versions) return undefined
  const times = wordsOf(fields['time'])
  return {
    releases: Object.entries(versions).map(([version, value]) => releaseOf(version, value, times)),
    latest: wordsOf(fields['dist-tags'])['latest'],
  }
}

async function ask(name: string, { url, http, deadline }: RegistryContext): Promise<Releases | string> {
  try {
    // Hostile: it has to stay one segment, and URLs read dots as folders.
    if (/^\.{0,2}$/.test(name)) return 'a name is none that a registry has'
    const path = encodeURIComponent(name).replace(/^%40/, '@')
    const { status, body } = await http({
      method: 'GET',
      url: `${url.replace(/\/+$/, '')}/${path}`,
      headers: { accept: 'application/json' },
      deadline,
      limit: LIMIT,
    })
    if (status !== 200) return `the registry answered ${status}`
    const parsed = parseValue(body)
    const releases = 'value' in parsed ? readReleases(parsed.value) : undefined
    return releases ?? 'the registry answered something that is no package'
  } catch (thrown) {
    return messageOf(thrown)
  }
}

/** Asks a registry about packages, a few at a time. Never throws for the world's faults. */
export async function askReleases(names: readonly string[], context: RegistryContext): Promise<Told> {
  const releases = new Map<string, Releases>()
  const faults = new Map<string, string[]>()
  const left = [...new Set(names)]
  const work = async () => {
    for (let name = left.shift(); name !== undefined; name = left.shift()) {
      const told = await ask(name, context)
      if (typeof told === 'string') faults.set(told, [...(faults.get(told) ?? []), name])
      else releases.set(name, told)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return { releases, faults }
}
