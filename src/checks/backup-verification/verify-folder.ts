import type { ArtifactFact, PlacedRemark } from './fact.ts'
import { readFolderFiles } from './folder-files.ts'
import { restoreFolderDumps } from './restore-folder-dumps.ts'
import type { Item } from './sources/source.ts'
import { excerpt } from './sql/names.ts'
import type { Verification } from './verification.ts'
import { adding, type Look, unread, untold } from './verify-artifact.ts'

/** A copy may keep its links; what they lead to is not in it, and nobody looked there. */
function remarksOfLinks(links: readonly string[], folder: string): readonly PlacedRemark[] {
  const [first] = links
  if (first === undefined) return []
  const more = links.length > 1 ? ` and ${links.length - 1} more links` : ''
  const text = `${excerpt(first.slice(folder.length + 1))}${more}: what a link leads to is not in the folder`
  return [{ text, path: [] }]
}

/** Looks into a folder, of which every file is read; an empty one is `empty`. Never throws for what is in it. */
export async function verifyFolder(verification: Verification, item: Item): Promise<ArtifactFact> {
  const { wanted, source } = verification
  const fact = untold(item, wanted)
  if (wanted === 0) return fact
  try {
    const { items, problems, links = [] } = await source.inside(item.name)
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
    const { compared, layers, ...read } = await readFolderFiles(verification, item.name, items)
    const text = `${compared} files compared with their checksums`
    const look: Look = {
      faults: read.faults,
      remarks: [...read.remarks, ...remarksOfLinks(links, item.name)],
      lacks: [...lacks, ...read.lacks],
      checks: [
        ...(compared > 0 ? [{ level: 1 as const, text }] : []),
        { level: wanted < 3 ? 1 : 3, text: `${items.length} files read` },
      ],
    }
    if (wanted < 4 || look.faults.length + look.lacks.length > 0) return adding(fact, look)
    return adding(fact, look, await restoreFolderDumps(verification, item.name, layers))
  } catch (thrown) {
    return adding(fact, unread(thrown, 1))
  }
}
