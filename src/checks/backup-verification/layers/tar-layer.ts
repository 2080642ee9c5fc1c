import { plainName } from '../containers/hazards.ts'
import { createTarReader } from '../containers/tar.ts'
import type { Intake, Remark } from '../intake.ts'
import type { LayerContext, LayerPlace } from './context.ts'
import { findFolderArchives } from './folder-members.ts'
import { type Layer, lacksAt } from './layer.ts'
import { type CreateLayer, hollowFaults, readMembers } from './members.ts'

/** A tar archive: every member is read for what it is; pg_dump's archives of the tar and directory formats too. */
export function createTarLayer(
  place: LayerPlace,
  remarks: readonly Remark[],
  context: LayerContext,
  create: CreateLayer,
): Intake<Layer> {
  const folders = findFolderArchives(place.path, context)
  const members = readMembers(place, context, create)
  let isHollow = place.path.length === 0
  const reader = createTarReader((member) => {
    if (member.type !== 'folder') isHollow = false
    const part = member.type === 'file' ? folders.take(plainName(member.name)) : undefined
    if (part) context.onMember([...place.path, plainName(member.name)], member)
    return part ?? members.onMember(member)
  }, context.container)
  return {
    write: reader.write,
    end: async (isWhole) => {
      const { members: count, files, bytes, newest, ...reading } = await reader.end(isWhole)
      return {
        path: place.path,
        kind: 'tar',
        size: 0,
        contents: { type: 'container', members: count, files, bytes, newest },
        faults: [...reading.faults, ...hollowFaults(isHollow && isWhole, count, reading)],
        remarks: [...remarks, ...reading.remarks],
        lacks: lacksAt(3, reading.lacks),
        inner: [...folders.layers(isWhole && reading.faults.length === 0), ...members.layers()],
      }
    },
  }
}
