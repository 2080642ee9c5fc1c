import { RunError } from '../../core/errors.ts'
import { explain, type IssuePorts, readFrom, repeatedly } from './api.ts'
import { type Departure, type Observation, type Observed, observedOf } from './observed.ts'
import type { Registry } from './registry.ts'

const PER_PAGE = 100
/** Issues that lost their label are looked for among so many of the newest of ours. */
const MAX_UNLABELED_PAGES = 5
const MAX_PAGES = 50

export interface IssueSource {
  /** `owner/name`. */
  readonly repository: string
  readonly label: string
  /** The repository's id, where the runner says it. */
  readonly home?: string
}

/** A name in a path. */
export function repositoryPath(repository: string): string {
  return `/repos/${repository.split('/').map(encodeURIComponent).join('/')}`
}

/** Our own login: a marker counts only in an issue that we wrote. Throws a RunError. */
export async function loginOf(ports: IssuePorts): Promise<string> {
  const request = { method: 'POST', path: '/graphql', body: { query: 'query { viewer { login } }' } } as const
  const body = (await readFrom(request, ports)) as { data?: { viewer?: { login?: unknown } } } | null
  const login = body?.data?.viewer?.login
  if (typeof login !== 'string' || login === '')
    throw new RunError('GitHub does not say who the token belongs to')
  return login
}

/** An issue that was transferred here speaks of the repository that it came from. */
function isAtHome({ home }: Observed, here: string | undefined): boolean {
  return home === undefined || here === undefined || home === here
}

/** All of ours that a listing has. Throws a RunError. */
export async function listIssues(
  { repository, home }: Pick<IssueSource, 'repository' | 'home'>,
  login: string,
  query: Readonly<Record<string, string>>,
  ports: IssuePorts,
  maxPages = MAX_PAGES,
): Promise<readonly Observed[]> {
  const found: Observed[] = []
  for (let page = 1; page <= maxPages; page++) {
    const body = await readFrom(
      {
        method: 'GET',
        path: `${repositoryPath(repository)}/issues`,
        query: { ...query, creator: login, per_page: `${PER_PAGE}`, page: `${page}` },
      },
      ports,
    )
    if (!Array.isArray(body)) throw new RunError('GitHub answered something that is no list of issues')
    const ours = body.flatMap((issue) => observedOf(issue, login) ?? [])
    found.push(...ours.filter((issue) => isAtHome(issue, home)))
    if (body.length < PER_PAGE) break
  }
  return found
}

async function lookUp(number: number, source: IssueSource, login: string, ports: IssuePorts) {
  const path = `${repositoryPath(source.repository)}/issues/${number}`
  const result = await repeatedly({ method: 'GET', path }, ports)
  if (result.kind === 'done') return observedOf(result.answer.body, login)
  if (result.kind !== 'refused') throw new RunError(explain(result))
  const departures: Readonly<Record<number, Departure>> = {
    301: 'transferred',
    302: 'transferred',
    404: 'deleted',
    410: 'deleted',
  }
  const departure = departures[result.answer.status]
  if (departure === undefined) throw new RunError(explain(result))
  return departure
}

function known(issues: readonly Observed[]): Map<number, Observed> {
  return new Map(issues.map((issue) => [issue.number, issue]))
}

/** Everything of ours that is labeled: what is open, and what was closed since a moment. Throws a RunError. */
export async function listLabeled(
  source: IssueSource,
  login: string,
  closedSince: Date,
  ports: IssuePorts,
): Promise<readonly Observed[]> {
  const labels = source.label
  const open = await listIssues(source, login, { state: 'open', labels }, ports)
  const since = closedSince.toISOString()
  const closed = await listIssues(source, login, { state: 'closed', labels, since }, ports)
  return [...known([...closed, ...open]).values()]
}

/** These, and the newest of ours that have no label: it was renamed, taken away, or dropped when they were made. Throws a RunError. */
export async function addUnlabeled(
  listed: readonly Observed[],
  source: IssueSource,
  login: string,
  ports: IssuePorts,
): Promise<readonly Observed[]> {
  const query = { state: 'all', sort: 'created', direction: 'desc' }
  const newest = await listIssues(source, login, query, ports, MAX_UNLABELED_PAGES)
  return [...known([...newest, ...listed]).values()]
}

/** Adds what the registry knows and no list showed: it may have lost its label, or be gone. Throws a RunError. */
export async function lookForMissing(
  listed: readonly Observed[],
  registry: Registry,
  source: IssueSource,
  login: string,
  ports: IssuePorts,
): Promise<Observation> {
  const issues = known(listed)
  const departed = new Map<number, Departure>()
  for (const { number, departed: earlier } of registry.groups.values()) {
    if (issues.has(number) || departed.has(number)) continue
    const found = earlier?.how ?? (await lookUp(number, source, login, ports))
    if (typeof found === 'string') departed.set(number, found)
    else if (found) issues.set(number, found)
  }
  return { login, issues: [...issues.values()].toSorted((a, b) => a.number - b.number), departed }
}
