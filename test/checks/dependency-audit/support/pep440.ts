import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

interface Recorded {
  /** Lists of equal versions, in ascending order. */
  readonly order: readonly (readonly string[])[]
  readonly invalid: readonly string[]
  /** Listed versions that no range of their branch holds, by record and branch. */
  readonly outside: Readonly<Record<string, readonly string[]>>
}

/** What Python's `packaging` said; record-pep440.py asked it. */
export const RECORDED_PEP440 = JSON.parse(
  gunzipSync(readFileSync(join(import.meta.dirname, 'pep440.json.gz'))).toString('utf8'),
) as Recorded
