import { RunError } from '../../core/errors.ts'
import { explain, type IssuePorts, once, repeatedly } from './api.ts'
import { markerLine, readMarker, runOf } from './marker.ts'
import { listIssues, repositoryPath } from './observe.ts'
import { hasLabel, type Observed, observedOf } from './observed.ts'
import { MAX_SIZE, NO_REGISTRY, packRegistry, type Registry, readRegistry, saidBy } from './registry.ts'
import { compareRuns, hashOf, type RunOrder } from './state.ts'

const KIND = 'dashboard'
export const DASHBOARD_TITLE = 'Upkeep dashboard'
/** When to look for a dashboard whose making was not confirmed, milliseconds after each other. */
const LOOKS = [2000, 6000]

/** The dashboards among our issues, the one that counts first. Title and label do where somebody wiped the body. */
export function dashboardsAmong(issues: readonly Observed[]): readonly Observed[] {
  const marked = issues.filter(({ body }) => readMarker(body)?.['kind'] === KIND)
  const named = issues.filter(({ key, title, body }) => {
    return key === undefined && title === DASHBOARD_TITLE && readMarker(body) === undefined
  })
  const isDone = ({ body, isOpen }: Observed) => !isOpen && readMarker(body)?.['duplicate'] === true
  return [...marked.filter((issue) => !isDone(issue)), ...named].toSorted((a, b) => a.number - b.number)
}

/** The run that wrote what is remembered in a body. */
function writerOf(body: string): RunOrder {
  const marker = readMarker(body)
  return runOf(marker?.['kind'] === KIND ? marker['run'] : marker?.['memoryRun'])
}

/**
 * What is remembered, from the issue that holds it. `key` is that of the group which holds it where there is no
 * dashboard; where both do, one of them was turned off, and the other is newer.
 */
export function registryIn(issues: readonly Observed[], key: string): Registry {
  const [dashboard] = dashboardsAmong(issues)
  const group = issues.filter((issue) => issue.key === key).at(-1)
  const bodies = [dashboard, group].flatMap((issue) => (issue ? [issue.body] : []))
  const [registry] = bodies
    .toSorted((a, b) => compareRuns(writerOf(b), writerOf(a)))
    .map(readRegistry)
    .filter(({ groups, checks }) => groups.size + checks.size > 0)
  return registry ?? NO_REGISTRY
}

export interface HolderFrame {
  readonly repository: string
  readonly login: string
  readonly label: string
  readonly run: RunOrder
  /** The repository's id, where the runner says it. */
  readonly home?: string
}

/** What the dashboard is to say and remember, given what another run has remembered since it was looked at. */
export type Compose = (since: Registry | undefined) => { readonly text: string; readonly registry: Registry }

/** A dashboard as it is at this moment: what is written must not lose what a longer or shorter run wrote meanwhile. */
async function readFresh(
  dashboard: Observed,
  path: string,
  login: string,
  ports: IssuePorts,
): Promise<Observed> {
  const result = await repeatedly({ method: 'GET', path }, ports)
  return (result.kind === 'done' ? observedOf(result.answer.body, login) : undefined) ?? dashboard
}

/** The whole body, and a name for what it says that is the same as long as that is. */
function bodyOf(
  { text, registry }: ReturnType<Compose>,
  { run, home }: HolderFrame,
): { readonly body: string; readonly hash: string } {
  const packed = packRegistry(registry)
  const hash = hashOf(`${text}\n${saidBy(packed)}`)
  return { hash, body: [markerLine({ kind: KIND, run, hash, ...packed, repo: home }), text].join('\n') }
}

async function make(body: string, frame: HolderFrame, ports: IssuePorts): Promise<Observed | string> {
  const { repository, login, label } = frame
  const request = {
    method: 'POST',
    path: `${repositoryPath(repository)}/issues`,
    body: { title: DASHBOARD_TITLE, body, labels: [label] },
  } as const
  const result = await once(request, ports)
  if (result.kind === 'done')
    return observedOf(result.answer.body, login) ?? 'GitHub answered with something else'
  if (result.kind !== 'unknown') return explain(result)
  const query = { state: 'open', sort: 'created', direction: 'desc' }
  for (const pause of LOOKS) {
    await ports.wait(pause)
    const [found] = dashboardsAmong(await listIssues(frame, login, query, ports, 1))
    if (found) return found
  }
  return explain(result)
}

/** Closes every dashboard but the first. */
async function closeOthers(
  others: readonly Observed[],
  of: number,
  frame: HolderFrame,
  ports: IssuePorts,
): Promise<void> {
  for (const { number } of others) {
    const text = [markerLine({ kind: KIND, duplicate: true }), `Duplicate of #${of}.`].join('\n')
    const path = `${repositoryPath(frame.repository)}/issues/${number}`
    const fields = { state: 'closed', state_reason: 'duplicate', body: text }
    await repeatedly({ method: 'PATCH', path, body: fields }, ports)
  }
}

/** After a dashboard was made: another run may have made one at the same time. */
async function settleDashboard(made: Observed, frame: HolderFrame, ports: IssuePorts): Promise<Observed> {
  const query = { state: 'open', sort: 'created', direction: 'desc' }
  await ports.wait(LOOKS[0] ?? 0)
  const listed = await listIssues(frame, frame.login, query, ports, 1)
  const all = dashboardsAmong([made, ...listed.filter(({ number }) => number !== made.number)])
  const [first = made, ...others] = all
  await closeOthers(others, first.number, frame, ports)
  return first
}

/**
 * Brings the dashboard to what it should say; writes nothing where it says so already. What another run has written since
 * it was looked at is kept. Answers its issue, or why there is none.
 */
export async function writeDashboard(
  compose: Compose,
  issues: readonly Observed[],
  frame: HolderFrame,
  ports: IssuePorts,
): Promise<Observed | string> {
  const { body, hash } = bodyOf(compose(undefined), frame)
  try {
    const [dashboard, ...others] = dashboardsAmong(issues)
    if (!dashboard) {
      const made = await make(body, frame, ports)
      return typeof made === 'string' ? made : await settleDashboard(made, frame, ports)
    }
    await closeOthers(others, dashboard.number, frame, ports)
    const marker = readMarker(dashboard.body)
    const isLabeled = hasLabel(dashboard.labels, frame.label)
    if (marker?.['hash'] === hash && isLabeled) return dashboard
    const path = `${repositoryPath(frame.repository)}/issues/${dashboard.number}`
    const fresh = await readFresh(dashboard, path, frame.login, ports)
    const newest =
      fresh.body === dashboard.body ? body : bodyOf(compose(readRegistry(fresh.body)), frame).body
    const labels = isLabeled ? {} : { labels: [...fresh.labels, frame.label] }
    const result = await repeatedly({ method: 'PATCH', path, body: { body: newest, ...labels } }, ports)
    return result.kind === 'done' ? dashboard : explain(result)
  } catch (thrown) {
    if (!(thrown instanceof RunError)) throw thrown
    return thrown.message
  }
}

/** GitHub takes 65,536 characters. */
const MAX_BODY = 65_000

/**
 * The body of the issue that holds what is remembered where there is no dashboard: its own, and that beside it.
 * Undefined where it has that already.
 */
export function withRegistry(body: string, registry: Registry, run: RunOrder): string | undefined {
  const [, ...text] = body.split(/\r?\n/)
  const own = readMarker(body)
  const bare = ['groups', 'checks', 'schedules', 'isCut', 'memoryRun'].map((name) => [name, undefined])
  const marker = { ...own, ...Object.fromEntries(bare) }
  const room = MAX_BODY - [markerLine(marker), ...text].join('\n').length
  const packed = packRegistry(registry, Math.min(MAX_SIZE, room))
  const written = (by: RunOrder) => [markerLine({ ...marker, ...packed, memoryRun: by }), ...text].join('\n')
  const before = writerOf(body)
  const newest = compareRuns(before, run) > 0 ? before : run
  return own && saidBy(own) === saidBy(packed) ? undefined : written(newest)
}
