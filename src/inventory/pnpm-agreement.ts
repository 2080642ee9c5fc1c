import { posix } from 'node:path'
import type { Gap } from '../core/finding.ts'
import { fits, misdirected } from './agreement.ts'
import type { Node } from './graph.ts'
import type { Edge } from './manifest.ts'
import { entryGap } from './npm-fields.ts'
import type { Need } from './pnpm-entry.ts'
import { type Answer, type Drawn, declaredIn, folderOfLink, isLink, type PnpmInput } from './pnpm-graph.ts'
import type { Importer } from './pnpm-lock.ts'
import type { Specs } from './pnpm-specs.ts'

const MAX_SHOWN = 100
const ALIAS = /^(?:npm|workspace):((?:@[^/@]+\/)?[^/@]+)@/
const PATH = /^(?:(?:link|file|workspace):)?(\.{1,2}(?:[/\\]|$)|[/\\~])|^(?:link|file):/
const GIT = /^(git[+:@]|github:|gitlab:|bitbucket:|gist:|[^:@/]+\/[^:/]+$)/

function shown(text: string): string {
  return text.slice(0, MAX_SHOWN)
}

function askerOf(folder: string): string {
  return folder === '' ? 'package.json' : shown(folder)
}

function isPeer({ kind }: Edge | Need): boolean {
  return kind === 'peer' || kind === 'optional-peer'
}

function lockedAs({ entry }: Node): string {
  return shown(`${entry.name} ${entry.version || entry.resolved}`.trim())
}

/** Whether a member of that name stands where a link, or a copied folder, leads. */
function isMember(input: PnpmInput, folder: string, name: string): boolean {
  return (
    input.importers.some((importer) => importer.folder === folder) &&
    input.declared.get(folder)?.name === name
  )
}

/** Whether a specifier that is a path leads where the lockfile has it; one that is absolute cannot be compared. */
function isSamePlace(spec: string, folder: string, from: string): boolean {
  const path = spec.replace(/^(link|file|workspace):/, '').replaceAll('\\', '/')
  if (posix.isAbsolute(path) || path.startsWith('~') || /^[a-z]:/i.test(path)) return true
  return folderOfLink(`link:${path}`, from) === folder
}

/** A lockfile of one member (`sharedWorkspaceLockfile: false`) links to others that it does not lock. */
function isLinkable(input: PnpmInput, spec: string, { need, to }: Answer): boolean {
  const name = ALIAS.exec(spec)?.[1] ?? need.name
  const { location, folder = location } = to.entry
  return spec.startsWith('workspace:') && !to.isOwn
    ? input.declared.get(folder)?.name === name
    : to.isOwn && isMember(input, location, name)
}

function linkProblem(input: PnpmInput, spec: string, answer: Answer): string | undefined {
  const { need, importer } = answer
  const folder = folderOfLink(need.ref, importer.folder)
  const isFine = PATH.test(spec)
    ? isSamePlace(spec, folder, importer.folder)
    : isLinkable(input, spec, answer)
  return isFine
    ? undefined
    : `has it linked to ${shown(folder) || 'the root'}, where no package of that name stands`
}

/** Whether what is locked may answer to a specifier, as far as its kind and its name go. */
function isOfKind(input: PnpmInput, spec: string, { need, to }: Answer): boolean {
  const { source, name, folder } = to.entry
  const alias = ALIAS.exec(spec)?.[1]
  const isCopiedMember =
    source === 'file' && folder !== undefined && isMember(input, folder, alias ?? need.name)
  if (isCopiedMember) return true
  if (spec.startsWith('workspace:')) return false
  if (PATH.test(spec)) return source === 'file'
  if (spec.startsWith('npm:') || !/[:/]/.test(spec))
    return source === 'registry' && name === (alias ?? bare(spec, need))
  return !GIT.test(spec) || source !== 'registry'
}

/** The name in an alias without a range; `npm:^1.0.0` names none. */
function bare(spec: string, need: Need): string {
  const isName = spec.startsWith('npm:') && !/^npm:[\d^~<>=*]/.test(spec)
  return isName ? spec.slice('npm:'.length) : need.name
}

function answerProblem(input: PnpmInput, specs: Specs, answer: Answer): string | undefined {
  const { need, to } = answer
  const spec = specs.effective(need.name, need.spec)
  if (spec === undefined) return `asks for ${shown(need.spec)} and the lockfile has no such catalog entry`
  if (isLink(need.ref)) return linkProblem(input, spec, answer)
  const isVersion = to.entry.source === 'registry' && !isPeer(need)
  const isFine = isOfKind(input, spec, answer) && !(isVersion && fits(spec, to.entry) === false)
  return isFine ? undefined : `asks for ${shown(spec)} and the lockfile has ${lockedAs(to)}: run pnpm install`
}

/** What a manifest declares and the lockfile was not made for. */
function staleProblem(edge: Edge, needs: ReadonlyMap<string, Need>, specs: Specs): string | undefined {
  const need = needs.get(edge.name)
  if (!need) {
    if (isPeer(edge) || specs.isRemoved(edge.name)) return undefined
    return `declares it (${shown(edge.spec)}) and the lockfile does not have it: run pnpm install`
  }
  if (need.spec === edge.spec || specs.isReplaced(edge.name, need.spec)) return undefined
  const made = need.spec === '' ? 'does not say what it was made for' : `was made for ${shown(need.spec)}`
  return `asks for ${shown(edge.spec)} and the lockfile ${made}: run pnpm install`
}

/** Links of folders outside of the workspace may be left out of the lockfile (`excludeLinksFromLockfile`). */
function isLeftOut(
  { spec }: Edge,
  needs: ReadonlyMap<string, Need>,
  name: string,
  areLinksOut: boolean,
): boolean {
  return areLinksOut && spec.startsWith('link:') && !needs.has(name)
}

interface Told {
  readonly gaps: readonly Gap[]
  /** What hooks may have changed, and so cannot be compared. */
  readonly hooked: readonly string[]
}

/** Compares what the manifests declare with what the lockfile was made for. */
function stale(input: PnpmInput, specs: Specs, areLinksOut: boolean): Told {
  const gaps: Gap[] = []
  const hooked: string[] = []
  for (const { folder, needs } of input.importers) {
    const byName = new Map(needs.map((need) => [need.name, need]))
    for (const edge of declaredIn(input.declared.get(folder)).values()) {
      if (isLeftOut(edge, byName, edge.name, areLinksOut)) continue
      const problem = staleProblem(edge, byName, specs)
      if (problem === undefined) continue
      if (specs.areHooked && byName.has(edge.name)) hooked.push(edge.name)
      else gaps.push(entryGap(input.path, edge.name, `${askerOf(folder)} ${problem}`))
    }
  }
  return { gaps, hooked }
}

/** Packages of others that were given a member of another name. */
function misled(path: string, { graph, answers }: Drawn, specs: Specs): readonly Gap[] {
  const links = new Set(
    answers.filter(({ need }) => isLink(need.ref)).map(({ need, to }) => linkOf(need.name, to)),
  )
  return graph.nodes.flatMap(({ entry, isOwn, arrows }) => {
    if (isOwn) return []
    return arrows.flatMap(({ edge, to }) => {
      const isFine = !to.isOwn || to.entry.name === edge.name || links.has(linkOf(edge.name, to))
      if (isFine || specs.isReplaced(edge.name, 'link:')) return []
      const reason = `${shown(entry.location)} has it linked to ${shown(to.entry.location)}, where no package of that name stands`
      return [entryGap(path, edge.name, reason)]
    })
  })
}

function linkOf(name: string, { entry }: Node): string {
  return `${name}\0${entry.location}`
}

function staleCatalogs(path: string, { staleCatalogs: entries }: Specs): readonly Gap[] {
  return entries.map(([catalog, name, asked, made]) =>
    entryGap(
      path,
      name,
      `pnpm-workspace.yaml asks for ${shown(asked)} in the catalog ${shown(catalog)} and the lockfile was made for ${shown(made)}: run pnpm install`,
    ),
  )
}

/** The root itself must be among the importers for its manifest to be compared. */
function withRoot(importers: readonly Importer[]): readonly Importer[] {
  const hasRoot = importers.some(({ folder }) => folder === '')
  return hasRoot ? importers : [{ folder: '', needs: [], published: undefined }, ...importers]
}

/** Where a pnpm lockfile contradicts itself or the manifests; each dependency of a manifest is told once. */
export function pnpmDisagreements(
  { importers, ...rest }: PnpmInput,
  drawn: Drawn,
  specs: Specs,
  areLinksOut: boolean,
): Told {
  const input = { ...rest, importers: withRoot(importers) }
  const outdated = stale(input, specs, areLinksOut)
  const told = new Set(outdated.gaps.map(({ subject, reason }) => `${subject}\0${reason.split(' ')[0]}`))
  const wrong = drawn.answers.flatMap((answer) => {
    const problem = answerProblem(input, specs, answer)
    const by = askerOf(answer.importer.folder)
    if (problem === undefined || told.has(`${answer.need.name.slice(0, 200)}\0${by}`)) return []
    return [entryGap(input.path, answer.need.name, `${by} ${problem}`)]
  })
  const others = [...misdirected(drawn.graph.nodes, input.path), ...misled(input.path, drawn, specs)]
  return {
    gaps: [...outdated.gaps, ...staleCatalogs(input.path, specs), ...wrong, ...others],
    hooked: outdated.hooked,
  }
}
