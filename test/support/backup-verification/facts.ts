import type { BackupEntry } from '../../../src/checks/backup-verification/entry.ts'
import type { ArtifactFact, BackupFact } from '../../../src/checks/backup-verification/fact.ts'
import type { Level, Word } from '../../../src/checks/backup-verification/intake.ts'
import { OPTIONS } from '../../../src/checks/backup-verification/options.ts'
import { untold } from '../../../src/checks/backup-verification/verify-artifact.ts'

/** What time it is in facts, and when their artifacts were written. */
export const NOW = new Date('2027-01-13T06:00:00Z')
export const WRITTEN = Date.UTC(2027, 0, 13, 4)

/** An entry as the configuration's parser reads it. */
export function entryOf(written: Readonly<Record<string, unknown>> = {}): BackupEntry {
  const parsed = OPTIONS.backups.parser.parse({ name: 'db', path: 'backups/*.sql.gz', ...written })
  if ('problems' in parsed) throw new Error(parsed.problems.join('; '))
  const [entry] = parsed.value.kind === 'entries' ? parsed.value.entries : []
  if (!entry) throw new Error('no entry')
  return entry
}

/** One artifact of 1 MB in which nothing was found wrong. */
export function artifactOf(more: Partial<ArtifactFact> = {}, wanted: Level = 3): ArtifactFact {
  const item = { name: 'db_20270113.sql.gz', size: 1_000_000, modified: WRITTEN }
  return { ...untold(item, wanted), sha256: 'ab'.repeat(32), ...more }
}

/** A backup of these artifacts, which are the whole series. */
export function factOf(artifacts: readonly ArtifactFact[], more: Partial<BackupFact> = {}): BackupFact {
  return {
    entry: entryOf(),
    verified: undefined,
    wanted: artifacts[0]?.wanted ?? 3,
    listed: artifacts.map(({ name, size, modified }) => ({
      name,
      size,
      ...(modified === undefined ? {} : { modified }),
    })),
    problems: [],
    artifacts,
    ...more,
  }
}

export function fault(word: Word, level: Level, text = `is ${word}`, path: readonly string[] = []) {
  return { word, level, text, path }
}

export function lack(level: Level, text = 'there is no xz', path: readonly string[] = []) {
  return { what: 'tool', level, text, path }
}
