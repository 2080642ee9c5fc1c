import { promisesOf } from '../codecs/name-promise.ts'
import { plainName } from '../containers/hazards.ts'
import type { Member } from '../containers/member.ts'
import type { Fault, Intake, Reading } from '../intake.ts'
import type { LayerContext, LayerPlace } from './context.ts'
import type { Layer } from './layer.ts'

/** Layers of members that are kept, of each kind. */
const MOST_KEPT = 1000

/** `createLayer`, given so that containers need not know who reads what is in them. */
export type CreateLayer = (place: LayerPlace, context: LayerContext) => Intake<Layer>

/** The readers of a container's members, and what is kept of what they say. */
export interface MemberReaders {
  readonly onMember: (member: Member) => Intake<unknown> | undefined
  readonly layers: () => readonly Layer[]
}

/** Whether something in it can be restored. */
function holdsDump({ contents, inner }: Layer): boolean {
  return ['sql', 'archive', 'rdb', 'sqlite', 'unkept'].includes(contents.type) || inner.some(holdsDump)
}

function isFaulty({ faults, lacks, inner }: Layer): boolean {
  return faults.length + lacks.length > 0 || inner.some(isFaulty)
}

function saysSomething({ contents, remarks, inner }: Layer): boolean {
  if (remarks.length > 0) return true
  return contents.type === 'packed' ? inner.some(saysSomething) : contents.type === 'container'
}

/** What is wrong, what can be restored, and what else says something: none of them takes the place of another. */
type Kind = 'faulty' | 'dump' | 'other'

function kindOf(layer: Layer): Kind | undefined {
  if (isFaulty(layer)) return 'faulty'
  if (holdsDump(layer)) return 'dump'
  return saysSomething(layer) ? 'other' : undefined
}

interface Kept {
  readonly keep: (layer: Layer) => void
  readonly layers: () => readonly Layer[]
}

/** Keeps so many of each kind, in the order in which they came; of dumps beyond it is told that there were more. */
function keepSome(path: readonly string[]): Kept {
  const kept: Layer[] = []
  const counts: Record<Kind, number> = { faulty: 0, dump: 0, other: 0 }
  return {
    keep: (layer) => {
      const kind = kindOf(layer)
      if (kind === undefined) return
      counts[kind] += 1
      if (counts[kind] <= MOST_KEPT) kept.push(layer)
    },
    layers: () => {
      const dumps = counts.dump - MOST_KEPT
      if (dumps <= 0) return kept
      const nothing = { size: 0, faults: [], remarks: [], lacks: [], inner: [] }
      return [...kept, { path, kind: 'folder', contents: { type: 'unkept', dumps }, ...nothing }]
    },
  }
}

/** The place of a member of an archive that stands here. */
export function placeOfMember(parent: LayerPlace, name: string): LayerPlace {
  const plain = plainName(name)
  const fileName = plain.slice(plain.lastIndexOf('/') + 1)
  return { path: [...parent.path, plain], fileName, promises: promisesOf(fileName), depth: parent.depth + 1 }
}

/** Reads every file among the members for what it is, by the reader that `create` gives. */
export function readMembers(parent: LayerPlace, context: LayerContext, create: CreateLayer): MemberReaders {
  const kept = keepSome(parent.path)
  return {
    onMember: (member) => {
      const place = placeOfMember(parent, member.name)
      context.onMember(place.path, member)
      const isFile = member.type === 'file' || member.type === 'sparse'
      if (!isFile || context.isIgnored(plainName(member.name))) return undefined
      const reader = create(place, context)
      return {
        write: reader.write,
        end: async (isWhole) => kept.keep(await reader.end(isWhole)),
      }
    },
    layers: kept.layers,
  }
}

/** Of a backup that is an archive of folders with nothing in them: what was to be copied was not there. */
export function hollowFaults(
  isHollow: boolean,
  members: number,
  { faults }: Pick<Reading, 'faults'>,
): readonly Fault[] {
  if (!isHollow || members === 0 || faults.length > 0) return []
  return [{ word: 'empty', level: 3, text: 'holds folders, and no file in any' }]
}
