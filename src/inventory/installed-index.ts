import { createHash } from 'node:crypto'
import valid from 'semver/functions/valid.js'
import type { InstalledPackage, Manifest } from './installed.ts'
import type { Package } from './package.ts'
import { keysOfPackage, keysOfSlug } from './pnp-slug.ts'

/** A package that lies somewhere, with what its package.json says. */
export interface Candidate {
  readonly installed: InstalledPackage
  readonly manifest: Manifest
  /** Of the package.json's bytes. */
  readonly digest: string
}

/** What is known of a locked package in some place. */
export interface Sight {
  /** Those that are the package, in the order in which they were looked at. */
  readonly found: readonly Candidate[]
  /** Those whose package.json cannot be read, and which lie where the package would. */
  readonly damaged: readonly Candidate[]
  /** Whether something lies there that is not the package. */
  readonly isOther: boolean
}

/** What tells two package.json apart. */
export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64')
}

/** Build metadata and a leading `v` tell no two versions apart; what is no version stays as it is. */
function plain(version: string): string {
  return valid(version, { loose: true }) ?? version
}

/** A commit, a URL or a folder: the lockfile does not say which version is in it. */
function isUntold(version: string): boolean {
  return version === '' || /[:/#]/.test(version)
}

/** Whether a package.json is the one of a locked package. */
export function isOf(manifest: Manifest, pkg: Package): boolean {
  if (!('fields' in manifest)) return false
  const { name, version } = manifest.fields
  if (name !== pkg.name || typeof version !== 'string') return false
  return isUntold(pkg.version) || plain(version) === plain(pkg.version)
}

/** The names under which a folder holds what cannot be read: the one after `node_modules/`, or that of Yarn's store. */
function placeNames(place: string): readonly string[] {
  const slug = /\/\.store\/([^/]+)\//.exec(place)?.[1]
  if (slug !== undefined) return keysOfSlug(slug)
  return [place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)]
}

function add(map: Map<string, Candidate[]>, key: string, candidate: Candidate): void {
  const known = map.get(key)
  if (known) known.push(candidate)
  else map.set(key, [candidate])
}

/** Looks for packages among candidates, by what these say of themselves. */
export function finderIn(candidates: readonly Candidate[]): (pkg: Package) => Sight {
  const byName = new Map<string, Candidate[]>()
  const byVersion = new Map<string, Candidate[]>()
  const damaged = new Map<string, Candidate[]>()
  for (const candidate of candidates) {
    const { manifest, installed } = candidate
    if ('problem' in manifest) {
      for (const name of placeNames(installed.place)) add(damaged, name, candidate)
      continue
    }
    const { name, version } = manifest.fields
    if (typeof name !== 'string' || typeof version !== 'string') continue
    add(byName, name, candidate)
    add(byVersion, `${name}\n${plain(version)}`, candidate)
  }
  return (pkg) => {
    const { name, version, alias = name } = pkg
    const found = isUntold(version) ? byName.get(name) : byVersion.get(`${name}\n${plain(version)}`)
    const names = new Set([name, alias, ...keysOfPackage(pkg)])
    const near = damaged.size === 0 ? [] : [...names].flatMap((one) => damaged.get(one) ?? [])
    return { found: found ?? [], damaged: near, isOther: false }
  }
}
