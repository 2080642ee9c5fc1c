import { promisesOf } from '../codecs/name-promise.ts'
import { plainName } from '../containers/hazards.ts'
import type { Member } from '../containers/member.ts'
import type { Intake } from '../intake.ts'
import type { LayerContext, LayerPlace } from './context.ts'
import type { Layer } from './layer.ts'

/** Layers of members that are kept: those that say something. */
const MOST_KEPT = 1000

/** `createLayer`, given so that containers need not know who reads what is in them. */
export type CreateLayer = (place: LayerPlace, context: LayerContext) => Intake<Layer>

/** The readers of a container's members, and what is kept of what they say. */
export interface MemberReaders {
  readonly onMember: (member: Member) => Intake<unknown> | undefined
  readonly layers: () => readonly Layer[]
}

function saysSomething({ contents, faults, lacks, remarks, inner }: Layer): boolean {
  if (faults.length + lacks.length + remarks.length > 0) return true
  return contents.type === 'packed'
    ? inner.some(saysSomething)
    : contents.type !== 'bytes' && contents.type !== 'text'
}

/** The place of a member of an archive that stands here. */
export function placeOfMember(parent: LayerPlace, name: string): LayerPlace {
  const plain = plainName(name)
  const fileName = plain.slice(plain.lastIndexOf('/') + 1)
  return { path: [...parent.path, plain], fileName, promises: promisesOf(fileName), depth: parent.depth + 1 }
}

/** Reads every file among the members for what it is, by the reader that `create` gives. */
export function readMembers(parent: LayerPlace, context: LayerContext, create: CreateLayer): MemberReaders {
  const kept: Layer[] = []
  return {
    onMember: (member) => {
      const place = placeOfMember(parent, member.name)
      context.onMember(place.path, member)
      const isFile = member.type === 'file' || member.type === 'sparse'
      if (!isFile || context.isIgnored(plainName(member.name))) return undefined
      const reader = create(place, context)
      return {
        write: reader.write,
        end: async (isWhole) => {
          const layer = await reader.end(isWhole)
          const isFaulty = layer.faults.length > 0
          if (saysSomething(layer) && (kept.length < MOST_KEPT || (isFaulty && kept.length < 2 * MOST_KEPT)))
            kept.push(layer)
        },
      }
    },
    layers: () => kept,
  }
}
