import { posix } from 'node:path'
import type { Gap, Note } from '../../core/finding.ts'
import type { Inventory } from '../../inventory/inventory.ts'

/** Files in which other package managers write what they use. None of them is read here. */
const OTHERS: ReadonlySet<string> = new Set([
  'requirements.txt',
  'poetry.lock',
  'uv.lock',
  'Pipfile.lock',
  'pdm.lock',
  'go.mod',
  'Cargo.lock',
  'Gemfile.lock',
  'composer.lock',
  'pom.xml',
  'gradle.lockfile',
  'packages.lock.json',
  'pubspec.lock',
  'mix.lock',
  'Package.resolved',
])

const MAX_SHOWN = 5

/** What lies there and is not read: nothing is said about it. */
export function unreadNotes(files: readonly string[]): readonly Note[] {
  const found = files.filter((path) => OTHERS.has(posix.basename(path)))
  if (found.length === 0) return []
  const more = found.length > MAX_SHOWN ? ` and ${found.length - MAX_SHOWN} more` : ''
  const text = `Not read, so nothing is said about them: ${found.slice(0, MAX_SHOWN).join(', ')}${more}. An SBOM (bom.json, *.cdx.json, *.spdx.json) or another scanner's report (\`reports\`) brings them in.`
  return [{ subject: 'other ecosystems', text }]
}

/** Where there is neither a lockfile nor an SBOM nor a report, nothing was audited, whatever workflows use. */
export function nothingGaps({ seen, gaps }: Inventory, reports: readonly string[]): readonly Gap[] {
  if (seen.length > 0 || gaps.length > 0 || reports.length > 0) return []
  const reason = 'there is no lockfile, no SBOM and no report here: nothing could be looked up'
  return [{ target: '.', subject: 'lockfile', reason }]
}
