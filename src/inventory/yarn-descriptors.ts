import semver from 'semver'
import type { Source } from './package.ts'

/** What is asked for: a name, and a range, tag or place as written. */
export interface Descriptor {
  readonly name: string
  readonly spec: string
}

/** What kind of thing a spec asks for; a `patch` is a package with changes of the repository's own or of Yarn's. */
export type SpecKind = Source | 'portal' | 'patch' | 'unknown'

/** Longer ones are no ranges that anybody wrote. */
const MAX_RANGE = 256
const LOOSE = { loose: true, includePrerelease: true }
const PLAIN = /^([\^~]?)(\d{1,15})\.(\d{1,15})\.(\d{1,15})$/

const PROTOCOLS: readonly (readonly [string, SpecKind])[] = [
  ['npm:', 'registry'],
  ['workspace:', 'workspace'],
  ['patch:', 'patch'],
  ['link:', 'link'],
  ['portal:', 'portal'],
  ['file:', 'file'],
  ['exec:', 'file'],
  ['git+', 'git'],
  ['git:', 'git'],
  ['git@', 'git'],
  ['ssh:', 'git'],
  ['github:', 'git'],
  ['gitlab:', 'git'],
  ['bitbucket:', 'git'],
  ['gist:', 'git'],
  ['.', 'file'],
  ['/', 'file'],
  ['~/', 'file'],
]

/** `name@spec`, a scope allowed; the first `@` that begins no scope divides them, because a spec may hold more. */
export function descriptorOf(text: string): Descriptor {
  const at = text.indexOf('@', 1)
  return at === -1 ? { name: text, spec: '' } : { name: text.slice(0, at), spec: text.slice(at + 1) }
}

/** The inverse of `descriptorOf`. */
export function keyOf({ name, spec }: Descriptor): string {
  return `${name}@${spec}`
}

/** What kind of thing a spec asks for (https://yarnpkg.com/protocols, and what Yarn 1 takes besides). */
export function kindOf(spec: string): SpecKind {
  const known = PROTOCOLS.find(([start]) => spec.startsWith(start))
  if (known) return known[1]
  if (/^https?:/i.test(spec)) return /\.git(#|$)|#commit=/.test(spec) ? 'git' : 'tarball'
  if (/^[a-z][a-z\d+.-]*:/i.test(spec)) return 'unknown'
  // Ranges and tags hold no slash: what does is the short form of a repository.
  return spec.includes('/') ? 'git' : 'registry'
}

/** The package that an alias (`npm:name@range`) asks for; undefined for a plain range or tag. */
export function aliasOf(spec: string): Descriptor | undefined {
  if (!spec.startsWith('npm:')) return undefined
  const target = spec.slice('npm:'.length)
  return target.indexOf('@', 1) === -1 && !target.startsWith('@') ? undefined : descriptorOf(target)
}

/** The range of a spec that asks a registry, behind its alias too. */
export function rangeOf(spec: string): string {
  return aliasOf(spec)?.spec ?? (spec.startsWith('npm:') ? spec.slice('npm:'.length) : spec)
}

/** Nearly all ranges are of this form, and semver's own parser costs 20 times as much. */
function satisfiesPlainly(version: string, range: string): boolean | undefined {
  const [, sign, ...wanted] = PLAIN.exec(range) ?? []
  const [, mark, ...locked] = PLAIN.exec(version) ?? []
  if (sign === undefined || mark !== '') return undefined
  const [major = 0, minor = 0, patch = 0] = wanted.map(Number)
  const [lockedMajor = 0, lockedMinor = 0, lockedPatch = 0] = locked.map(Number)
  if (major !== lockedMajor) return false
  if (minor !== lockedMinor) return sign === '^' && major > 0 && lockedMinor > minor
  return sign === '' || (sign === '^' && major === 0 && minor === 0)
    ? lockedPatch === patch
    : lockedPatch >= patch
}

/** Whether a version is in a range; undefined where that takes more than the two (a tag, a path, no version). */
export function satisfies(version: string, range: string): boolean | undefined {
  const plainly = satisfiesPlainly(version, range)
  if (plainly !== undefined) return plainly
  if (range.length > MAX_RANGE || semver.valid(version, { loose: true }) === null) return undefined
  if (semver.validRange(range, LOOSE) === null) return undefined
  return semver.satisfies(version, range, LOOSE)
}
