import { messageOf, RunError } from '../../core/errors.ts'
import type { ArtifactFact, PlacedFault, PlacedLack, PlacedRemark } from './fact.ts'
import type { Level } from './intake.ts'
import type { Layer } from './layers/layer.ts'
import { readArtifact } from './read-artifact.ts'
import { type RestoreOutcome, restoreDumps } from './restore-dumps.ts'
import { judgeSecrecy, watchSecrets } from './secrecy.ts'
import type { Item, Opened } from './sources/source.ts'
import { lookAtTail } from './sources/tail.ts'
import type { SqliteCompanion } from './sqlite/companion.ts'
import { type ExpectedSums, expectedSums, hashFor } from './sums.ts'
import { checksIn, countsIn, type Told, toldIn } from './told.ts'
import { layerContext, structuresOf, type Verification } from './verification.ts'
import { watchMembers } from './wanted-members.ts'

/** What one look at an artifact adds to what is known of it. */
export type Look = Pick<ArtifactFact, 'faults' | 'remarks' | 'lacks'> & Partial<ArtifactFact>

function placed<T>(list: readonly T[]): readonly (T & { readonly path: readonly string[] })[] {
  return list.map((one) => ({ ...one, path: [] }))
}

/** An artifact of which nothing is known yet. */
export function untold(item: Pick<Item, 'name' | 'size' | 'modified'>, wanted: Level): ArtifactFact {
  return {
    name: item.name,
    size: item.size,
    modified: item.modified,
    internal: undefined,
    sha256: undefined,
    wanted,
    faults: [],
    remarks: [],
    lacks: [],
    checks: [{ level: 0, text: 'listed' }],
    tables: undefined,
    rows: undefined,
    restores: [],
    answers: undefined,
  }
}

/** What could not be read is a lack of this level. */
export function unread(thrown: unknown, level: Level): Look {
  if (!(thrown instanceof RunError)) throw thrown
  const lack: PlacedLack = { what: 'reading', text: messageOf(thrown), level, path: [] }
  return { faults: [], remarks: [], lacks: [lack] }
}

/** Adds looks up. */
export function adding(fact: ArtifactFact, ...looks: readonly Look[]): ArtifactFact {
  const all = [fact, ...looks]
  return {
    ...Object.assign({}, ...all),
    faults: all.flatMap((one): readonly PlacedFault[] => one.faults),
    remarks: all.flatMap((one): readonly PlacedRemark[] => one.remarks),
    lacks: all.flatMap((one): readonly PlacedLack[] => one.lacks),
    checks: all.flatMap((one) => one.checks ?? []),
  }
}

/** Far away, the first level is what a few kilobytes tell: what the store says of the rest cannot be compared with it. */
async function lookFromAfar({ entry, source }: Verification, opened: Opened, name: string): Promise<Look> {
  const { faults, remarks, lacks } = await lookAtTail(opened, name)
  const isRequired = entry.checksums === 'required'
  const sums = isRequired ? toldOfSums(await expectedSums(source, name, opened, true), true) : undefined
  return {
    faults: [...placed(faults), ...(sums?.faults ?? [])],
    remarks: placed(remarks),
    lacks: [...placed(lacks.map((lack) => ({ ...lack, level: 1 as const }))), ...(sums?.lacks ?? [])],
    checks: [{ level: 1, text: 'first and last bytes' }],
  }
}

function toldOfSums({ sums, remarks, lacks }: ExpectedSums, isRequired: boolean): Look {
  const missing = isRequired && sums.length === 0 && lacks.length === 0
  return {
    faults: missing ? [{ word: 'missing', level: 1, text: 'has no checksum beside it', path: [] }] : [],
    remarks: placed(remarks),
    lacks: placed(lacks.map((lack) => ({ ...lack, level: 1 as const }))),
    checks: sums.map(({ algorithm, from }) => ({
      level: 1 as const,
      text: `${algorithm} of ${from} compared`,
    })),
  }
}

/** What was found until time was up, and that it was: of all the bytes together nothing is known. */
function cutShort({ faults, remarks, lacks }: Told, timeUp: RunError): Look {
  const late = unread(timeUp, 1)
  return { faults, remarks, lacks: [...lacks, ...late.lacks] }
}

/** All bytes, once, through every reader that the level wants. */
async function lookWhole(
  verification: Verification,
  name: string,
  opened: Opened,
  companions: readonly SqliteCompanion[],
): Promise<{ readonly look: Look; readonly layer: Layer }> {
  const { entry, source, isFar, ports, deadline } = verification
  const sums = await expectedSums(source, name, opened, isFar)
  const hashing = hashFor(sums.sums)
  const members = watchMembers(entry.members ?? [])
  const secrets = watchSecrets()
  const seen = {
    ...members,
    see: (...told: Parameters<typeof members.see>) => {
      members.see(...told)
      secrets.see(...told)
    },
  }
  const context = layerContext(verification, seen, structuresOf(verification, companions))
  const bounds = { elapsed: ports.elapsed, deadline, hashing }
  const { layer, timeUp } = await readArtifact(name, opened, context, bounds)
  const told = toldIn(layer)
  if (timeUp) return { look: cutShort(told, timeUp), layer }
  const isRead = context.level === 3 && told.faults.length + told.lacks.length === 0
  const encryption =
    context.level < 2 ? { faults: [], remarks: [] } : judgeSecrecy(entry.encrypted, layer, secrets.names())
  const base = toldOfSums(sums, entry.checksums === 'required')
  const look = {
    ...countsIn(layer),
    sha256: hashing.sha256(),
    faults: [
      ...base.faults,
      ...placed(hashing.faults()),
      ...told.faults,
      ...encryption.faults,
      ...(isRead ? placed(members.faults()) : []),
    ],
    remarks: [...base.remarks, ...told.remarks, ...encryption.remarks],
    lacks: [...base.lacks, ...told.lacks],
    checks: [...(base.checks ?? []), { level: 1 as const, text: 'SHA-256 computed' }, ...checksIn(layer)],
  }
  return { look, layer }
}

function isFine({ faults, lacks }: Look): boolean {
  return faults.length === 0 && lacks.length === 0
}

/**
 * Looks into one file, as far as was asked for and makes sense: what is wrong at one level is not looked at on the next.
 * Never throws for what the file is.
 */
export async function verifyFile(
  verification: Verification,
  item: Item,
  companions: readonly SqliteCompanion[],
): Promise<ArtifactFact> {
  const { wanted, source, isFar } = verification
  const fact = untold(item, wanted)
  if (wanted === 0) return fact
  let opened: Opened
  try {
    opened = await source.open(item.name)
  } catch (thrown) {
    return adding(fact, unread(thrown, 1))
  }
  try {
    if (wanted === 1 && isFar) return adding(fact, await lookFromAfar(verification, opened, item.name))
    const { look, layer } = await lookWhole(verification, item.name, opened, companions)
    if (wanted < 4 || !isFine(look)) return adding(fact, look)
    const file = { name: item.name, opened }
    const restored: RestoreOutcome = await restoreDumps(verification, [layer], ({ path }) => ({
      file,
      path,
    }))
    return adding(fact, look, restored)
  } catch (thrown) {
    return adding(fact, unread(thrown, 1))
  } finally {
    await opened.close()
  }
}
