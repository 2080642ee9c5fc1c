import semver from 'semver'
import type { Gap } from '../core/finding.ts'
import { namesIn } from './bun-key.ts'
import { type Entry, isTooLong } from './entry.ts'
import type { EdgeKind } from './manifest.ts'
import { entryGap, isVersion } from './npm-fields.ts'
import type { Source } from './package.ts'
import { type Purl, parsePurl } from './purl.ts'

/** One thing that an SBOM lists, of whatever format. */
export interface Part {
  /** What the SBOM's own graph calls it; empty where it has no such name. */
  readonly ref: string
  /** Where it stands, for one without a name. */
  readonly place: string
  /** As a person finds it. */
  readonly title: string
  /** All that it has. */
  readonly purls: readonly string[]
  readonly version: string
  /** Whether it is software that must be looked up, not a file or a device. */
  readonly isSoftware: boolean
  /** The kind of every dependency on it, where the format says that of the thing itself. */
  readonly kind: EdgeKind
  readonly isBundled: boolean
  readonly license: string | undefined
  readonly integrity: string | undefined
  /** Where it is downloaded from, if the SBOM says. */
  readonly line: number | undefined
}

/** That one thing needs or contains another, by their refs. */
export interface Link {
  readonly from: string
  readonly to: string
  /** Else the kind of the part it leads to. */
  readonly kind: EdgeKind | undefined
}

/** An SBOM, whatever its format. */
export interface Sbom {
  /** Such as `CycloneDX 1.5`. */
  readonly format: string
  /** What it is about. */
  readonly root: { readonly name: string; readonly version: string }
  /** What its graph calls that. */
  readonly rootRefs: ReadonlySet<string>
  /** Without the root. */
  readonly parts: readonly Part[]
  readonly links: readonly Link[]
  /** Refs of what is no part and is not looked at, such as services and files. */
  readonly ignored: ReadonlySet<string>
  readonly gaps: readonly Gap[]
  /** Plain sentences. */
  readonly notes: readonly string[]
}

const MAX_SHOWN = 200
const RANGE = /^[\^~<>=!]|[*|<>]|\s/

function sourceOf({ qualifiers }: Purl): Source {
  if (qualifiers.has('vcs_url')) return 'git'
  return qualifiers.has('download_url') ? 'tarball' : 'registry'
}

/** A URL from which `hostOf` tells the registry that the package URL names; where an archive lies is no registry. */
function resolvedOf({ host }: Purl): string {
  return host === undefined ? '' : `https://${host}/`
}

function nameProblem({ type, name }: Purl): string | undefined {
  if (isTooLong(name)) return 'its name is too long'
  return type === 'npm' && namesIn(name)?.length !== 1 ? 'its package URL names no package of npm' : undefined
}

function versionProblem(purl: Purl, version: string): string | undefined {
  const shown = JSON.stringify(version.slice(0, 80))
  if (version === '') return 'it has no version, so it cannot be looked up'
  const isUsable =
    purl.type === 'npm' && sourceOf(purl) === 'registry' ? isVersion(version) : !RANGE.test(version)
  return isUsable ? undefined : `it has no usable version (${shown}), so it cannot be looked up`
}

/** What of a part's package URL contradicts the rest of it, though it can be looked up. */
function contradiction(part: Part, purl: Purl): string | undefined {
  const isOther =
    purl.type === 'npm' &&
    semver.valid(purl.version, true) !== null &&
    semver.valid(part.version, true) !== null &&
    semver.compareBuild(purl.version, part.version, true) !== 0
  if (isOther)
    return `its package URL is of version ${purl.version.slice(0, 80)}, and it says ${part.version.slice(0, 80)}`
  const others = part.purls.slice(1).map(parsePurl)
  const isSame = (one: Purl | undefined) =>
    one?.type === purl.type && one.name === purl.name && one.version === purl.version
  return others.every(isSame)
    ? undefined
    : 'it has several package URLs, of which only the first is looked up'
}

/** A part as an entry, if it is a package, and what is wrong with it. */
export interface Made {
  readonly entry: Entry | undefined
  readonly gap: Gap | undefined
}

/** Makes an entry of a part; software that cannot be looked up is a gap, and what is no software is nothing. */
export function entryOf(path: string, part: Part, location: string): Made {
  const gap = (reason: string) => entryGap(path, part.title, reason)
  const [written] = part.purls
  if (written === undefined)
    return {
      entry: undefined,
      gap: part.isSoftware ? gap('it has no package URL, so it cannot be looked up') : undefined,
    }
  const purl = parsePurl(written)
  if (!purl)
    return { entry: undefined, gap: gap(`its package URL cannot be read (${written.slice(0, MAX_SHOWN)})`) }
  const version = purl.version || part.version
  const problem = nameProblem(purl) ?? versionProblem(purl, version)
  if (problem !== undefined) return { entry: undefined, gap: gap(problem) }
  const contradicted = contradiction(part, purl)
  const entry: Entry = {
    location,
    name: purl.name,
    alias: undefined,
    version,
    resolved: resolvedOf(purl),
    link: undefined,
    license: part.license,
    edges: [],
    bundled: part.isBundled,
    onlyOptional: false,
    type: purl.type,
    source: sourceOf(purl),
    integrity: part.integrity,
    line: part.line,
  }
  return { entry, gap: contradicted === undefined ? undefined : gap(contradicted) }
}
