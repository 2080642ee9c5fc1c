import { posix } from 'node:path'
import { messageOf } from '../../core/errors.ts'
import type { Gap, Note } from '../../core/finding.ts'
import type { CheckedPackage, LicensePorts } from '../../core/ports.ts'
import type { Inventory } from '../../inventory/inventory.ts'
import { readDeclaration } from './declaration.ts'
import type { LicenseFact, Reading } from './fact.ts'

/**
 * Why license-checker may say something else than the package's own manifest. Each is a predicate on what was
 * read, none on a package's name.
 */
export const REASONS = {
  guessed: 'it guessed from words in a file (a star)',
  custom: 'it found a URL in a file and called it custom',
  unknown: 'it says UNKNOWN where something is declared',
  private: 'it calls every private package UNLICENSED',
  list: 'it keeps a legacy list where we read a choice',
  undeclared: 'nothing is declared, and it says what it found',
  spelling: 'it keeps the spelling, which means the same',
} as const

export type Reason = keyof typeof REASONS

function isSame(theirs: unknown, ours: string): boolean {
  return readDeclaration(theirs).text === ours
}

/** Whether the two agree, else the reason for the difference, else undefined: a difference nobody can explain. */
export function explain(checked: CheckedPackage, readings: readonly Reading[]): Reason | 'same' | undefined {
  const { licenses } = checked
  const value = readings.find((reading) => reading.value !== undefined)?.value
  const ours = readDeclaration(value)
  const text = Array.isArray(licenses) ? undefined : String(licenses)
  if (text !== undefined && text === value) return 'same'
  if (checked.isPrivate && text === 'UNLICENSED') return 'private'
  if (text === 'UNKNOWN') return 'unknown'
  if (text?.endsWith('*')) return 'guessed'
  if (text?.startsWith('Custom:')) return 'custom'
  if (value === undefined) return 'undeclared'
  if (Array.isArray(licenses)) return isSame(licenses, ours.text) ? 'list' : undefined
  return isSame(text, ours.text) ? 'spelling' : undefined
}

interface Crossed {
  readonly gaps: readonly Gap[]
  readonly notes: readonly Note[]
}

/**
 * Compares with license-checker's reading of the installed tree. What it sees and the lockfile lacks, and a
 * license that it reads differently for no known reason, are gaps. It is never asked to judge.
 */
export async function crossCheck(
  facts: readonly LicenseFact[],
  inventory: Inventory,
  ports: LicensePorts,
): Promise<Crossed> {
  const target = inventory.lockfiles.find((lockfile) => posix.dirname(lockfile.path) === '.')?.path ?? '.'
  ports.progress('cross-checking with license-checker')
  let checked: readonly CheckedPackage[]
  try {
    checked = await ports.licenseChecker()
  } catch (thrown) {
    return { gaps: [{ target, subject: 'license-checker', reason: messageOf(thrown) }], notes: [] }
  }
  const ours = new Map(facts.map((fact) => [`${fact.package.name}@${fact.package.version}`, fact]))
  const own = new Set(inventory.lockfiles.flatMap((lockfile) => lockfile.members.map((one) => one.name)))
  const counts = new Map<string, number>()
  const gaps: Gap[] = []
  for (const one of checked) {
    if (one.path === '' || own.has(one.name)) continue
    const fact = ours.get(`${one.name}@${one.version}`)
    const reason = fact && explain(one, fact.readings)
    if (reason) counts.set(reason, (counts.get(reason) ?? 0) + 1)
    else
      gaps.push({
        target,
        subject: `${one.name}@${one.version}`,
        reason: fact ? 'license-checker reads another license' : 'it is installed and not locked',
      })
  }
  if (facts.length > 0 && counts.size === 0 && gaps.length === 0) {
    const reason = 'it sees nothing installed to compare with: run npm ci before the cross-check'
    gaps.push({ target, subject: 'license-checker', reason })
  }
  const said = [...counts]
    .filter(([reason]) => reason !== 'same')
    .map(([reason, count]) => `${count} because ${REASONS[reason as Reason]}`)
  const text = `license-checker saw ${checked.length} packages, ${counts.get('same') ?? 0} with the same license${said.length > 0 ? `; ${said.join(', ')}` : ''}.`
  return { gaps, notes: [{ subject: 'cross-check', text }] }
}
