import { type ArchiveFacts, createArchiveFacts } from '../../pg-archive/archive-facts.ts'
import type { ByteSource, Parsing } from '../../pg-archive/byte-source.ts'
import { ArchiveError } from '../../pg-archive/fields.ts'
import { readHeader } from '../../pg-archive/header.ts'
import { type Fed, feed } from '../../pg-archive/parsing.ts'
import { readToc } from '../../pg-archive/toc.ts'
import type { Troubles } from '../troubles.ts'
import type { ArchiveScript } from './archive-script.ts'

/** Reads head and table of contents, and opens the script. */
export function* readContents(
  source: ByteSource,
  script: ArchiveScript,
  layout: 1 | 3,
): Parsing<ReturnType<typeof readHeader> extends Parsing<infer Header> ? Header : never> {
  const header = yield* readHeader(source)
  if (header.layout !== layout)
    throw new ArchiveError('it is the table of contents of another archive', false)
  yield* readToc(source, header, script.take, 'latin1')
  yield script.open(header)
  return header
}

/** What was wrong with an archive's own bytes, told as what the restore met. */
function tell({ faults, lacks }: ArchiveFacts, troubles: Troubles): boolean {
  for (const { word, text } of faults) troubles.fault(word, text)
  for (const { what, text } of lacks) troubles.lack(what, text)
  return faults.length === 0 && lacks.length === 0
}

/** Parses bytes as they come in; `end` says whether they were well formed. */
export function parseInto(
  troubles: Troubles,
  parse: (source: ByteSource) => Parsing<void>,
): { readonly write: Fed['write']; readonly end: (isWhole: boolean) => Promise<boolean> } {
  const facts = createArchiveFacts()
  const fed = feed(facts, parse)
  return {
    write: fed.write,
    end: async (isWhole) => {
      await fed.end(isWhole)
      return tell(facts, troubles) && isWhole
    },
  }
}
