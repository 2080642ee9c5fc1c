import { promisesOf } from './codecs/name-promise.ts'
import { dumpsIn, unkeptIn } from './dumps.ts'
import type { PlacedFault, PlacedLack, PlacedRemark } from './fact.ts'
import { type FolderSums, readFolderSums } from './folder-sums.ts'
import type { Intake } from './intake.ts'
import type { LayerContext } from './layers/context.ts'
import { type FolderMembers, findFolderArchives } from './layers/folder-members.ts'
import type { Layer } from './layers/layer.ts'
import { createLayer } from './layers/read-layer.ts'
import { boundAccess, feedAll, TimeUpError } from './read-artifact.ts'
import { type FolderSecrecy, type SecretWatch, watchFolderSecrecy, watchSecrets } from './secrecy.ts'
import type { Item, Opened } from './sources/source.ts'
import { hashFor } from './sums.ts'
import { toldIn } from './told.ts'
import { layerContext, structuresOf, type Verification } from './verification.ts'
import { unread } from './verify-artifact.ts'
import { type WantedMembers, watchMembers } from './wanted-members.ts'

const MOST_TOLD = 200

/** What the files of a folder say together. */
export interface FolderReading {
  readonly faults: readonly PlacedFault[]
  readonly remarks: readonly PlacedRemark[]
  readonly lacks: readonly PlacedLack[]
  /** Those that hold a dump. */
  readonly layers: readonly Layer[]
  /** How many of them had a checksum to be compared with. */
  readonly compared: number
}

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
  if (dumpsIn([layer]).length + unkeptIn([layer]) > 0) into.layers.push(layer)
}

function boundsOf({ ports, deadline }: Verification) {
  return { elapsed: ports.elapsed, deadline }
}

/** All of a file through one reader, which is let go of whatever becomes of the bytes. */
async function readInto<Result>(
  opened: Opened,
  reader: Intake<Result>,
  verification: Verification,
  see: (chunk: Uint8Array) => void,
): Promise<Result> {
  let isWhole = false
  try {
    await feedAll(
      opened,
      (chunk) => {
        see(chunk)
        return reader.write(chunk)
      },
      boundsOf(verification),
    )
    isWhole = true
  } finally {
    if (!isWhole) await reader.end(false)
  }
  return reader.end(true)
}

/** What is known of the files of a folder so far. */
interface Folder {
  readonly verification: Verification
  readonly sums: FolderSums
  readonly members: WantedMembers
  readonly secrecy: FolderSecrecy
  readonly context: LayerContext
  readonly archives: FolderMembers
  readonly into: Gathering
  /** Of the file that is read. */
  secrets: SecretWatch
  compared: number
  /** Files without a checksum. */
  bare: number
}

async function beginFolder(
  verification: Verification,
  folder: string,
  files: readonly Item[],
): Promise<Folder> {
  const { entry, source } = verification
  const members = watchMembers(entry.members ?? [])
  const sums = await readFolderSums(source, folder, files)
  const state = { secrets: watchSecrets() }
  const see: typeof members.see = (...told) => {
    members.see(...told)
    state.secrets.see(...told)
  }
  const context = layerContext(verification, { ...members, see }, structuresOf(verification, []))
  return Object.assign(state, {
    ...{ verification, sums, members, context, compared: 0, bare: 0 },
    secrecy: watchFolderSecrecy(entry.encrypted),
    archives: findFolderArchives([], context),
    into: { faults: [...sums.faults], remarks: [], lacks: [...sums.lacks], layers: [] },
  })
}

/** A file that is no part of one of pg_dump's archives, for what it is. */
async function readAlone(
  { verification, context, into }: Folder,
  opened: Opened,
  name: string,
  update: (chunk: Uint8Array) => void,
): Promise<Layer> {
  const fileName = name.slice(name.lastIndexOf('/') + 1)
  const place = { path: [name], fileName, promises: promisesOf(fileName), depth: 1 }
  const reader = createLayer({ ...place, access: boundAccess(opened, boundsOf(verification)) }, context)
  const layer = await readInto(opened, reader, verification, update)
  gather(into, layer)
  return layer
}

async function readFile(folder: Folder, opened: Opened, name: string): Promise<void> {
  const { verification, sums, context, archives, into, secrecy } = folder
  const expected = sums.of(name, opened)
  const hashing = expected.length > 0 ? hashFor(expected) : undefined
  const update = (chunk: Uint8Array) => hashing?.update(chunk)
  const part = context.level < 3 ? undefined : archives.take(name)
  const layer = part
    ? await readInto(opened, part, verification, update).then(() => undefined)
    : await readAlone(folder, opened, name, update)
  into.faults.push(...(hashing?.faults() ?? []).map((fault) => ({ ...fault, path: [name] })))
  if (hashing) folder.compared += 1
  if (sums.isSums(name)) return
  if (!hashing) folder.bare += 1
  if (opened.size > 0) secrecy.see(name, layer, folder.secrets.names())
}

function uncompared({ verification, bare }: Folder): readonly PlacedFault[] {
  if (verification.entry.checksums !== 'required' || bare === 0) return []
  const text = `holds ${bare} ${bare === 1 ? 'file' : 'files'} of which no checksum is there`
  return [{ word: 'missing', level: 1, text, path: [] }]
}

function endFolder(folder: Folder): FolderReading {
  const { archives, context, secrecy, members, into, compared } = folder
  for (const layer of archives.layers(into.lacks.length === 0)) gather(into, layer)
  const secret = context.level < 2 ? { faults: [], remarks: [] } : secrecy.judge()
  const isRead = context.level === 3 && into.lacks.length === 0
  const missing = isRead ? members.faults().map((fault) => ({ ...fault, path: [] })) : []
  return {
    ...{ layers: into.layers, lacks: into.lacks, compared },
    faults: [...into.faults, ...uncompared(folder), ...secret.faults, ...missing],
    remarks: [...into.remarks, ...secret.remarks],
  }
}

/** Reads every file of a folder: parts of pg_dump's archives as these, the others each for what it is. */
export async function readFolderFiles(
  verification: Verification,
  path: string,
  files: readonly Item[],
): Promise<FolderReading> {
  const folder = await beginFolder(verification, path, files)
  const { context, into, members } = folder
  for (const file of files) {
    const name = file.name.slice(path.length).replace(/^\/+/, '')
    folder.secrets = watchSecrets()
    members.see([name], { type: 'file' })
    folder.secrets.see([name], { type: 'file' })
    if (context.isIgnored(name)) continue
    let opened: Opened | undefined
    try {
      opened = await verification.source.open(file.name)
      await readFile(folder, opened, name)
    } catch (thrown) {
      const look = unread(thrown, 1)
      into.lacks.push(...look.lacks.map((lack) => ({ ...lack, path: [name] })))
      if (thrown instanceof TimeUpError) break
    } finally {
      await opened?.close()
    }
  }
  return endFolder(folder)
}
