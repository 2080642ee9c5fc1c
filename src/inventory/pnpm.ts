import { posix } from 'node:path'
import { messageOf } from '../core/errors.ts'
import type { Gap } from '../core/finding.ts'
import type { Tree } from '../core/ports.ts'
import { readDeclared } from './declared.ts'
import { type Json, objectOf } from './json.ts'
import { lockfileOf, unreadableLockfile } from './locked.ts'
import { entryGap, type Fields } from './npm-fields.ts'
import type { Lockfile } from './package.ts'
import { pnpmDisagreements } from './pnpm-agreement.ts'
import { drawPnpm, folderOfLink, isLink, type PnpmInput } from './pnpm-graph.ts'
import { dialectOf, type Importer, type PnpmLock, readPnpmLock } from './pnpm-lock.ts'
import { mergedLock } from './pnpm-merge.ts'
import { notesOf, unlockedLinks } from './pnpm-notes.ts'
import { specsOf } from './pnpm-specs.ts'
import { parseYaml, parseYamlDocuments } from './yaml.ts'

function readDocument(path: string, json: Json): PnpmLock | string {
  const fields = objectOf(json.value)
  if (!fields) return 'does not hold an object'
  const dialect = dialectOf(fields)
  return typeof dialect === 'string' ? dialect : readPnpmLock(path, json, fields, dialect)
}

async function readLock(tree: Tree, path: string): Promise<PnpmLock | string> {
  try {
    const bytes = await tree.read(path)
    if (!bytes) return 'is not there'
    const parsed = parseYamlDocuments(bytes)
    if ('problem' in parsed) return parsed.problem
    const read = parsed.documents.map((json) => readDocument(path, json))
    const refused = read.find((one) => typeof one === 'string')
    return (
      refused ??
      mergedLock(
        path,
        read.filter((one) => typeof one !== 'string'),
      )
    )
  } catch (thrown) {
    return messageOf(thrown)
  }
}

interface Workspace {
  readonly fields: Fields
  readonly gaps: readonly Gap[]
}

/** The pnpm-workspace.yaml beside a lockfile, where catalogs stand. */
async function readWorkspace(tree: Tree, lockfile: string): Promise<Workspace> {
  const path = posix.join(posix.dirname(lockfile), 'pnpm-workspace.yaml')
  const gap = (problem: string) => [entryGap(lockfile, path, `${path} ${problem}`)]
  try {
    const bytes = await tree.read(path)
    const parsed = bytes && parseYaml(bytes)
    if (!parsed) return { fields: {}, gaps: [] }
    if ('problem' in parsed)
      return { fields: {}, gaps: parsed.problem === 'is empty' ? [] : gap(parsed.problem) }
    return { fields: objectOf(parsed.yaml.value) ?? {}, gaps: [] }
  } catch (thrown) {
    return { fields: {}, gaps: gap(messageOf(thrown)) }
  }
}

/** Folders of the importers, and those that they link to. */
function foldersOf(importers: readonly Importer[]): readonly string[] {
  const linked = importers.flatMap(({ folder, needs }) =>
    needs.filter(({ ref }) => isLink(ref)).map(({ ref }) => folderOfLink(ref, folder)),
  )
  return [...importers.map(({ folder }) => folder), ...linked]
}

function areLinksOut(fields: Fields): boolean {
  return objectOf(fields['settings'])?.['excludeLinksFromLockfile'] === 'true'
}

/**
 * Reads a pnpm-lock.yaml of lockfile version 5.0 to 5.4, 6.0, 6.1 or 9.0 (https://pnpm.io/lockfile), every document of
 * it, and the manifests it locks. `files` is every file of the tree.
 */
export async function readPnpmLockfile(
  tree: Tree,
  path: string,
  files: readonly string[] = [],
): Promise<Lockfile> {
  const lock = await readLock(tree, path)
  if (typeof lock === 'string') return unreadableLockfile(path, 'pnpm', `it ${lock}`)
  const workspace = await readWorkspace(tree, path)
  const manifests = await readDeclared(tree, path, foldersOf(lock.importers))
  const input: PnpmInput = { ...lock, path, declared: manifests.declared }
  const drawn = drawPnpm(input)
  const specs = specsOf(lock.fields, workspace.fields)
  const told = pnpmDisagreements(input, drawn, specs, areLinksOut(lock.fields))
  return lockfileOf({
    path,
    format: `${posix.basename(path, '.yaml')} v${lock.fields['lockfileVersion']}`,
    manager: 'pnpm',
    recordsLicenses: false,
    graph: drawn.graph,
    gaps: [
      ...lock.gaps,
      ...workspace.gaps,
      ...manifests.gaps,
      ...drawn.graph.gaps,
      ...told.gaps,
      ...unlockedLinks(input, drawn, files),
    ],
    notes: notesOf({ path, lock, drawn, hooked: told.hooked, without: manifests.without }),
  })
}
