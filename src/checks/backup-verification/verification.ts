import type { BackupPorts } from '../../core/backup-ports.ts'
import { globOf } from '../../core/glob.ts'
import type { CipherKeys } from './ciphers/cipher-reading.ts'
import type { External } from './codecs/external.ts'
import { UNPACK_LIMITS } from './codecs/limits.ts'
import { CONTAINER_LIMITS } from './containers/limits.ts'
import { ALLOWANCES, type BackupEntry } from './entry.ts'
import type { Intake, Level } from './intake.ts'
import type { Decipher, LayerContext, Spool } from './layers/context.ts'
import type { Leaf, LeafReader } from './layers/layer.ts'
import { spoolTo } from './layers/spool.ts'
import { createSqliteLeaf } from './layers/sqlite-leaf.ts'
import { structureReader } from './layers/structures.ts'
import type { Verified } from './previous.ts'
import type { Source } from './sources/source.ts'
import type { SqliteCompanion } from './sqlite/companion.ts'
import { LONGEST_NAME, type WantedMembers } from './wanted-members.ts'

/** Everything that is the same for all artifacts of a backup. */
export interface Verification {
  readonly entry: BackupEntry
  /** How far they are to be verified. */
  readonly wanted: Level
  readonly source: Source
  /** Whether every look at the place takes a round trip. */
  readonly isFar: boolean
  /** Where an item is on this machine; undefined for one that is elsewhere. */
  readonly pathOf: (name: string) => string | undefined
  readonly verified: Verified | undefined
  readonly keys: CipherKeys
  readonly external: External
  readonly decipher: Decipher
  readonly spool: Spool
  readonly ports: BackupPorts
  /** What the moving clock says when time is up. */
  readonly deadline: number
}

/** Bytes that are kept in files at most, of one artifact: it is the disk that is meant. */
export const MOST_SPOOLED = 50 * 1024 ** 3

/** Spools into folders of these ports. */
export function spoolOf({ makeFolder }: BackupPorts, entry: BackupEntry): Spool {
  return spoolTo(makeFolder, entry['max-unpacked'] ?? MOST_SPOOLED)
}

/** Milliseconds that are left; never less than none. */
export function leftOf({ ports, deadline }: Pick<Verification, 'ports' | 'deadline'>): number {
  return Math.max(0, deadline - ports.elapsed())
}

/** What the readers of one artifact share. `leaf` reads what goes no deeper: its structure, or a restore. */
export function layerContext(
  verification: Verification,
  members: WantedMembers,
  leaf: LeafReader,
): LayerContext {
  const { entry, wanted, external, decipher, spool } = verification
  const ignored = (entry.ignore ?? []).map((written) => globOf(written.replace(/\/$/, '/**'), 'alone'))
  return {
    level: Math.min(3, wanted) as Level,
    unpack: { ...UNPACK_LIMITS, bytes: entry['max-unpacked'] ?? UNPACK_LIMITS.bytes },
    container: { ...CONTAINER_LIMITS, allowed: (entry.allow ?? []).map((word) => ALLOWANCES[word]) },
    external,
    decipher,
    spool,
    leaf,
    isIgnored: (name) => name.length <= LONGEST_NAME && ignored.some((glob) => glob.matches(name)),
    onMember: members.see,
  }
}

/** The third level's readers. `companions` lie beside the artifact, should it be an SQLite database. */
export function structuresOf(verification: Verification, companions: readonly SqliteCompanion[]): LeafReader {
  const { spool, ports } = verification
  return structureReader(
    (path): Intake<Leaf> =>
      createSqliteLeaf(spool, ports.askSqlite, leftOf(verification), path.length === 0 ? companions : []),
  )
}
