import type { Gap } from '../core/finding.ts'
import type { Node } from './graph.ts'
import {
  aliasOf,
  type Descriptor,
  keyOf,
  kindOf,
  rangeOf,
  type SpecKind,
  satisfies,
} from './yarn-descriptors.ts'
import type { YarnEntry } from './yarn-entries.ts'
import type { Resolutions } from './yarn-resolutions.ts'

const MAX_SHOWN = 100

function shown(text: string): string {
  return text.slice(0, MAX_SHOWN)
}

/** Whether a key of one kind may be resolved to another: a URL may turn out to be a repository. */
function mayBe(asked: SpecKind, given: SpecKind): boolean {
  return asked === given || asked === 'unknown' || (asked === 'tarball' && given === 'git')
}

type Answer = Pick<YarnEntry, 'name' | 'version' | 'kind' | 'locator'>

/** What is wrong with what stands under a key, if something is. */
function problemOf({ name, spec }: Descriptor, answer: Answer): string | undefined {
  const kind = kindOf(spec)
  // Those of patched packages are compared with what the patch says, not with what it is of.
  if (kind === 'patch' && answer.kind !== 'patch') return undefined
  const isMember = answer.kind === 'workspace'
  if (!(isMember && kind === 'registry') && !mayBe(kind, answer.kind)) {
    return `its key asks for ${shown(spec)} and the lockfile has a ${answer.kind} in its place`
  }
  const asked = aliasOf(spec)?.name ?? name
  // In Yarn 1 a repository, an archive or a folder may have another name inside.
  const isNamed = kind === 'registry' || answer.locator !== ''
  if (isNamed && asked !== answer.name) {
    return `the lockfile calls it ${shown(answer.name)}, and its key asks for ${shown(asked)}`
  }
  if (kind !== 'registry' || satisfies(answer.version, rangeOf(spec)) !== false) return undefined
  return `its key asks for ${shown(spec)} and the lockfile has ${shown(answer.version)}: run yarn install`
}

/** Whether a package is what a resolution puts in the place of what was asked for. */
export function isGiven(asked: Descriptor, node: Node): boolean {
  const { name, version, source = 'workspace' } = node.entry
  return problemOf(asked, { name, version, kind: source, locator: '' }) === undefined
}

/** Whether something that `resolutions` ask for is what stands under a key. */
function isResolution(key: Descriptor, answer: Answer, resolutions: Resolutions): boolean {
  return (resolutions.get(key.name) ?? []).some(
    ({ spec }) => problemOf({ name: key.name, spec }, answer) === undefined,
  )
}

/**
 * Entries that are something else than their keys ask for, by name, kind or range: Yarn would not have written them,
 * and would install something else. What `resolutions` ask for in its place is fine.
 */
export function keyGaps(
  path: string,
  entries: readonly (Answer & { readonly keys: readonly Descriptor[] })[],
  resolutions: Resolutions,
): readonly Gap[] {
  return entries.flatMap((entry) =>
    entry.keys.flatMap((key) => {
      const problem = problemOf(key, entry)
      if (problem === undefined || isResolution(key, entry, resolutions)) return []
      return { target: path, subject: keyOf(key).slice(0, 2 * MAX_SHOWN), reason: problem }
    }),
  )
}
