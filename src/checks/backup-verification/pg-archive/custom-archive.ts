import type { Intake } from '../intake.ts'
import { type ArchiveFacts, createArchiveFacts, takeEntry } from './archive-facts.ts'
import type { ArchiveReading } from './archive-reading.ts'
import { archiveReading } from './archive-verdict.ts'
import { readBlocks } from './blocks.ts'
import type { ByteSource, Parsing } from './byte-source.ts'
import { ArchiveError } from './fields.ts'
import { readHeader } from './header.ts'
import { feed } from './parsing.ts'
import { readToc } from './toc.ts'

function* readArchive(source: ByteSource, facts: ArchiveFacts): Parsing<void> {
  const header = yield* readHeader(source)
  if (header.layout !== 1) throw new ArchiveError('it is the table of contents of another archive', false)
  facts.header = header
  yield* readToc(source, header, (entry) => takeEntry(facts, entry))
  if (header.compression === 'lz4' || header.compression === 'zstd') {
    const text = `its data are packed with ${header.compression} and were passed over: their rows are not counted`
    facts.lacks.push({ what: header.compression, text })
  }
  yield* readBlocks(source, header, facts)
}

/**
 * Reads an archive of pg_dump -Fc, formats 1.10 (PostgreSQL 8.0) to 1.16 (17, 18): header, table of contents, and every
 * block of data, unpacked and counted (pg_backup_archiver.c, pg_backup_custom.c). Level 3 for all that it finds.
 */
export function createCustomArchiveReader(): Intake<ArchiveReading> {
  const facts = createArchiveFacts()
  const fed = feed(facts, (source) => readArchive(source, facts))
  return {
    write: fed.write,
    end: async (isWhole) => {
      await fed.end(isWhole)
      return archiveReading(facts, { format: 'custom', isWhole })
    },
  }
}
