import { posix } from 'node:path'
import type { Gap } from '../core/finding.ts'
import type { Entry } from './entry.ts'
import { connect, type Graph, type Node, nodeOf } from './graph.ts'
import type { Edge, Manifest } from './manifest.ts'
import { entryGap } from './npm-fields.ts'
import type { Locked, Need } from './pnpm-entry.ts'
import { keyAsked } from './pnpm-key.ts'
import type { Importer, PnpmLock } from './pnpm-lock.ts'

export interface PnpmInput extends Pick<PnpmLock, 'dialect' | 'importers' | 'locked' | 'unusable'> {
  /** The lockfile's path: the target of every gap. */
  readonly path: string
  /** The manifests of the importers and of the folders that links lead to. */
  readonly declared: ReadonlyMap<string, Manifest>
}

/** What one of the repository's own packages needs, and what the lockfile answers. */
export interface Answer {
  readonly importer: Importer
  readonly need: Need
  readonly to: Node
}

export interface Drawn {
  readonly graph: Graph
  readonly answers: readonly Answer[]
  /** Entries that nothing asks for. */
  readonly orphans: readonly string[]
}

/** A package is one entry under however many names; a lockfile that makes more of it than this is not drawn whole. */
const MAX_COPIED = 200_000
const MAX_SHOWN = 100
const LINK = 'link:'

interface Drawing {
  readonly input: PnpmInput
  /** By folder. */
  readonly own: ReadonlyMap<string, Node>
  readonly published: ReadonlyMap<string, string>
  readonly linked: Map<string, Node>
  /** By key, then by the name that it is installed under. */
  readonly copies: Map<string, Map<string, Node>>
  readonly locations: Set<string>
  readonly waiting: { readonly node: Node; readonly needs: readonly Need[] }[]
  readonly byUrl: ReadonlySet<string>
  readonly gaps: Gap[]
  copied: number
}

function plainEntry(location: string, name: string): Entry {
  const none = {
    alias: undefined,
    version: '',
    resolved: '',
    link: undefined,
    license: undefined,
    line: undefined,
  }
  return { ...none, location, name, edges: [], bundled: false, onlyOptional: false, folder: location }
}

function ownNode(folder: string, manifest: Manifest | undefined): Node {
  const name = manifest?.name || posix.basename(folder)
  return nodeOf({ ...plainEntry(folder, name), source: 'workspace' }, true)
}

/** The folder that a `link:` leads to, relative to the lockfile's. */
export function folderOfLink(ref: string, from: string): string {
  const folder = posix.join(from, ref.slice(LINK.length))
  return folder === '.' ? '' : folder.replace(/\/$/, '')
}

export function isLink(ref: string): boolean {
  return ref.startsWith(LINK)
}

/** A place that no other entry has; only a lockfile that was made to collide needs more than one try. */
function freeLocation({ locations }: Drawing, wanted: string): string {
  let location = wanted
  while (locations.has(location)) location += "'"
  locations.add(location)
  return location
}

function linkedNode(drawing: Drawing, folder: string, need: Need): Node {
  const known = drawing.linked.get(folder)
  if (known) return known
  const name = drawing.input.declared.get(folder)?.name || need.name
  const entry: Entry = {
    ...plainEntry(freeLocation(drawing, folder), name),
    alias: name === need.name ? undefined : need.name,
    source: 'link',
    folder,
  }
  const node = nodeOf(entry, false)
  drawing.linked.set(folder, node)
  return node
}

/** The copy of an entry under a name, made when it is first asked for. */
function copyOf(drawing: Drawing, key: string, { entry, needs }: Locked, name: string): Node {
  const copies = drawing.copies.get(key) ?? new Map<string, Node>()
  drawing.copies.set(key, copies)
  const known = copies.get(name)
  if (known) return known
  if (copies.size > 0) drawing.copied += needs.length + 1
  const [first] = copies.values()
  if (first && drawing.copied > MAX_COPIED) return first
  const isAlias = name !== entry.name
  const source = drawing.byUrl.has(key) && entry.source === 'registry' ? 'tarball' : entry.source
  const location = freeLocation(drawing, isAlias ? `${key} as ${name}` : key)
  const alias = isAlias ? name : undefined
  const node = nodeOf({ ...entry, location, alias, ...(source === undefined ? {} : { source }) }, false)
  copies.set(name, node)
  drawing.waiting.push({ node, needs })
  return node
}

function askerOf({ entry, isOwn }: Node): string {
  if (!isOwn) return entry.location.slice(0, MAX_SHOWN)
  return entry.location === '' ? 'package.json' : entry.location
}

/** The node that a dependency was locked to; a gap where there is none. */
function answerOf(drawing: Drawing, from: Node, need: Need): Node | undefined {
  const { path, locked, unusable, dialect } = drawing.input
  const gap = (reason: string) => drawing.gaps.push(entryGap(path, need.name, reason))
  if (isLink(need.ref)) {
    const folder = folderOfLink(need.ref, from.isOwn ? from.entry.location : '')
    const own = drawing.own.get(drawing.published.get(folder) ?? folder)
    if (own || from.isOwn) return own ?? linkedNode(drawing, folder, need)
    const linked = drawing.linked.get(folder)
    if (!linked)
      gap(
        `${askerOf(from)} has it linked to ${folder.slice(0, MAX_SHOWN)}, which is no package of this repository`,
      )
    return linked
  }
  const key = keyAsked(dialect, need.name, need.ref)
  const found = locked.get(key)
  if (found) return copyOf(drawing, key, found, need.name)
  if (!unusable.has(key)) {
    gap(
      `${askerOf(from)} has it at ${need.ref.slice(0, MAX_SHOWN)} and the lockfile has no such entry: run pnpm install`,
    )
  }
  return undefined
}

/** As the manifest has it: it is what the lockfile was made from. */
function edgeOf(need: Need, declared: ReadonlyMap<string, Edge>): Edge {
  return declared.get(need.name) ?? { name: need.name, spec: need.spec, kind: need.kind }
}

/** What a manifest declares, as pnpm has it: what is developed with is installed for that, if it is a peer too. */
export function declaredIn(manifest: Manifest | undefined): ReadonlyMap<string, Edge> {
  const { edges = [], hardEdges = [] } = manifest ?? {}
  return new Map([...edges, ...hardEdges].map((edge) => [edge.name, edge]))
}

function drawOwn(drawing: Drawing): readonly Answer[] {
  const answers: Answer[] = []
  for (const importer of drawing.input.importers) {
    const node = drawing.own.get(importer.folder)
    if (!node) continue
    const declared = declaredIn(drawing.input.declared.get(importer.folder))
    for (const need of importer.needs) {
      const to = answerOf(drawing, node, need)
      if (!to) continue
      connect(node, to, edgeOf(need, declared))
      answers.push({ importer, need, to })
    }
  }
  return answers
}

function drawWaiting(drawing: Drawing): void {
  // More are waiting after each.
  for (const { node, needs } of drawing.waiting) {
    for (const need of needs) {
      const to = answerOf(drawing, node, need)
      if (to) connect(node, to, { name: need.name, spec: need.spec, kind: need.kind })
    }
  }
  drawing.waiting.length = 0
}

function startOf(input: PnpmInput): Drawing {
  const { importers, dialect, declared } = input
  const folders = new Set(['', ...importers.map(({ folder }) => folder)])
  const own = new Map([...folders].map((folder) => [folder, ownNode(folder, declared.get(folder))]))
  const urls = importers.flatMap(({ needs }) => needs.filter(({ spec }) => /^https?:/.test(spec)))
  return {
    input,
    own,
    published: new Map(
      importers.flatMap(({ folder, published }) =>
        published === undefined ? [] : [[posix.join(folder, published), folder] as const],
      ),
    ),
    linked: new Map(),
    copies: new Map(),
    locations: new Set(folders),
    waiting: [],
    byUrl: new Set(urls.map(({ name, ref }) => keyAsked(dialect, name, ref))),
    gaps: [],
    copied: 0,
  }
}

/**
 * Follows every reference from the repository's own packages, as pnpm does. An entry that is asked for under several
 * names is a package for each of them; one that nothing asks for is there all the same.
 */
export function drawPnpm(input: PnpmInput): Drawn {
  const drawing = startOf(input)
  const answers = drawOwn(drawing)
  drawWaiting(drawing)
  const orphans = [...input.locked.keys()].filter((key) => !drawing.copies.has(key))
  for (const key of orphans) {
    const locked = input.locked.get(key)
    if (locked) copyOf(drawing, key, locked, locked.entry.name)
  }
  drawWaiting(drawing)
  if (drawing.copied > MAX_COPIED) {
    const reason = 'its entries are asked for under more names than can be told apart'
    drawing.gaps.push(entryGap(input.path, input.path, reason))
  }
  const copies = [...input.locked.keys()].flatMap((key) => [...(drawing.copies.get(key)?.values() ?? [])])
  const nodes = [...drawing.own.values(), ...drawing.linked.values(), ...copies]
  return { graph: { nodes, gaps: drawing.gaps, unlockedOptional: new Set() }, answers, orphans }
}
