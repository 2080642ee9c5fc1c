import type { Intake } from '../../intake.ts'
import type { TocEntry } from '../../pg-archive/toc.ts'
import { bufferOf } from '../../sql/bytes.ts'
import type { SqlRestore } from '../restore-sql.ts'
import type { ArchiveScript } from './archive-script.ts'
import { parseInto, readContents } from './parse-course.ts'

/** The number of the large object that a file holds; undefined for another file. */
export function objectIn(name: string): number | undefined {
  const digits = /^blob_(\d{1,10})\.dat$/.exec(name)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/** Reads `toc.dat` and opens the script; false where it is none. */
export function contentsReader(restore: SqlRestore, script: ArchiveScript): Intake<boolean> {
  const parsing = parseInto(restore.troubles, function* (source) {
    yield* readContents(source, script, 3)
  })
  return { write: parsing.write, end: parsing.end }
}

/** Plays the file of one table. */
export function tableReader(script: ArchiveScript, entry: TocEntry): Intake<void> {
  let begun: Promise<void> | undefined
  return {
    write: async (chunk) => {
      begun ??= script.begin(entry)
      await begun
      await script.data(bufferOf(chunk))
    },
    end: async (isWhole) => {
      begun ??= script.begin(entry)
      await begun
      await script.endTable(isWhole)
    },
  }
}

/** Plays the file of one large object. */
export function objectReader(restore: SqlRestore, script: ArchiveScript, number: number): Intake<void> {
  const object = script.object(number)
  let begun: Promise<void> | undefined
  return {
    write: async (chunk) => {
      begun ??= object.begin()
      await begun
      await object.data(bufferOf(chunk))
    },
    end: async (isWhole) => {
      begun ??= object.begin()
      await begun
      await object.end()
      if (!isWhole) restore.troubles.fault('corrupt', 'a large object does not come to its end')
    },
  }
}
