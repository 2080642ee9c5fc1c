import type { Intake } from '../intake.ts'
import { bufferOf } from '../sql/bytes.ts'
import { createPen } from '../sql/pen.ts'
import type { ArchiveFacts } from './archive-facts.ts'
import { archiveFault } from './data-faults.ts'

const LONGEST_LINE = 200
const MOST_FILES = 2_000_000
const LINE = /^\d+ (blob_\d+\.dat)$/

/** The lists of large objects of a folder archive: `blobs.toc`, and `blobs_1234.toc` since PostgreSQL 17. */
export interface BlobList {
  readonly reader: () => Intake<void>
  /** The files that there must be. */
  readonly files: () => readonly string[]
}

/** No list yet. A line that is none of pg_dump's is told to the facts. */
export function createBlobList(facts: ArchiveFacts): BlobList {
  const files: string[] = []
  let isOdd = false

  function takeLine(line: string): void {
    const file = LINE.exec(line)?.[1]
    if (file !== undefined && files.length < MOST_FILES) files.push(file)
    if (file !== undefined || isOdd) return
    isOdd = true
    facts.faults.push(archiveFault('corrupt', 'a list of large objects holds what is none'))
  }

  function reader(): Intake<void> {
    const pen = createPen(LONGEST_LINE)
    return {
      write: (chunk) => {
        const buffer = bufferOf(chunk)
        let at = 0
        for (let end = buffer.indexOf(10); end >= 0; end = buffer.indexOf(10, at)) {
          pen.write(buffer, at, end)
          takeLine(pen.text())
          pen.clear()
          at = end + 1
        }
        pen.write(buffer, at, buffer.length)
      },
      end: (isWhole) => {
        if (pen.size() > 0 && isWhole) takeLine(`${pen.text()} breaks off`)
      },
    }
  }

  return { reader, files: () => files }
}
