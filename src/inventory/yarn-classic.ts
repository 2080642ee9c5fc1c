import { posix } from 'node:path'
import type { Tree } from '../core/ports.ts'
import type { Node } from './graph.ts'
import type { Lockfile } from './package.ts'
import { isGiven } from './yarn-agreement.ts'
import type { ClassicEntries } from './yarn-classic-entries.ts'
import { type Descriptor, keyOf, satisfies } from './yarn-descriptors.ts'
import { type Find, missing } from './yarn-draw.ts'
import { specsIn } from './yarn-entries.ts'
import { folderGaps } from './yarn-folders.ts'
import { type Answers, yarnLockfile } from './yarn-lockfile.ts'
import { type Own, readOwn } from './yarn-manifests.ts'
import { ownNode, type Planned } from './yarn-nodes.ts'
import { type Resolutions, resolutionFor, resolutionsOf } from './yarn-resolutions.ts'

const MAX_SHOWN = 100

/** Members by their names: Yarn 1 takes one wherever its version is in the range that is asked for. */
function memberOf(own: readonly Own[], planned: readonly Planned[]): (asked: Descriptor) => Node | undefined {
  const members = new Map<string, { readonly version: string; readonly node: Node }>()
  for (const [at, { name, version, folder }] of own.entries()) {
    const node = planned[at]?.node
    if (node && folder !== '' && !members.has(name)) members.set(name, { version, node })
  }
  return ({ name, spec }) => {
    const member = members.get(name)
    return member && satisfies(member.version, spec || '*') ? member.node : undefined
  }
}

/** A member's path as the lockfile has it: from the root. */
function fromRoot({ node }: Planned, { name, spec }: Descriptor): Descriptor {
  const [, protocol = '', path = ''] = /^(file:|link:)?(.*)$/s.exec(spec) ?? []
  if (!node.isOwn || !path.startsWith('.')) return { name, spec }
  return { name, spec: `${protocol}./${posix.join(node.entry.location, path)}` }
}

function finderOf(
  answers: Answers,
  resolutions: Resolutions,
  member: (asked: Descriptor) => Node | undefined,
  specsOf: (name: string) => readonly string[],
): Find {
  return (asker, asked) => {
    const known = member(asked) ?? answers.get(keyOf(asked)) ?? answers.get(keyOf(fromRoot(asker, asked)))
    const replaced = resolutionFor(resolutions, asker.node.entry, asked)
    const given = replaced && { name: asked.name, spec: replaced.spec }
    const found = known ?? (given && answers.get(keyOf(given)))
    if (!found) return missing(asked, specsOf(asked.name))
    if (!given || replaced.isRough || found.isOwn || isGiven(given, found)) return found
    const { name, version } = found.entry
    return `asks for ${asked.name}, the resolutions of package.json give it ${given.spec.slice(0, MAX_SHOWN)}, and the lockfile has ${name} ${version}`
  }
}

const NO_ROOT: Own = { folder: '', name: '', version: '', edges: [], peers: [] }

/** Makes a lockfile of the entries of a yarn.lock of Yarn 1 and of the manifests that it locks. */
export async function readClassic(
  tree: Tree,
  path: string,
  files: readonly string[],
  { entries, gaps }: ClassicEntries,
): Promise<Lockfile> {
  const manifests = await readOwn(tree, path, files, false)
  const own = manifests.own.has('') ? [...manifests.own.values()] : [NO_ROOT, ...manifests.own.values()]
  const planned = own.map((one) => ownNode(one))
  const resolutions = resolutionsOf(manifests.resolutions)
  return yarnLockfile({
    path,
    format: 'yarn v1',
    entries,
    own: planned,
    resolutions,
    folders: await folderGaps(tree, path, entries, files),
    gaps: [...manifests.gaps, ...gaps],
    finder: (answers) => finderOf(answers, resolutions, memberOf(own, planned), specsIn(entries)),
  })
}
