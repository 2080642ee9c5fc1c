import semver from 'semver'
import type { WaiverKey } from '../../core/check.ts'
import type { Finding } from '../../core/finding.ts'
import { readDeclaration } from './declaration.ts'

/** A name, and the range of versions behind its last `@`, if there is one. */
function split(written: string): { readonly name: string; readonly range: string } {
  const at = written.lastIndexOf('@')
  return at > 0 ? { name: written.slice(0, at), range: written.slice(at + 1) } : { name: written, range: '*' }
}

function hashesOf(written: string): readonly string[] {
  return written.split(',').map((hash) => hash.trim())
}

export const WAIVER_KEYS: Readonly<Record<string, WaiverKey>> = {
  package: {
    description: 'The package, with a range of versions: `ua-parser-js@^2.0.0`.',
    required: true,
    problem: (value) => {
      const { name, range } = split(value)
      if (!/^(@[^@/\s]+\/)?[^@/\s]+$/.test(name)) return `"${value}" is no package name`
      return semver.validRange(range) === null ? `"${range}" is no range of versions` : undefined
    },
  },
  license: {
    description:
      'The license as the report shows it, `(none)` where none is declared. When the package changes its license, the waiver ends.',
    required: false,
    problem: (value) => (value.trim() === '' ? 'is empty' : undefined),
  },
  text: {
    description:
      'The hashes of its license texts, as `why` shows them, split by commas, in place of or beside `license`: when a text changes or comes along, the waiver ends.',
    required: false,
    problem: (value) => {
      const wrong = hashesOf(value).find((hash) => !/^[0-9a-f]{16}$/.test(hash))
      return wrong === undefined ? undefined : `"${wrong}" is no hash of 16 digits`
    },
  },
}

/** A waiver that names neither would outlive any change of the license. */
export const NEEDS_ONE = ['license', 'text'] as const

/** Whether a waiver names this finding's package, version and license: another license voids it. */
export function covers(keys: Readonly<Record<string, string>>, finding: Finding): boolean {
  const { name, version, license, texts } = finding.evidence
  const waived = split(keys['package'] ?? '')
  const isPackage = name === waived.name && typeof version === 'string' && inRange(version, waived.range)
  if (!isPackage) return false
  const { license: waivedLicense, text } = keys
  // As the report shows it, or spelled otherwise with the same meaning.
  const isLicense =
    waivedLicense === undefined ||
    license === waivedLicense ||
    license === readDeclaration(waivedLicense).text
  const isText = text === undefined || areAllOf(hashesOf(text), texts)
  return isLicense && isText && (waivedLicense !== undefined || text !== undefined)
}

/** A text that came along, or cannot be read, may say anything. */
function areAllOf(waived: readonly string[], texts: unknown): boolean {
  return Array.isArray(texts) && texts.length > 0 && texts.every((text) => waived.includes(text))
}

/** A version that is none (a URL of lockfile version 1) is only in the range of all. */
function inRange(version: string, range: string): boolean {
  return range === '*' || semver.satisfies(version, range, { includePrerelease: true, loose: true })
}
