import { promisesOf } from './codecs/name-promise.ts'
import { dumpsIn } from './dumps.ts'
import type { ArtifactFact, PlacedFault, PlacedLack, PlacedRemark } from './fact.ts'
import { findFolderArchives } from './layers/folder-members.ts'
import type { Layer } from './layers/layer.ts'
import { createLayer } from './layers/read-layer.ts'
import { feedAll, TimeUpError } from './read-artifact.ts'
import { restoreFolderDumps } from './restore-folder-dumps.ts'
import type { Item, Opened } from './sources/source.ts'
import { toldIn } from './told.ts'
import { layerContext, structuresOf, type Verification } from './verification.ts'
import { adding, type Look, unread, untold } from './verify-artifact.ts'
import { watchMembers } from './wanted-members.ts'

const MOST_FILES = 1_000_000
const MOST_TOLD = 200

interface Gathering {
  readonly faults: PlacedFault[]
  readonly remarks: PlacedRemark[]
  readonly lacks: PlacedLack[]
  readonly layers: Layer[]
}

function gather(into: Gathering, layer: Layer): void {
  const told = toldIn(layer)
  if (into.faults.length < MOST_TOLD) into.faults.push(...told.faults)
  if (into.remarks.length < MOST_TOLD) into.remarks.push(...told.remarks)
  if (into.lacks.length < MOST_TOLD) into.lacks.push(...told.lacks)
  if (dumpsIn([layer]).length > 0) into.layers.push(layer)
}

/** Reads every file of a folder: parts of pg_dump's archives as these, the others each for what it is. */
async function readFiles(
  verification: Verification,
  folder: string,
  files: readonly Item[],
): Promise<Gathering & { readonly members: readonly PlacedFault[] }> {
  const { entry, source, ports, deadline } = verification
  const bounds = { elapsed: ports.elapsed, deadline }
  const wanted = watchMembers(entry.members ?? [])
  const context = layerContext(verification, wanted, structuresOf(verification, []))
  const archives = findFolderArchives([], context)
  const into: Gathering = { faults: [], remarks: [], lacks: [], layers: [] }
  for (const file of files.slice(0, MOST_FILES)) {
    const name = file.name.slice(folder.length).replace(/^\/+/, '')
    wanted.see([name], { type: 'file' })
    if (context.isIgnored(name)) continue
    let opened: Opened | undefined
    try {
      opened = await source.open(file.name)
      const part = context.level < 3 ? undefined : archives.take(name)
      if (part) {
        await feedAll(opened, part.write, bounds)
        await part.end(true)
        continue
      }
      const fileName = name.slice(name.lastIndexOf('/') + 1)
      const place = {
        path: [name],
        fileName,
        promises: promisesOf(fileName),
        depth: 1,
        access: opened.access,
      }
      const intake = createLayer(place, context)
      await feedAll(opened, intake.write, bounds)
      gather(into, await intake.end(true))
    } catch (thrown) {
      const look = unread(thrown, 1)
      into.lacks.push(...look.lacks.map((lack) => ({ ...lack, path: [name] })))
      if (thrown instanceof TimeUpError) break
    } finally {
      await opened?.close()
    }
  }
  for (const layer of archives.layers(into.lacks.length === 0)) gather(into, layer)
  const members = wanted.faults().map((fault) => ({ ...fault, path: [] }))
  return { ...into, members: context.level < 3 || into.lacks.length > 0 ? [] : members }
}

/** Looks into a folder, of which every file is read; an empty one is `empty`. Never throws for what is in it. */
export async function verifyFolder(verification: Verification, item: Item): Promise<ArtifactFact> {
  const { wanted, source } = verification
  const fact = untold(item, wanted)
  if (wanted === 0) return fact
  try {
    const { items, problems } = await source.inside(item.name)
    const lacks = problems.map(({ subject, reason }) => ({
      what: 'reading',
      text: `${subject} ${reason}`,
      level: 1 as const,
      path: [],
    }))
    if (items.length === 0 && lacks.length === 0) {
      const fault = { word: 'empty', level: 0, text: 'holds no files', path: [] } as const
      return adding(fact, { faults: [fault], remarks: [], lacks: [] })
    }
    const read = await readFiles(verification, item.name, items)
    const look: Look = {
      faults: [...read.faults, ...read.members],
      remarks: read.remarks,
      lacks: [...lacks, ...read.lacks],
      checks: [{ level: wanted < 3 ? 1 : 3, text: `${items.length} files read` }],
    }
    if (wanted < 4 || look.faults.length + look.lacks.length > 0) return adding(fact, look)
    return adding(fact, look, await restoreFolderDumps(verification, item.name, read.layers))
  } catch (thrown) {
    return adding(fact, unread(thrown, 1))
  }
}
