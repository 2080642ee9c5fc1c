import { posix } from 'node:path'
import type { Gap } from '../core/finding.ts'
import type { Tree } from '../core/ports.ts'
import { readDeclared } from './declared.ts'
import { keyOf, type SpecKind } from './yarn-descriptors.ts'
import type { YarnEntry } from './yarn-entries.ts'

export interface Folders {
  readonly gaps: readonly Gap[]
  /** Folders without a package.json, as far as can be seen from here. */
  readonly without: readonly string[]
}

type Local = YarnEntry & { readonly folder: string }

const LOCKFILES = ['yarn.lock', 'package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml', 'bun.lock']

function isLocal(entry: YarnEntry): entry is Local {
  return entry.folder !== undefined
}

/** Yarn installs nothing for what `link:` leads to: that is for a lockfile of its own, if there is one. */
function linkReason(count: number): string {
  return `it is linked to and declares ${count} dependencies, which yarn does not install and no lockfile locks: commit one there`
}

function spelled(spec: string): string {
  return spec.startsWith('npm:') ? spec.slice('npm:'.length) : spec
}

/**
 * What the package.json of folders that are copied or linked to declares and the lockfile does not have: it was
 * written before that was declared.
 */
export async function folderGaps(
  tree: Tree,
  path: string,
  entries: readonly YarnEntry[],
  files: readonly string[],
): Promise<Folders> {
  const local = entries.filter(isLocal)
  if (local.length === 0) return { gaps: [], without: [] }
  const { declared, without, gaps } = await readDeclared(
    tree,
    path,
    local.map((entry) => entry.folder),
  )
  const all = new Set(files)
  const isLockedThere = (folder: string) =>
    LOCKFILES.some((name) => all.has(posix.join(posix.dirname(path), folder, name)))
  const found = local.flatMap((entry): readonly Gap[] => {
    const wanted = (declared.get(entry.folder)?.edges ?? []).filter(
      ({ kind }) => kind === 'prod' || kind === 'optional',
    )
    const subject = posix.join(entry.folder, 'package.json')
    if (isLink(entry.kind)) {
      const isTold = wanted.length === 0 || isLockedThere(entry.folder)
      return isTold ? [] : [{ target: path, subject, reason: linkReason(wanted.length) }]
    }
    const known = new Set(entry.edges.map(({ name, spec }) => keyOf({ name, spec: spelled(spec) })))
    const lacking = wanted.filter(({ name, spec }) => !known.has(keyOf({ name, spec: spelled(spec) })))
    return lacking.map(({ name, spec }) => ({
      target: path,
      subject: name,
      reason: `${subject} declares it (${spec.slice(0, 200)}) and the lockfile does not have that: run yarn install`,
    }))
  })
  const atRoot = (gap: Gap) => gap.subject === posix.join(posix.dirname(path), 'package.json')
  return {
    gaps: [...gaps.filter((gap) => !atRoot(gap)), ...found],
    without: without.filter((one) => one !== ''),
  }
}

function isLink(kind: SpecKind): boolean {
  return kind === 'link'
}
