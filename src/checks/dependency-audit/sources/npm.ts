import { gzipSync } from 'node:zlib'
import { mapPooled } from '../../../core/pool.ts'
import { objectOf } from '../../../inventory/json.ts'
import type { Advisory } from '../advisory.ts'
import { matchOf } from '../match.ts'
import { canariesOf, disbelief } from './canary.ts'
import { collectFaults, type FaultList, uniqueQueries } from './faults.ts'
import { kindOf } from './json-answer.ts'
import { readNpmAdvisory } from './npm-advisory.ts'
import { type NpmBatch, npmBatches } from './npm-batch.ts'
import { type AskJson, below, type Network, openSession, placeOf } from './session.ts'
import { type Answer, keyOf, type Query, type Source } from './source.ts'

const PATH = '/-/npm/v1/security/advisories/bulk'
const BATCHES_IN_FLIGHT = 2
/** How registries say that they do not have the endpoint; npm's own retired ones say 410, then 400. */
const NO_ENDPOINT = [400, 404, 405, 410, 501]

/** Which registry is asked. */
export interface NpmOptions extends Network {
  readonly registry: string
}

type Lists = ReadonlyMap<string, readonly unknown[] | undefined>

/** The answer's lists by package; a member of another kind is undefined. */
function listsOf(answer: Readonly<Record<string, unknown>>): Lists {
  return new Map(
    Object.entries(answer).map(([name, list]) => [name, Array.isArray(list) ? list : undefined] as const),
  )
}

function isBad({ ecosystem, name, version }: Query, lists: Lists): boolean {
  return (lists.get(name) ?? []).some((entry) => {
    const advisory = readNpmAdvisory(name, entry)
    const match = advisory && matchOf(advisory, ecosystem, name, version)
    return match !== undefined && match !== 'unknown'
  })
}

async function askLists(ask: AskJson, registry: string, text: string): Promise<Lists | string> {
  const place = placeOf(registry)
  const told = await ask({
    method: 'POST',
    url: below(registry, PATH),
    headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    body: gzipSync(text),
  })
  if ('problem' in told) {
    const { status = 0 } = told.response ?? {}
    return NO_ENDPOINT.includes(status)
      ? `${place} has no advisory endpoint (status ${status}): ask another source`
      : told.problem
  }
  const answer = objectOf(told.value)
  return answer ? listsOf(answer) : `${place} answered with ${kindOf(told.value)}, not with lists by package`
}

/** What one batch tells; it proves itself by both known-bad packages, or all its questions are a fault. */
function judgeBatch(place: string, { keys }: NpmBatch, lists: Lists, faults: FaultList): readonly Advisory[] {
  const silent = canariesOf('npm').find((canary) => !isBad(canary, lists))
  if (silent) faults.add(`${place} ${disbelief(silent)}`, [...keys.values()].flat())
  return [...keys].flatMap(([name, asked]) => {
    if (asked.length === 0 || !lists.has(name)) return []
    const list = lists.get(name)
    const read = list?.map((entry) => readNpmAdvisory(name, entry))
    if (!read?.every((one) => one !== undefined))
      faults.add(`${place} answered about a package with what is no list of advisories`, asked)
    return (read ?? []).filter((one) => one !== undefined)
  })
}

async function askNpm({ registry, ...network }: NpmOptions, queries: readonly Query[]): Promise<Answer> {
  const ask = openSession(network)
  const faults = collectFaults()
  const strange = queries.filter(({ ecosystem }) => ecosystem !== 'npm')
  faults.add('npm registries know npm packages alone', strange.map(keyOf))
  const unique = uniqueQueries(queries.filter(({ ecosystem }) => ecosystem === 'npm'))
  const batches = unique.size === 0 ? [] : npmBatches(unique)
  const told = await mapPooled(batches, BATCHES_IN_FLIGHT, async (batch) => {
    const lists = await askLists(ask, registry, batch.text)
    if (typeof lists !== 'string') return judgeBatch(placeOf(registry), batch, lists, faults)
    faults.add(lists, [...batch.keys.values()].flat())
    return []
  })
  return { advisories: told.flat(), faults: faults.faults(), notes: [] }
}

/**
 * The bulk advisory endpoint that npm itself asks (https://docs.npmjs.com/cli/v11/commands/npm-audit). The answer
 * leaves out packages without advisories, so an empty one looks like a clean one: it is believed where both known-bad
 * packages of a batch came back. It tells no fixes, aliases or dates.
 */
export function npmSource(options: NpmOptions): Source {
  return {
    id: 'npm',
    place: placeOf(options.registry),
    knows: (ecosystem) => ecosystem === 'npm',
    ask: (queries) => askNpm(options, queries),
  }
}
