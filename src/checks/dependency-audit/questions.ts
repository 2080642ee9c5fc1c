import semver from 'semver'
import type { Gap, Note } from '../../core/finding.ts'
import type { Lockfile, Package } from '../../inventory/package.ts'
import { advisoryNameOf, ecosystemOf } from './ecosystems.ts'
import type { Query } from './sources/source.ts'
import type { Standing } from './standing.ts'

/** What is asked about a package, or why nothing is. */
export type Question =
  | { readonly kind: 'ask'; readonly query: Query; readonly host: string | undefined }
  /** Only the registry that it comes from may be asked. */
  | { readonly kind: 'private'; readonly query: Query; readonly host: string | undefined }
  | { readonly kind: 'skip'; readonly why: string }
  | { readonly kind: 'gap'; readonly why: string }

const NOT_PUBLISHED: Readonly<Partial<Record<Package['source'], string>>> = {
  git: 'come from a git repository',
  file: 'are folders or archives of this repository',
  link: 'are folders of this repository',
  workspace: 'are folders of this repository',
  tarball: 'come from a URL and no registry',
}

/** A version as registries write it: npm takes `=1.0.0` and `01.0.0` for 1.0.0, and databases do not. */
export function versionOf({ type, version }: Pick<Package, 'type' | 'version'>): string {
  return (type === 'npm' ? semver.valid(version, { loose: true }) : undefined) ?? version
}

/** The question about one locked package. */
export function questionOf(pkg: Package, standing: Standing): Question {
  const { source, type, version } = pkg
  // A registry's own archive asked for by its URL is what the registry has.
  const isPublished = source === 'tarball' && standing.kind === 'public'
  const why = isPublished ? undefined : NOT_PUBLISHED[source]
  if (why !== undefined) return { kind: 'skip', why }
  const ecosystem = ecosystemOf(pkg)
  if (ecosystem === undefined) return { kind: 'gap', why: `no source knows packages of type ${type}` }
  if (ecosystem === 'npm' && semver.valid(version, { loose: true }) === null) {
    return { kind: 'gap', why: 'it has no version that could be looked up' }
  }
  if (standing.kind === 'untold') return { kind: 'gap', why: `its name is sent to nobody: ${standing.why}` }
  const query = { ecosystem, name: advisoryNameOf(pkg), version: versionOf(pkg) }
  return standing.kind === 'private'
    ? { kind: 'private', query, host: standing.host }
    : { kind: 'ask', query, host: pkg.host }
}

const MAX_SHOWN = 3

/** Names for a sentence: the first few, and how many more. */
export function few(names: readonly string[]): string {
  const more = names.length > MAX_SHOWN ? ` and ${names.length - MAX_SHOWN} more` : ''
  return names.slice(0, MAX_SHOWN).join(', ') + more
}

/** Packages by the same word, as gaps: one for each lockfile and reason, not one for each of thousands. */
export function gapsOf({ path }: Lockfile, reasons: ReadonlyMap<string, readonly string[]>): readonly Gap[] {
  return [...reasons].map(([why, labels]) => ({
    target: path,
    subject: few(labels),
    reason: labels.length === 1 ? why : `${labels.length} packages: ${why}`,
  }))
}

/** What was deliberately not looked up, as notes. */
export function notesOf(
  { path }: Lockfile,
  reasons: ReadonlyMap<string, readonly string[]>,
): readonly Note[] {
  return [...reasons].map(([why, labels]) => ({
    subject: path,
    text: `${labels.length} packages ${why}, so no advisory is looked up for them: ${few(labels)}.`,
  }))
}

/** Adds a label under a word. */
export function addTo(reasons: Map<string, string[]>, why: string, label: string): void {
  const known = reasons.get(why)
  if (known) known.push(label)
  else reasons.set(why, [label])
}
