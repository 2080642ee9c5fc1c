import semver from 'semver'
import type { Gap } from '../core/finding.ts'
import { type Entry, isInstalled } from './entry.ts'
import type { Arrow, GraphInput, Node } from './graph.ts'
import type { Edge } from './manifest.ts'

/** Longer ones are no ranges that anybody wrote. */
const MAX_RANGE = 256
const MAX_SHOWN = 100
const ALIAS = /^npm:((?:@[^/@]+\/)?[^/@]+)(?:@(.*))?$/
const LOOSE = { loose: true }

function isPeer({ kind }: Edge): boolean {
  return kind === 'peer' || kind === 'optional-peer'
}

/** Whether what is locked is what a manifest asks for; undefined where that takes more than names and ranges. */
export function fits(spec: string, { name, version }: Pick<Entry, 'name' | 'version'>): boolean | undefined {
  if (spec.length > MAX_RANGE) return undefined
  const alias = ALIAS.exec(spec)
  if (alias && alias[1] !== name) return false
  const range = alias ? (alias[2] ?? '*') : spec
  if (semver.satisfies(version, range, LOOSE)) return true
  const wanted = semver.validRange(range, LOOSE)
  // A prerelease is in no other range than the one that takes everything, as npm has it.
  return wanted === null || semver.valid(version, LOOSE) === null ? undefined : wanted === '*'
}

/** Whether a range asks for a package by another name than the lockfile's. */
function isRenamed({ edge, to }: Arrow): boolean {
  const { name } = to.entry
  return (
    edge.name !== name &&
    !to.isOwn &&
    edge.spec.length <= MAX_RANGE &&
    semver.validRange(edge.spec, LOOSE) !== null
  )
}

/**
 * Packages that the lockfile calls by another name than the one they are asked for by, and no alias says so. Where
 * one does, npm gives the package to everybody who asks for that name and whose range it is in.
 */
function renamed(nodes: readonly Node[], path: string): readonly Gap[] {
  const isAliased = ({ entry, dependents }: Node) =>
    dependents.some(({ edge }) => ALIAS.exec(edge.spec)?.[1] === entry.name)
  return nodes.flatMap((node) => {
    const plain = node.dependents.find(isRenamed)
    if (!plain || isAliased(node)) return []
    const called = node.entry.name.slice(0, MAX_SHOWN)
    const reason = `the lockfile calls it ${called}, and ${plain.edge.name.slice(0, MAX_SHOWN)} is asked for under no alias`
    return { target: path, subject: node.entry.location, reason }
  })
}

/** What stands between a package's name and its file in a registry's URL. */
const MARK = '/-/'

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The path of an http URL as a server sees it, decoded; undefined for what is none. */
function pathOf(resolved: string): string | undefined {
  if (!/^https?:/i.test(resolved) || resolved.length > MAX_URL || !URL.canParse(resolved)) return undefined
  return decoded(new URL(resolved).pathname)
}

const MAX_URL = 2000

/** Whether a path ends in a scope: then what follows it is the name of another package than it seems. */
function isScoped(path: string): boolean {
  return path.slice(path.lastIndexOf('/') + 1).startsWith('@')
}

/**
 * Whether a registry's archive is another package's or version's than the entry says: it ends in the name, `/-/`, and the
 * file, before which some registries repeat the scope.
 */
function isElsewhere({ name, version }: Entry, path: string): boolean {
  const unscoped = name.slice(name.indexOf('/') + 1)
  const scope = name.slice(0, name.length - unscoped.length)
  const file = `${unscoped}-${version.split('+')[0]}.tgz`
  const ends = [`/${name}${MARK}${file}`, `/${name}${MARK}${scope}${file}`]
  return !ends.some((end) => path.endsWith(end) && !isScoped(path.slice(0, -end.length)))
}

/** Whether somebody asks for a package of a registry: by a range, or a tag. */
function isOfRegistry({ edge: { spec } }: Arrow): boolean {
  const range = ALIAS.exec(spec)?.[2] ?? spec
  return (
    spec.length <= MAX_RANGE && (semver.validRange(range, LOOSE) !== null || /^[a-z][\w.-]*$/i.test(range))
  )
}

/** Why what an entry says of itself is not the word of what would be installed for it. */
function misdirection(node: Node, areReplaced: boolean, isUsual: boolean): string | undefined {
  const { entry, dependents, isOwn } = node
  const { resolved, version } = entry
  if (isOwn || resolved === '') return undefined
  const shown = resolved.slice(0, MAX_SHOWN)
  const path = pathOf(resolved)
  const isWanted = dependents.length > 0 && dependents.every(isOfRegistry)
  if (path === undefined) {
    const isForeign =
      isWanted && !areReplaced && !entry.bundled && entry.source === undefined && isInstalled(entry.location)
    return isForeign ? `it is resolved to ${shown}, and everybody asks for it from a registry` : undefined
  }
  if (semver.valid(version, LOOSE) === null) return undefined
  if (path.includes(MARK))
    return isElsewhere(entry, path)
      ? `it is resolved to ${shown}, which is the archive of something else`
      : undefined
  // Some registries name their archives otherwise; one that did not does not begin to.
  return isUsual && isWanted
    ? `it is resolved to ${shown}, which is no archive as its registry names them`
    : undefined
}

/** Hosts that name archives in the usual way. */
function usualHosts(nodes: readonly Node[]): ReadonlySet<string> {
  return new Set(
    nodes.flatMap(({ entry: { resolved } }) =>
      pathOf(resolved)?.includes(MARK) ? [new URL(resolved).host] : [],
    ),
  )
}

/** Entries that would be installed from something else than they say: what they say of themselves is not its word. */
export function misdirected(nodes: readonly Node[], path: string, areReplaced = false): readonly Gap[] {
  const usual = usualHosts(nodes)
  return nodes.flatMap((node) => {
    const { resolved } = node.entry
    const isUsual = pathOf(resolved) !== undefined && usual.has(new URL(resolved).host)
    const reason = misdirection(node, areReplaced, isUsual)
    return reason === undefined ? [] : [{ target: path, subject: node.entry.location, reason }]
  })
}

/**
 * What the repository's own manifests ask for and the lockfile has otherwise: npm ci refuses it and npm install
 * would put something else in its place. A tag, a URL or a path counts as it is as long as the lockfile was made
 * for the same one; version 1 does not say what it was made for.
 */
export function disagreementsOf(
  nodes: readonly Node[],
  { path, declared, hasSpecs }: GraphInput,
): readonly Gap[] {
  const areReplaced = declared.get('')?.overrides === true
  const gaps = [...misdirected(nodes, path, areReplaced), ...(areReplaced ? [] : renamed(nodes, path))]
  for (const { entry, arrows } of nodes) {
    // Overrides change what members are given, but npm does not let them contradict the root.
    if (!declared.has(entry.location) || (areReplaced && entry.location !== '')) continue
    const madeFor = new Map(entry.edges.map((edge) => [edge.name, edge.spec]))
    const isMet = ({ edge, to }: Arrow) =>
      isPeer(edge) ||
      to.isOwn ||
      (fits(edge.spec, to.entry) ?? (!hasSpecs || madeFor.get(edge.name) === edge.spec))
    for (const { edge, to } of arrows.filter((arrow) => !isMet(arrow))) {
      const by = entry.location === '' ? 'package.json' : entry.location
      const locked = `${to.entry.name} ${to.entry.version}`.slice(0, MAX_SHOWN)
      const reason = `${by} asks for ${edge.spec.slice(0, MAX_SHOWN)} and the lockfile has ${locked}: run npm install`
      gaps.push({ target: path, subject: edge.name, reason })
    }
  }
  return gaps
}
