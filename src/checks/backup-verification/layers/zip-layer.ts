import { readZip, type ZipReading } from '../containers/zip.ts'
import type { RandomAccess } from '../containers/zip-end.ts'
import type { Intake, Remark } from '../intake.ts'
import type { LayerContext, LayerPlace } from './context.ts'
import { type Layer, lacksAt } from './layer.ts'
import { type CreateLayer, type MemberReaders, readMembers } from './members.ts'

function layerOf(
  { path }: LayerPlace,
  remarks: readonly Remark[],
  { members, files, bytes, newest, ...reading }: ZipReading,
  readers: MemberReaders,
): Layer {
  return {
    path,
    kind: 'zip',
    size: 0,
    contents: { type: 'container', members, files, bytes, newest },
    faults: reading.faults,
    remarks: [...remarks, ...reading.remarks],
    lacks: lacksAt(2, reading.lacks),
    inner: readers.layers(),
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
  const reading = await readZip(access, readers.onMember, context.container, context.unpack)
  return layerOf(place, remarks, reading, readers)
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
