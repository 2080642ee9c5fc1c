import semver from 'semver'
import type { WaiverKey } from '../../core/check.ts'
import type { Finding } from '../../core/finding.ts'
import { readDeclaration } from './declaration.ts'

/** A name, and the range of versions behind its last `@`, if there is one. */
function split(written: string): { readonly name: string; readonly range: string } {
  const at = written.lastIndexOf('@')
  return at > 0 ? { name: written.slice(0, at), range: written.slice(at + 1) } : { name: written, range: '*' }
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
    required: true,
    problem: (value) => (value.trim() === '' ? 'is empty' : undefined),
  },
}

/** Whether a waiver names this finding's package, version and license: another license voids it. */
export function covers(keys: Readonly<Record<string, string>>, finding: Finding): boolean {
  const { name, version, license } = finding.evidence
  const waived = split(keys['package'] ?? '')
  const isPackage = name === waived.name && typeof version === 'string' && inRange(version, waived.range)
  // As the report shows it, or spelled otherwise with the same meaning.
  const waivedLicense = keys['license'] ?? ''
  return isPackage && (license === waivedLicense || license === readDeclaration(waivedLicense).text)
}

/** A version that is none (a URL of lockfile version 1) is only in the range of all. */
function inRange(version: string, range: string): boolean {
  return range === '*' || semver.satisfies(version, range, { includePrerelease: true, loose: true })
}
