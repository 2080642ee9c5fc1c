import type { BackupPorts } from '../../core/backup-ports.ts'
import { RunError } from '../../core/errors.ts'
import type { Gap, Note } from '../../core/finding.ts'
import { artifactsOf, chooseArtifacts, datedBy, listedOf } from './choose.ts'
import { companionsOf } from './companions.ts'
import { decipherWith } from './decipher.ts'
import type { BackupEntry } from './entry.ts'
import { expectationsOf } from './expectations.ts'
import type { ArtifactFact, BackupFact } from './fact.ts'
import type { Level } from './intake.ts'
import { judgeBackup } from './judge-backup.ts'
import { keysOf, NO_KEYS } from './keys.ts'
import { placeText } from './layers/layer.ts'
import { pathIn, sourceOf } from './place-source.ts'
import type { Verified } from './previous.ts'
import { TimeUpError } from './read-artifact.ts'
import { hashRepeats } from './repeats.ts'
import { judgeSeries } from './series/series.ts'
import { parsePlace } from './sources/place.ts'
import type { Item } from './sources/source.ts'
import { externalTools } from './tools.ts'
import { leftOf, spoolOf, type Verification } from './verification.ts'
import { adding, unread, untold, verifyFile } from './verify-artifact.ts'
import { verifyFolder } from './verify-folder.ts'
import { repositoryIn, verifyRepositoryItem } from './verify-repository.ts'

/** What is the same for all backups of a run. */
export interface RunBounds {
  readonly level: Level
  readonly ports: BackupPorts
  /** What the moving clock says when time is up. */
  readonly deadline: number
  readonly previous: ReadonlyMap<string, Verified>
}

/** One backup, and what could not be looked at. */
export interface CollectedBackup {
  readonly facts: readonly BackupFact[]
  readonly gaps: readonly Gap[]
  readonly notes: readonly Note[]
}

/** How far a backup is to be verified in a run that goes so far. */
export function wantedOf({ level, expect }: BackupEntry, most: Level): Level {
  return Math.min(most, level ?? (expect ? 5 : 3)) as Level
}

function gapOf(name: string, reason: string, subject = name): Gap {
  return { target: name, subject, reason }
}

async function verificationOf(entry: BackupEntry, wanted: Level, run: RunBounds): Promise<Verification> {
  const place = parsePlace(entry.path)
  if ('problems' in place) throw new RunError(place.problems.join('; '))
  const { ports, deadline } = run
  const keys = wanted < 2 ? NO_KEYS : keysOf(entry, ports)
  const left = () => Math.max(0, deadline - ports.elapsed())
  return {
    entry,
    wanted,
    source: await sourceOf(place.value, entry, ports, left()),
    isFar: place.value.kind !== 'local',
    pathOf: (name) => pathIn(place.value, ports.local.directory, name),
    verified: run.previous.get(entry.name),
    keys,
    external: externalTools(ports.startChild, left),
    decipher: decipherWith(entry, keys, ports, left),
    spool: spoolOf(ports, entry),
    ports,
    deadline,
  }
}

async function verifyItem(verification: Verification, item: Item): Promise<ArtifactFact> {
  const { source, isFar, ports, entry } = verification
  ports.progress(`${entry.name}: ${item.name}`)
  const path = item.kind === 'folder' ? verification.pathOf(item.name) : undefined
  const kind = path === undefined ? undefined : await repositoryIn(path)
  if (path !== undefined && kind) return verifyRepositoryItem(verification, item, path, kind)
  if (item.kind === 'folder') return verifyFolder(verification, item)
  return verifyFile(verification, item, await companionsOf(source, item.name, isFar))
}

/** One that was chosen when time was up: of its bytes nothing is known. */
function unreached({ wanted }: Verification, item: Item): ArtifactFact {
  return wanted === 0 ? untold(item, wanted) : adding(untold(item, wanted), unread(new TimeUpError(), 1))
}

/** Gaps and notes are made of what the judge says, so that each is told once. */
function tellOthers(fact: BackupFact, now: Date): Pick<CollectedBackup, 'gaps' | 'notes'> {
  const { lacks, remarks } = judgeBackup(fact, now)
  const { name } = fact.entry
  const whereOf = (artifact: ArtifactFact | undefined, path: readonly string[]) =>
    [artifact?.name ?? '', placeText(path)].filter((part) => part !== '').join(', ')
  return {
    gaps: lacks.map(({ artifact, told }) => {
      const where = whereOf(artifact, told.path)
      return gapOf(name, `env: ${told.text} (L${told.level})`, where === '' ? name : `${name}: ${where}`)
    }),
    notes: remarks.map(({ artifact, told }) => {
      const where = whereOf(artifact, told.path)
      return { subject: where === '' ? name : `${name}: ${where}`, text: told.text }
    }),
  }
}

async function lookInto(
  verification: Verification,
  items: readonly Item[],
  now: Date,
): Promise<readonly ArtifactFact[]> {
  const { entry, verified } = verification
  const { newest } = judgeSeries(listedOf(items), expectationsOf(entry, verified), now.getTime())
  if (!newest) return []
  const facts: ArtifactFact[] = []
  for (const item of chooseArtifacts(items, newest.name, entry, now)) {
    facts.push(
      leftOf(verification) > 0 ? await verifyItem(verification, item) : unreached(verification, item),
    )
  }
  return facts
}

async function lookAt(entry: BackupEntry, wanted: Level, run: RunBounds, now: Date): Promise<BackupFact> {
  const verified = run.previous.get(entry.name)
  const unlisted = (problem: string): BackupFact => ({
    ...{ entry, verified, wanted, artifacts: [] },
    ...{ listed: undefined, problems: [problem] },
  })
  if (run.ports.elapsed() > run.deadline) return unlisted('max-duration was over before it was looked at')
  try {
    const verification = await verificationOf(entry, wanted, run)
    const found = await verification.source.list()
    const items = artifactsOf(found.items)
    const artifacts = await lookInto(verification, items, now)
    return {
      ...{ entry, verified, wanted, artifacts },
      listed: await hashRepeats(verification, datedBy(listedOf(items), artifacts), artifacts, items),
      problems: found.problems.map(({ subject, reason }) => `${subject} ${reason}`),
    }
  } catch (thrown) {
    if (!(thrown instanceof RunError)) throw thrown
    return unlisted(`${entry.path}: ${thrown.message}`)
  }
}

/** Lists a series, and looks into those of it that are to be looked into. Never throws for what is there. */
export async function collectBackup(entry: BackupEntry, run: RunBounds): Promise<CollectedBackup> {
  const now = run.ports.clock()
  const fact = await lookAt(entry, wantedOf(entry, run.level), run, now)
  return { facts: [fact], ...tellOthers(fact, now) }
}
