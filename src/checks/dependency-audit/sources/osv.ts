import { mapPooled } from '../../../core/pool.ts'
import { objectOf } from '../../../inventory/json.ts'
import type { Advisory } from '../advisory.ts'
import { branchesOf } from '../match.ts'
import { type OsvReading, readOsvRecord } from '../osv-record.ts'
import { canariesOf, disbelief, unprovenNote } from './canary.ts'
import { collectFaults, type FaultList, uniqueQueries } from './faults.ts'
import { askBatch, type Ids } from './osv-batch.ts'
import { type AskJson, below, type Network, openSession, placeOf } from './session.ts'
import type { Answer, Query, Source } from './source.ts'

const BATCH = 1000
const BATCHES_IN_FLIGHT = 4
const RECORDS_IN_FLIGHT = 10

/** Ecosystems of https://ossf.github.io/osv-schema/#defined-ecosystems; one may have a release after a colon. */
const ECOSYSTEMS = new Set(
  `npm|PyPI|Go|crates.io|GitHub Actions|Packagist|Maven|NuGet|RubyGems|Pub|Hex|SwiftURL|Hackage|CRAN|ConanCenter|
Bioconductor|GHC|Julia|opam|VSCode|Linux|Android|OSS-Fuzz|Bitnami|Debian|Ubuntu|Alpine|AlmaLinux|Rocky Linux|Red Hat|
SUSE|openSUSE|Mageia|openEuler|Photon OS|Wolfi|Chainguard|MinimOS|Azure Linux|Kubernetes|Alpaquita`
    .replaceAll('\n', '')
    .split('|'),
)

/** Where OSV is asked. */
export interface OsvOptions extends Network {
  readonly url: string
}

/** By the id of an advisory: the questions that named it, by key. */
type Named = Map<string, Map<string, Query>>

interface Batch {
  readonly canaries: readonly Query[]
  readonly queries: readonly (readonly [string, Query])[]
}

/** Batches of at most 1,000 questions, each with a known-bad version of every ecosystem in it. */
function batchesOf(unique: ReadonlyMap<string, Query>): readonly Batch[] {
  const batches: { canaries: Query[]; queries: [string, Query][]; ecosystems: Set<string> }[] = []
  for (const [key, query] of unique) {
    const canaries = canariesOf(query.ecosystem).slice(0, 1)
    let batch = batches.at(-1)
    const needed = 1 + (batch?.ecosystems.has(query.ecosystem) ? 0 : canaries.length)
    if (!batch || batch.canaries.length + batch.queries.length + needed > BATCH) {
      batch = { canaries: [], queries: [], ecosystems: new Set() }
      batches.push(batch)
    }
    batch.queries.push([key, query])
    if (batch.ecosystems.has(query.ecosystem)) continue
    batch.ecosystems.add(query.ecosystem)
    batch.canaries.push(...canaries)
  }
  return batches
}

/** Which questions named an id; those that were not answered, or whose ecosystem is not believed, become faults. */
function judgeBatch(
  place: string,
  { canaries, queries }: Batch,
  answers: readonly Ids[],
  faults: FaultList,
  named: Named,
): void {
  const silent = new Map<string, string>()
  for (const [index, canary] of canaries.entries()) {
    const ids = answers[index]
    if (!ids || 'problem' in ids) silent.set(canary.ecosystem, ids?.problem ?? `${place} did not answer`)
    else if (ids.ids.size === 0) silent.set(canary.ecosystem, `${place} ${disbelief(canary)}`)
  }
  for (const [index, [key, query]] of queries.entries()) {
    const ids = answers[canaries.length + index]
    const problem = ids && 'problem' in ids ? ids.problem : silent.get(query.ecosystem)
    if (problem !== undefined) faults.add(problem, [key])
    if (!ids || 'problem' in ids) continue
    for (const id of ids.ids) named.set(id, (named.get(id) ?? new Map()).set(key, query))
  }
}

/** Whether a record has a branch about the package of a question, as it will be matched. */
function isAbout(advisory: Advisory, { ecosystem, name }: Query): boolean {
  return advisory.withdrawn !== undefined || branchesOf(advisory, ecosystem, name).length > 0
}

/** One record by `GET /v1/vulns/{id}`; a fault of every question that named it where it cannot be had. */
async function fetchRecord(
  ask: AskJson,
  url: string,
  [id, askers]: readonly [string, ReadonlyMap<string, Query>],
  faults: FaultList,
): Promise<OsvReading | undefined> {
  const told = await ask({ method: 'GET', url: below(url, `/v1/vulns/${encodeURIComponent(id)}`) })
  const lost = (why: string) => {
    faults.add(`the record of ${id} could not be had: ${why}`, askers.keys())
    return undefined
  }
  if ('problem' in told) return lost(told.problem)
  if (objectOf(told.value)?.['id'] !== id) return lost(`${placeOf(url)} answered with something else`)
  const read = readOsvRecord(told.value, 'osv')
  if ('problem' in read) return lost(read.problem)
  const strangers = [...askers].filter(([, query]) => !isAbout(read.advisory, query))
  faults.add(
    `the record of ${id} says nothing of the package that it was named for`,
    strangers.map(([key]) => key),
  )
  return read
}

function notesOf(
  place: string,
  queries: readonly Query[],
  records: readonly OsvReading[],
): readonly string[] {
  const ecosystems = [...new Set(queries.map(({ ecosystem }) => ecosystem))]
  const unevaluated = records.reduce((sum, record) => sum + record.unevaluated, 0)
  const partial = records.filter(({ problems }) => problems.length > 0).length
  return [
    ...ecosystems.filter((one) => canariesOf(one).length === 0).map((one) => unprovenNote(place, one)),
    ...(unevaluated > 0
      ? [`${unevaluated} ranges of commits in ${place}'s records say nothing of versions.`]
      : []),
    ...(partial > 0 ? [`${partial} of ${place}'s records have parts that cannot be read.`] : []),
  ]
}

async function askOsv({ url, ...network }: OsvOptions, queries: readonly Query[]): Promise<Answer> {
  const place = placeOf(url)
  const ask = openSession(network)
  const faults = collectFaults()
  const named: Named = new Map()
  const batches = batchesOf(uniqueQueries(queries))
  await mapPooled(batches, BATCHES_IN_FLIGHT, async (batch) => {
    const asked = [...batch.canaries, ...batch.queries.map(([, query]) => query)]
    judgeBatch(place, batch, await askBatch(ask, url, asked), faults, named)
  })
  const fetched = await mapPooled([...named], RECORDS_IN_FLIGHT, (one) => fetchRecord(ask, url, one, faults))
  const records = fetched.filter((record) => record !== undefined)
  return {
    advisories: records.map(({ advisory }) => advisory),
    faults: faults.faults(),
    notes: notesOf(place, queries, records),
  }
}

/**
 * OSV's API (https://google.github.io/osv.dev/api/). A question is answered where its place in a batch has an
 * answer, the batch's known-bad version of that ecosystem was found, and every record it names could be read.
 */
export function osvSource(options: OsvOptions): Source {
  return {
    id: 'osv',
    place: placeOf(options.url),
    knows: (ecosystem) => ECOSYSTEMS.has(ecosystem.split(':', 1)[0] ?? ''),
    ask: (queries) => askOsv(options, queries),
  }
}
