import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * The text of a golden file under test/formats/golden. `UPKEEP_WRITE_GOLDEN=1 npm test -- test/formats` writes what
 * the formats say today; the diff is then what a reviewer reads.
 */
export function golden(name: string, today: string): string {
  const path = fileURLToPath(new URL(`../../formats/golden/${name}`, import.meta.url))
  if (process.env['UPKEEP_WRITE_GOLDEN'] === '1') writeFileSync(path, today)
  return readFileSync(path, 'utf8')
}
