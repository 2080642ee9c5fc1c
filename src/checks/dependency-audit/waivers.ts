import semver from 'semver'
import type { WaiverKey } from '../../core/check.ts'
import type { Finding } from '../../core/finding.ts'
import { RULES } from './rules.ts'

/** A name, and the range of versions behind its last `@`, if there is one. */
function split(written: string): { readonly name: string; readonly range: string } {
  const at = written.lastIndexOf('@')
  return at > 0 ? { name: written.slice(0, at), range: written.slice(at + 1) } : { name: written, range: '*' }
}

/** Steps of a path with `*` in it are few: matching one takes their product at most. */
const MAX_STEPS = 50

export const WAIVER_KEYS: Readonly<Record<string, WaiverKey>> = {
  advisory: {
    description:
      'The id of the advisory, or one of its aliases: `GHSA-…`, `CVE-…`. Of another scanner: its rule.',
    required: false,
    problem: (value) => (/^\S+$/.test(value) ? undefined : `"${value}" is no id`),
  },
  package: {
    description: 'The package, with a range of versions where not all are meant: `minimist@<1.0.0`.',
    required: false,
    problem: (value) => {
      const { name, range } = split(value)
      if (name === '' || /\s/.test(name)) return `"${value}" is no package name`
      return semver.validRange(range) === null ? `"${range}" is no range of versions` : undefined
    },
  },
  path: {
    description:
      'How it is brought in, names from the root on, `*` for any number of them: `mkdirp > *`. Every way to it must fit, and of more than 50 ways none does.',
    required: false,
    problem: (value) =>
      value.split('>').length > MAX_STEPS || value.split('>').some((step) => step.trim() === '')
        ? 'write names with > between them'
        : undefined,
  },
  lockfile: {
    description: 'The lockfile, where not all are meant.',
    required: false,
    problem: (value) => (value.trim() === '' ? 'is empty' : undefined),
  },
}

/** A waiver that names neither would waive everything. */
export const NEEDS_ONE = ['advisory', 'package'] as const

function nameOf(step: string): string {
  const at = step.lastIndexOf('@')
  return at > 0 ? step.slice(0, at) : step
}

/** Whether a path's names are what the steps say, `*` being any number of names. */
function fits(steps: readonly string[], names: readonly string[]): boolean {
  let ends = new Set([0])
  for (const step of steps) {
    const next = new Set<number>()
    for (const end of ends) {
      if (step !== '*') {
        if (names[end] === step) next.add(end + 1)
      } else for (let at = end; at <= names.length; at++) next.add(at)
    }
    ends = next
  }
  return ends.has(names.length)
}

function isPath(written: string, { paths, 'more-paths': more }: Finding['evidence']): boolean {
  // Of ways that are not known nobody can say that they fit.
  if (more === true) return false
  const steps = written.split('>').map((step) => step.trim())
  const all = Array.isArray(paths) ? paths.filter((path): path is string => typeof path === 'string') : []
  return all.length > 0 && all.every((path) => fits(steps, path.split(' > ').map(nameOf)))
}

function isId(written: string, { id, aliases }: Finding['evidence']): boolean {
  const ids = [id, ...(Array.isArray(aliases) ? aliases : [])]
  return ids.some((one) => typeof one === 'string' && one.toUpperCase() === written.toUpperCase())
}

function isPackage(written: string, { name, version }: Finding['evidence']): boolean {
  const waived = split(written)
  if (name !== waived.name) return false
  if (waived.range === '*') return true
  return (
    typeof version === 'string' &&
    semver.satisfies(version, waived.range, { includePrerelease: true, loose: true })
  )
}

/** Whether a waiver names this finding: all of its keys must. */
export function covers(keys: Readonly<Record<string, string>>, { rule, evidence, target }: Finding): boolean {
  const { advisory, package: pkg, path, lockfile } = keys
  // Nobody can have meant malware that is found in a package later.
  const isNamed = advisory !== undefined || (pkg !== undefined && rule !== RULES.malware.id)
  return (
    isNamed &&
    (advisory === undefined || isId(advisory, evidence)) &&
    (pkg === undefined || isPackage(pkg, evidence)) &&
    (path === undefined || isPath(path, evidence)) &&
    (lockfile === undefined || lockfile === target)
  )
}
