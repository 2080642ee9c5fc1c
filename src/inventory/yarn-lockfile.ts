import type { Gap, Note } from '../core/finding.ts'
import { misdirected } from './agreement.ts'
import type { Node } from './graph.ts'
import { lockfileOf } from './locked.ts'
import type { Lockfile } from './package.ts'
import { keyGaps } from './yarn-agreement.ts'
import { keyOf } from './yarn-descriptors.ts'
import { drawEdges, type Find } from './yarn-draw.ts'
import type { YarnEntry } from './yarn-entries.ts'
import type { Folders } from './yarn-folders.ts'
import { entryNodes, type Planned } from './yarn-nodes.ts'
import { drawPeers } from './yarn-peers.ts'
import type { Resolutions } from './yarn-resolutions.ts'

/** What answers what is asked for, by `name@spec` as it stands in the lockfile. */
export type Answers = ReadonlyMap<string, Node>

/** What was read of a yarn.lock of either format. */
export interface YarnFound {
  readonly path: string
  readonly format: string
  readonly entries: readonly YarnEntry[]
  /** The repository's own packages, the root first. */
  readonly own: readonly Planned[]
  readonly resolutions: Resolutions
  readonly folders: Folders
  readonly gaps: readonly Gap[]
  /** How a dependency is looked up. */
  readonly finder: (answers: Answers) => Find
}

const MAX_LISTED = 5
const MAX_SHOWN = 200

function listed(names: readonly string[]): string {
  const some = names.slice(0, MAX_LISTED).map((name) => name.slice(0, MAX_SHOWN))
  return some.join(', ') + (names.length > MAX_LISTED ? ', …' : '')
}

interface Laid {
  readonly planned: readonly Planned[]
  readonly answers: Answers
  readonly gaps: readonly Gap[]
}

/** Makes nodes of all entries; a key that stands in two of them answers with the first. */
function layOut({ path, entries, own }: YarnFound): Laid {
  const answers = new Map<string, Node>()
  const planned = [...own]
  const gaps: Gap[] = []
  const taken = new Set(own.map(({ node }) => node.entry.location))
  for (const entry of entries) {
    const made = entryNodes(entry, taken)
    for (const one of made) planned.push(one)
    const byName = new Map(made.map(({ node }) => [node.entry.alias ?? node.entry.name, node]))
    for (const key of entry.keys) {
      const text = keyOf(key)
      const node = byName.get(key.name)
      if (answers.has(text)) {
        const reason = `it stands in two entries (line ${entry.line}), and readers disagree on which counts`
        gaps.push({ target: path, subject: text.slice(0, MAX_SHOWN), reason })
      } else if (node) answers.set(text, node)
    }
  }
  return { planned, answers, gaps }
}

function notesOf(found: YarnFound, unlocked: ReadonlySet<string>): readonly Note[] {
  const notes: string[] = []
  const { without } = found.folders
  const names = new Set(found.entries.flatMap((entry) => entry.keys.map((key) => key.name)))
  const replaced = [...found.resolutions].filter(([name]) => names.has(name)).flatMap(([, all]) => all)
  if (replaced.length > 0) {
    const patterns = listed(replaced.map(({ pattern }) => pattern))
    notes.push(`The resolutions of package.json replace what is asked for: ${patterns}.`)
  }
  if (without.length > 0) {
    notes.push(
      `No package.json was found in ${without.length} linked folders, so what they declare could not be compared: ${listed(without)}.`,
    )
  }
  if (unlocked.size > 0) {
    notes.push(
      `${unlocked.size} optional dependencies of dependencies are not locked, so nothing is said about them: ${listed([...unlocked].sort())}.`,
    )
  }
  return notes.map((text) => ({ subject: found.path, text }))
}

/** A lockfile of what was read, with every dependency found in it. */
export function yarnLockfile(found: YarnFound): Lockfile {
  const { path, format, entries, resolutions } = found
  const laid = layOut(found)
  const { gaps, unlockedOptional } = drawEdges(path, laid.planned, found.finder(laid.answers))
  drawPeers(laid.planned)
  const nodes = laid.planned.map(({ node }) => node)
  return lockfileOf({
    path,
    format,
    manager: 'yarn',
    recordsLicenses: false,
    graph: { nodes, gaps, unlockedOptional },
    gaps: [
      ...found.gaps,
      ...laid.gaps,
      ...keyGaps(path, entries, resolutions),
      ...misdirected(nodes, path),
      ...found.folders.gaps,
      ...gaps,
    ],
    notes: notesOf(found, unlockedOptional),
  })
}
