import semver from 'semver'
import { comparePep440, type Pep440, parsePep440, publicOf, textOfPep440 } from './pep440.ts'

/** Longer ones are no versions; node-semver has the same limit. */
export const MAX_VERSION = 256
const OPTIONS = { includePrerelease: true, loose: true } as const
/** In these a record's versions are SemVer; what they are called is OSV's list. */
const SEMVER_ECOSYSTEMS: ReadonlySet<string> = new Set(['npm', 'GitHub Actions', 'crates.io', 'Go'])
const PARTIAL = /^v?\d+(?:\.\d+)?$/

/** How an ecosystem reads and orders its versions. */
export interface Order<V> {
  /** A version as a package has it; undefined where it is none. */
  readonly parse: (text: string) => V | undefined
  /** A version as a record's bounds have it: also `4` and `1.2`, which a package cannot have. */
  readonly parseBound: (text: string) => V | undefined
  readonly compare: (a: V, b: V) => number
  /** What an equal version in a list may be called, the exact one first. */
  readonly keysOf: (version: V) => readonly string[]
  /** Whether a version is in one alternative of a range of comparators; undefined where that is no range. */
  readonly compileComparators: (text: string) => ((version: V) => boolean) | undefined
}

function parseSemver(text: string): semver.SemVer | undefined {
  return semver.parse(text, OPTIONS) ?? undefined
}

function padded(text: string): string {
  if (!PARTIAL.test(text)) return text
  return text.includes('.') ? `${text}.0` : `${text}.0.0`
}

function compileSemver(text: string): ((version: semver.SemVer) => boolean) | undefined {
  try {
    const range = new semver.Range(text.replaceAll(',', ' '), OPTIONS)
    return (version) => range.test(version)
  } catch {
    return undefined
  }
}

/** SemVer 2.0.0 precedence, read as leniently as npm does. */
const semverOrder: Order<semver.SemVer> = {
  parse: parseSemver,
  parseBound: (text) => parseSemver(text.length > MAX_VERSION ? text : padded(text)),
  compare: (a, b) => a.compare(b),
  keysOf: (version) => [version.version],
  compileComparators: compileSemver,
}

type Test = (version: Pep440) => boolean

function compileComparator(text: string): Test | undefined {
  if (text === '*') return () => true
  const operator = /^[<>=]*/.exec(text)?.[0] ?? ''
  const bound = parsePep440(text.slice(operator.length))
  if (!bound) return undefined
  switch (operator) {
    case '>=':
      return (version) => comparePep440(version, bound) >= 0
    case '>':
      return (version) => comparePep440(version, bound) > 0
    case '<=':
      return (version) => comparePep440(version, bound) <= 0
    case '<':
      return (version) => comparePep440(version, bound) < 0
    case '':
    case '=':
    case '==':
      return (version) => comparePep440(version, bound) === 0
    default:
      return undefined
  }
}

/** As GitHub writes ranges: the comma is AND. */
function compilePep440(text: string): Test | undefined {
  const tests = text.split(',').map((one) => compileComparator(one.trim() || '*'))
  const known = tests.filter((one) => one !== undefined)
  return known.length < tests.length ? undefined : (version) => known.every((test) => test(version))
}

const pep440Order: Order<Pep440> = {
  parse: parsePep440,
  parseBound: parsePep440,
  compare: comparePep440,
  keysOf: (version) => [textOfPep440(version), textOfPep440(publicOf(version))],
  compileComparators: compilePep440,
}

/** What `use` makes of an ecosystem's order; undefined for an ecosystem whose order is not known. */
export function withOrder<T>(ecosystem: string, use: <V>(order: Order<V>) => T): T | undefined {
  if (SEMVER_ECOSYSTEMS.has(ecosystem)) return use(semverOrder)
  return ecosystem === 'PyPI' ? use(pep440Order) : undefined
}

/**
 * Under what name two packages are the same: PyPI's by PEP 503, actions' whatever their case (GitHub has no two
 * repositories that differ in it), all others exactly.
 */
export function nameKeyOf(ecosystem: string, name: string): string {
  if (ecosystem === 'PyPI') return name.toLowerCase().replaceAll(/[-_.]+/g, '-')
  return ANY_CASE.has(registryOf(ecosystem)) ? name.toLowerCase() : name
}

/** Ecosystems whose names are the same in either case. */
const ANY_CASE: ReadonlySet<string> = new Set(['GitHub Actions', 'NuGet', 'Packagist'])

/** An ecosystem without the release or the mirror that OSV writes behind a colon. */
export function registryOf(ecosystem: string): string {
  return ecosystem.split(':', 1)[0] ?? ecosystem
}
