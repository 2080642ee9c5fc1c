import { plainName } from '../containers/hazards.ts'
import { readZip, type ZipReading } from '../containers/zip.ts'
import type { RandomAccess } from '../containers/zip-end.ts'
import type { Intake, Remark } from '../intake.ts'
import type { LayerContext, LayerPlace } from './context.ts'
import { findFolderArchives } from './folder-members.ts'
import { type Layer, lacksAt } from './layer.ts'
import { type CreateLayer, hollowFaults, type MemberReaders, readMembers } from './members.ts'

function layerOf(
  { path }: LayerPlace,
  remarks: readonly Remark[],
  { members, files, bytes, newest, ...reading }: ZipReading,
  inner: readonly Layer[],
): Layer {
  return {
    path,
    kind: 'zip',
    size: 0,
    contents: { type: 'container', members, files, bytes, newest },
    faults: reading.faults,
    remarks: [...remarks, ...reading.remarks],
    lacks: lacksAt(2, reading.lacks),
    inner,
  }
}

async function read(
  access: RandomAccess,
  place: LayerPlace,
  remarks: readonly Remark[],
  context: LayerContext,
  create: CreateLayer,
): Promise<Layer> {
  const readers = readMembers(place, context, create)
  let isHollow = place.path.length === 0
  const folders = findFolderArchives(place.path, context)
  const onMember: MemberReaders['onMember'] = (member) => {
    if (member.type !== 'folder') isHollow = false
    const name = plainName(member.name)
    // A zip is read at the second level already, and what its members are together is of the third.
    const part = member.type === 'file' && context.level >= 3 ? folders.take(name) : undefined
    if (part) context.onMember([...place.path, name], member)
    return part ?? readers.onMember(member)
  }
  const read = await readZip(access, onMember, context.container, context.unpack)
  const reading = { ...read, faults: [...read.faults, ...hollowFaults(isHollow, read.members, read)] }
  return layerOf(place, remarks, reading, [
    ...folders.layers(reading.faults.length === 0),
    ...readers.layers(),
  ])
}

function unread({ path }: LayerPlace, remarks: readonly Remark[], problem: string): Layer {
  const lacks = problem === '' ? [] : lacksAt(2, [{ what: 'room', text: problem }])
  return { path, kind: 'zip', size: 0, contents: { type: 'bytes' }, faults: [], remarks, lacks, inner: [] }
}

/**
 * A zip archive, which is read from its end: where it lies in a file, there; else it is written into one first. Its
 * CRCs are of the second level and so are read there already.
 */
export function createZipLayer(
  place: LayerPlace,
  remarks: readonly Remark[],
  context: LayerContext,
  create: CreateLayer,
): Intake<Layer> {
  const { access } = place
  if (access) return { write: () => undefined, end: () => read(access, place, remarks, context, create) }
  const spool = context.spool()
  return {
    write: spool.write,
    end: async (isWhole) => {
      const spooled = await spool.end(isWhole)
      if ('problem' in spooled) return unread(place, remarks, spooled.problem)
      try {
        // What is cut above is told there.
        return isWhole
          ? await read(spooled.access, place, remarks, context, create)
          : unread(place, remarks, '')
      } finally {
        await spooled.close()
      }
    },
  }
}
