import semver from 'semver'
import type { Gap } from '../../core/finding.ts'
import type { Tree } from '../../core/ports.ts'
import { readUses, type Use } from '../../inventory/workflows.ts'
import type { ActionFact } from './fact.ts'
import type { Query } from './sources/source.ts'

/** A commit's SHA-1 or SHA-256, and an image's digest. */
const PINNED = /^([0-9a-f]{40}|[0-9a-f]{64}|sha256:[0-9a-f]{64})$/

/** An action that is used, before anybody was asked about it. */
export type UsedAction = Omit<ActionFact, 'advisories'>

export interface UsedActions {
  readonly actions: readonly UsedAction[]
  readonly gaps: readonly Gap[]
  readonly paths: readonly string[]
}

/** A full version (`v4.1.7`); a tag that moves (`v4`) names none. */
function versionIn(text: string | undefined): string | undefined {
  const word = /(?:^|\s)v?(\d+\.\d+\.\d+\S*)/.exec(text ?? '')?.[1]
  return semver.valid(word ?? null) ?? undefined
}

function actionOf(use: Use, counts: boolean): UsedAction {
  const isPinned = PINNED.test(use.ref)
  return {
    kind: 'action',
    path: use.path,
    line: use.line,
    name: use.name,
    ref: use.ref,
    version: versionIn(isPinned ? use.comment : use.ref),
    isPinned,
    counts,
  }
}

function identityOf({ path, name, ref }: Use): string {
  return JSON.stringify([path, name, ref])
}

/** The actions that workflows use; of a change only those count that its base does not use in the same file. */
export async function readActions(tree: Tree, base: Tree | undefined): Promise<UsedActions> {
  const { uses, gaps, paths } = await readUses(tree, (await tree.list()).files)
  const old = base && (await readUses(base, (await base.list()).files))
  const had = new Set(old?.uses.map(identityOf))
  return { actions: uses.map((use) => actionOf(use, !had.has(identityOf(use)))), gaps, paths }
}

/** The repository of an action: advisories name it without the path in it. */
export function repositoryOf(name: string): string {
  return name.split('/').slice(0, 2).join('/')
}

/** Whether an action is of an owner whose scope is private: its name is not sent. */
export function isPrivate({ name }: UsedAction, scopes: readonly string[]): boolean {
  const owner = `@${name.split('/')[0]}`.toLowerCase()
  return scopes.some((scope) => scope.toLowerCase() === owner)
}

/**
 * The question about an action; none where no version can be told, or for an image. GitHub takes names in any case, and
 * databases have them in lower case.
 */
export function queryOf({ name, version }: UsedAction): Query | undefined {
  if (version === undefined || name.startsWith('docker://')) return undefined
  return { ecosystem: 'GitHub Actions', name: repositoryOf(name).toLowerCase(), version }
}
