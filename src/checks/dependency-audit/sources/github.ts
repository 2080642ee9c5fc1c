import { mapPooled } from '../../../core/pool.ts'
import type { Advisory } from '../advisory.ts'
import { matchOf } from '../match.ts'
import { nameKeyOf, withOrder } from '../versions.ts'
import { disbelief, unprovenNote } from './canary.ts'
import { collectFaults, type FaultList, uniqueQueries } from './faults.ts'
import { type GithubReading, githubWordOf, readGithubAdvisory } from './github-advisory.ts'
import { type GithubBatch, githubBatches } from './github-batch.ts'
import { type Pages, readPages } from './github-pages.ts'
import { below, type Network, openSession, placeOf } from './session.ts'
import { type Answer, keyOf, type Query, type Source } from './source.ts'

const BATCHES_IN_FLIGHT = 2
/** Malware is told only to who asks for it. */
const TYPES = ['reviewed', 'malware'] as const

/** Which GitHub is asked; a token raises the rate limit from 60 an hour and needs no permission. */
export interface GithubOptions extends Network {
  /** The API: `https://api.github.com`, or a GitHub Enterprise Server's. */
  readonly url: string
  readonly token: string | undefined
}

/** Where the order of versions is not known here, the server's choice counts: it was asked about this version. */
function isBad({ ecosystem, name, version }: Query, readings: readonly GithubReading[]): boolean {
  const isOrdered = withOrder(ecosystem, () => true) ?? false
  return readings.some(({ advisory }) => {
    const match = matchOf(advisory, ecosystem, name, version)
    return match !== undefined && (match !== 'unknown' || !isOrdered)
  })
}

/** What is about nothing but the known-bad package, which nobody asked about. */
function isOurs({ affected }: Advisory, { queries, canary }: GithubBatch): boolean {
  if (!canary || !affected.every(({ name }) => name === canary.name)) return false
  const own = nameKeyOf(canary.ecosystem, canary.name)
  return ![...queries.values()].some(({ ecosystem, name }) => nameKeyOf(ecosystem, name) === own)
}

/** What one batch tells: all its questions are a fault where a page, an entry or the proof is missing. */
function judgeBatch(
  place: string,
  batch: GithubBatch,
  [reviewed, malware]: readonly [Pages, Pages],
  faults: FaultList,
): readonly Advisory[] {
  const { queries, canary } = batch
  const read = (pages: Pages) => pages.entries.map(readGithubAdvisory)
  const sound = (some: readonly (GithubReading | undefined)[]) => some.filter((one) => one !== undefined)
  const [known, bad] = [read(reviewed), read(malware)]
  const all = sound([...known, ...bad])
  for (const { problem } of [reviewed, malware])
    if (problem !== undefined) faults.add(problem, queries.keys())
  const isWhole = all.length === known.length + bad.length && all.every(({ unreadable }) => unreadable === 0)
  if (!isWhole) faults.add(`${place} answered with an advisory that cannot be read`, queries.keys())
  if (canary && reviewed.problem === undefined && !isBad(canary, sound(known)))
    faults.add(`${place} ${disbelief(canary)}`, queries.keys())
  return all.map(({ advisory }) => advisory).filter((advisory) => !isOurs(advisory, batch))
}

async function askGithub(
  { url, token, ...network }: GithubOptions,
  queries: readonly Query[],
): Promise<Answer> {
  const place = placeOf(url)
  const ask = openSession(network)
  const faults = collectFaults()
  const strange = queries.filter(({ ecosystem }) => githubWordOf(ecosystem) === undefined)
  faults.add(`${place} does not know the ecosystem`, strange.map(keyOf))
  const known = queries.filter(({ ecosystem }) => githubWordOf(ecosystem) !== undefined)
  const { batches, refused } = githubBatches(uniqueQueries(known))
  faults.add(`${place} cannot be asked about a name or version with commas or the like`, refused)
  const headers = {
    accept: 'application/vnd.github+json',
    'x-github-api-version': '2022-11-28',
    ...(token ? { authorization: `Bearer ${token}` } : {}),
  }
  let limited: Pages | undefined
  const read = async ({ search }: GithubBatch, type: string): Promise<Pages> => {
    // Who is told to wait and goes on asking is locked out for longer.
    if (limited) return { ...limited, entries: [] }
    const pages = await readPages(ask, below(url, `/advisories?${search}&type=${type}`), headers)
    if (pages.isLimited) limited = pages
    return pages
  }
  const told = await mapPooled(batches, BATCHES_IN_FLIGHT, async (batch) => {
    const [reviewed, malware] = [await read(batch, TYPES[0]), await read(batch, TYPES[1])]
    return judgeBatch(place, batch, [reviewed, malware], faults)
  })
  const unproven = [...new Set(batches.filter(({ canary }) => !canary).map(({ ecosystem }) => ecosystem))]
  return {
    // Two batches may be told the same advisory.
    advisories: [...new Map(told.flat().map((advisory) => [advisory.id, advisory])).values()],
    faults: faults.faults(),
    notes: unproven.map((ecosystem) => unprovenNote(place, ecosystem)),
  }
}

/**
 * GitHub's global advisories (https://docs.github.com/en/rest/security-advisories/global-advisories), reviewed ones
 * and malware. Packages without advisories are not in the answer: it is believed where all pages could be read and
 * the known-bad version of the ecosystem is in it.
 */
export function githubSource(options: GithubOptions): Source {
  return {
    id: 'github',
    place: placeOf(options.url),
    knows: (ecosystem) => githubWordOf(ecosystem) !== undefined,
    ask: (queries) => askGithub(options, queries),
  }
}
