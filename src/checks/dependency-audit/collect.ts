import type { Collected } from '../../core/check.ts'
import type { Gap, Note } from '../../core/finding.ts'
import type { Ports, Tree } from '../../core/ports.ts'
import { type Change, readChange } from '../../inventory/change.ts'
import { type Inventory, readInventory } from '../../inventory/inventory.ts'
import type { Lockfile, Package } from '../../inventory/package.ts'
import { readRegistries } from '../../inventory/registries.ts'
import { unlockedManifests } from '../../inventory/unlocked.ts'
import { accountNotes, disagreementGaps } from './account.ts'
import { isPrivate, queryOf, readActions, type UsedActions } from './actions.ts'
import { consult } from './consult.ts'
import type { ActionFact, AuditFact } from './fact.ts'
import { newHosts } from './hosts.ts'
import type { Index } from './match.ts'
import type { Options } from './options.ts'
import { type Asking, askingsOf, packageFacts, type Told } from './packages.ts'
import { few } from './questions.ts'
import { collectReleases } from './release-questions.ts'
import { readReports } from './report-facts.ts'
import { readRuntimes } from './runtime-facts.ts'
import { sourcesOf } from './sources/choose.ts'
import { keyOf, type Query } from './sources/source.ts'
import { publicNames, standingsOf } from './standing.ts'
import { nothingGaps, unreadNotes } from './unread.ts'

/** What is read before anybody is asked. */
interface Read {
  readonly files: readonly string[]
  readonly inventory: Inventory
  readonly change: Change
  readonly base: Tree | undefined
  /** Whether this is a change, also where its base could not be read. */
  readonly isChange: boolean
  readonly askings: readonly Asking[]
  readonly actions: UsedActions
  readonly knownHosts: ReadonlySet<string>
  readonly gaps: readonly Gap[]
}

function keysOf(pkg: Package): readonly [string] {
  return [JSON.stringify([pkg.type, pkg.name, pkg.version, pkg.source, pkg.scope === 'dev'])]
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host : undefined
}

async function read(options: Options, ports: Ports): Promise<Read> {
  const { tree, repository } = ports
  const scope = { excluded: options.exclude, ignored: repository.ignored, sboms: true }
  ports.progress('looking for lockfiles')
  const inventory = await readInventory(tree, scope)
  const change = await readChange({ head: inventory, wanted: options.base, scope, keysOf }, repository)
  const found = await repository.base(options.base)
  const base = change.partial && found.kind === 'found' ? found.tree : undefined
  const folders = inventory.lockfiles.map(({ path }) => path.split('/').slice(0, -1).join('/'))
  const here = await readRegistries(tree, folders)
  const before = base ? await readRegistries(base, folders) : here
  const isChange = found.kind !== 'none'
  const publicBefore = publicNames(change.base?.lockfiles ?? [])
  const standingIn = (lockfile: Lockfile) =>
    standingsOf(lockfile, {
      privateScopes: options['private-scopes'],
      mappedTo: before.hostOf,
      mappedByChange: here.hostOf,
      publicHosts: new Set(options['public-hosts']),
      // Where the base could not be read nobody knows what was public in it.
      wasPublic: (name) => (isChange && !base) || publicBefore.has(name),
    })
  const named = [hostOf(options.registry), before.hostOf('a')]
  return {
    files: (await tree.list()).files,
    inventory,
    change,
    base,
    isChange,
    askings: askingsOf(inventory.lockfiles, standingIn),
    actions: await readActions(tree, base),
    knownHosts: new Set(named.flatMap((one) => (typeof one === 'object' ? one.host : (one ?? [])))),
    gaps: [...inventory.gaps, ...(await unlockedManifests(tree, inventory)), ...here.gaps],
  }
}

/** Packages of a registry of their own: it alone is asked, where the options name it. */
function ownQueries(askings: readonly Asking[], options: Options): readonly Query[] {
  const host = hostOf(options.registry)
  if (host === undefined || !options.source.includes('npm')) return []
  return askings.flatMap(({ question }) =>
    question.kind === 'private' && question.host === host ? [question.query] : [],
  )
}

interface Answered {
  readonly told: Pick<Told, 'indexOf' | 'unanswered'>
  readonly index: Index
  readonly notes: readonly Note[]
  readonly gaps: readonly Gap[]
}

async function ask(reading: Read, options: Options, ports: Ports): Promise<Answered> {
  const { askings, actions, isChange } = reading
  const sources = sourcesOf(options, ports, isChange)
  const open = askings.flatMap(({ question }) => (question.kind === 'ask' ? [question.query] : []))
  const used = actions.actions.filter((action) => !isPrivate(action, options['private-scopes']))
  const queries = [...open, ...used.flatMap((action) => queryOf(action) ?? [])]
  ports.progress(`asking ${sources.map(({ place }) => place).join(', ')} about ${queries.length} packages`)
  const mode = options.agreement ? 'agreement' : 'first'
  const { index, asked } = await consult(sources, queries, mode)
  const own = ownQueries(askings, options)
  const closed = await consult(
    sources.filter(({ id }) => id === 'npm'),
    own,
    'first',
  )
  const ownKeys = new Set(own.map(keyOf))
  return {
    index,
    told: {
      indexOf: ({ kind, query }) => {
        if (kind === 'ask') return index
        return ownKeys.has(keyOf(query)) ? closed.index : undefined
      },
      unanswered: new Map([...asked.unanswered, ...closed.asked.unanswered]),
    },
    notes: accountNotes(asked, options, ports.clock()),
    gaps: options.agreement ? disagreementGaps(asked, options.path) : [],
  }
}

interface ActionFacts {
  readonly facts: readonly ActionFact[]
  readonly gaps: readonly Gap[]
  readonly notes: readonly Note[]
}

function actionFacts(
  { actions, gaps }: UsedActions,
  { index, told }: Answered,
  scopes: readonly string[],
): ActionFacts {
  const facts: ActionFact[] = []
  const more: Gap[] = []
  const unasked: string[] = []
  for (const action of actions) {
    const query = isPrivate(action, scopes) ? undefined : queryOf(action)
    const label = `${action.name}@${action.ref.slice(0, 12)}`
    if (!query) unasked.push(label)
    const why = query && told.unanswered.get(keyOf(query))
    if (why) more.push({ target: action.path, subject: label, reason: why.join('; ') })
    const advisories = query && !why ? index(query.ecosystem, query.name) : []
    facts.push({ ...action, advisories })
  }
  const text = `${unasked.length} uses of actions name no full version, so no advisory is looked up for them: ${few([...new Set(unasked)])}.`
  const notes = unasked.length === 0 ? [] : [{ subject: 'actions', text }]
  return { facts, gaps: [...gaps, ...more], notes }
}

/** Reads what is locked and used, asks the sources about it, and reads what other scanners say. */
export async function collect(options: Options, ports: Ports): Promise<Collected<AuditFact>> {
  const reading = await read(options, ports)
  const { inventory, change, askings, knownHosts } = reading
  const answered = await ask(reading, options, ports)
  const registry = await collectReleases(askings, answered.told, options, ports)
  const { isChange } = reading
  const told: Told = { ...answered.told, change, isChange, releasesOf: registry.releasesOf }
  const facts: AuditFact[] = []
  const gaps: Gap[] = [...reading.gaps, ...answered.gaps, ...registry.gaps]
  const notes: Note[] = [...change.notes, ...answered.notes, ...registry.notes]
  const byLockfile = new Map<Lockfile, Asking[]>(inventory.lockfiles.map((one) => [one, []]))
  for (const asking of askings) byLockfile.get(asking.lockfile)?.push(asking)
  for (const lockfile of inventory.lockfiles) {
    const found = packageFacts(lockfile, byLockfile.get(lockfile) ?? [], told)
    for (const fact of found.facts) facts.push(fact)
    gaps.push(...found.gaps)
    notes.push(...found.notes)
  }
  if (change.base) facts.push(...newHosts(inventory.lockfiles, change.base.lockfiles, knownHosts))
  const actions = actionFacts(reading.actions, answered, options['private-scopes'])
  const runtimes = await readRuntimes(ports.tree, inventory.lockfiles, change)
  const reports = await readReports(options.reports, ports, isChange)
  const allGaps = [...nothingGaps(inventory, reports.paths), ...gaps, ...actions.gaps, ...reports.gaps]
  const unread = new Set(allGaps.map((gap) => gap.target))
  const looked = [
    ...inventory.targets,
    ...[...reading.actions.paths, ...reports.paths].map((id) => ({ id, complete: true })),
  ]
  return {
    facts: [...facts, ...actions.facts, ...runtimes, ...reports.facts],
    gaps: allGaps,
    notes: [...notes, ...actions.notes, ...inventory.notes, ...reports.notes, ...unreadNotes(reading.files)],
    targets: looked.map((target) => ({ ...target, complete: target.complete && !unread.has(target.id) })),
    partial: change.partial,
  }
}
