import { RunError } from '../../core/errors.ts'
import type { Source } from './sources/source.ts'
import type { SqliteCompanion } from './sqlite/companion.ts'

const ENDINGS = ['-wal', '-journal']
const HEAD = 8

async function look(source: Source, name: string): Promise<readonly SqliteCompanion[]> {
  try {
    const opened = await source.open(name)
    try {
      const first = await opened.at(0, Math.min(HEAD, opened.size))
      return [{ name: name.slice(name.lastIndexOf('/') + 1), size: opened.size, first }]
    } finally {
      await opened.close()
    }
  } catch (thrown) {
    if (thrown instanceof RunError) return []
    throw thrown
  }
}

/** The files beside a local file that an SQLite database would leave there. */
export async function companionsOf(
  source: Source,
  name: string,
  isFar: boolean,
): Promise<readonly SqliteCompanion[]> {
  if (isFar || !/\.(db3?|sqlite3?|s3db|sl3)$/i.test(name)) return []
  return (await Promise.all(ENDINGS.map((ending) => look(source, `${name}${ending}`)))).flat()
}
