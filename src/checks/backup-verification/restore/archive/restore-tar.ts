import type { PostgresEngine } from '../../../../core/engine-ports.ts'
import type { Intake } from '../../intake.ts'
import type { DumpFacts } from '../dump-facts.ts'
import type { PostgresRestored, RestoreLimits } from '../postgres-restored.ts'
import { startRestore } from '../restore-sql.ts'
import { createArchiveScript } from './archive-script.ts'
import { contentsReader, objectIn, objectReader, tableReader } from './folder-course.ts'

/** A restore that is fed with the members of an archive, one after the other. */
export interface MemberRestore {
  /**
   * A reader for the bytes of the next member, which is ended before the next is asked for; undefined for one that is
   * not played.
   */
  readonly member: (name: string) => Intake<void> | undefined
  /** Every member has come. */
  readonly end: (isWhole: boolean) => Promise<PostgresRestored>
}

/**
 * Restores an archive of pg_dump -Ft as its members come (level 4): `toc.dat` is the first, as pg_dump writes it, then the
 * data in their order (pg_backup_tar.c). Where it is not, a folder that was packed by something else, that is a lack.
 */
export function restoreTar(engine: PostgresEngine, facts: DumpFacts, limits: RestoreLimits): MemberRestore {
  const restore = startRestore(engine, facts, limits)
  const script = createArchiveScript(restore)
  const { troubles } = restore
  let isOpen = false
  let isSound = true
  let hasObjects = false

  function contents(): Intake<void> {
    const reader = contentsReader(restore, script)
    return {
      write: reader.write,
      end: async (isWhole) => {
        isSound = await reader.end(isWhole)
        isOpen = isSound
        if (!isSound) troubles.stop()
      },
    }
  }

  function objects(number: number): Intake<void> {
    const reader = objectReader(restore, script, number)
    const entry = hasObjects ? undefined : script.withData().find(({ kind }) => kind === 'BLOBS')
    hasObjects = true
    if (entry === undefined) return reader
    let begun: Promise<void> | undefined
    return {
      write: async (chunk) => {
        begun ??= script.begin(entry)
        await begun
        await reader.write(chunk)
      },
      end: async (isWhole) => {
        begun ??= script.begin(entry)
        await begun
        await reader.end(isWhole)
      },
    }
  }

  function member(path: string): Intake<void> | undefined {
    if (troubles.isStopped()) return undefined
    const name = path.slice(path.lastIndexOf('/') + 1)
    if (name === 'toc.dat') return isOpen ? undefined : contents()
    const number = objectIn(name)
    if (number === undefined && !/^\d+\.dat$/.test(name)) return undefined
    if (!isOpen) {
      troubles.lack('order', 'its members stand in another order than pg_dump writes them in')
      troubles.stop()
      return undefined
    }
    if (number !== undefined) return objects(number)
    const entry = script.withData().find(({ file }) => file === name)
    return entry === undefined ? undefined : tableReader(script, entry)
  }

  return {
    member,
    end: async (isWhole) => {
      if (isWhole && isOpen && !troubles.isStopped()) {
        // Where there are large objects without a byte in the archive, their list is all there is.
        for (const entry of script.withData())
          if (entry.kind === 'BLOBS' && !hasObjects) await script.begin(entry)
        await script.finish()
      }
      if (isWhole && !isOpen && !troubles.isStopped()) {
        troubles.fault('incomplete', 'its table of contents, toc.dat, is missing')
      }
      return restore.end(isWhole && isSound)
    },
  }
}
