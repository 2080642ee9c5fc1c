import { posix } from 'node:path'
import { folderAt } from './entry.ts'
import { type Descriptor, descriptorOf, kindOf, type SpecKind } from './yarn-descriptors.ts'

/** What a `resolution` or a key of Yarn 2 and later says, taken apart: `name@protocol:selector::param=value&…`. */
export interface Locator {
  readonly name: string
  readonly kind: SpecKind
  /** Without the parameters. */
  readonly spec: string
  readonly params: ReadonlyMap<string, string>
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function paramsOf(text: string): ReadonlyMap<string, string> {
  const params = new Map<string, string>()
  for (const pair of text.split('&')) {
    const at = pair.indexOf('=')
    if (at > 0) params.set(pair.slice(0, at), decoded(pair.slice(at + 1)))
  }
  return params
}

/** Takes a descriptor apart, whose spec may have parameters. */
export function locatorIn({ name, spec }: Descriptor): Locator {
  const at = spec.lastIndexOf('::')
  const bare = at === -1 ? spec : spec.slice(0, at)
  return { name, kind: kindOf(bare), spec: bare, params: paramsOf(at === -1 ? '' : spec.slice(at + 2)) }
}

/** Takes a `resolution` apart (https://yarnpkg.com/advanced/lexicon#locator). */
export function locatorOf(text: string): Locator {
  return locatorIn(descriptorOf(text))
}

/** What stands behind a protocol. */
export function selectorOf(spec: string): string {
  return spec.slice(spec.indexOf(':') + 1)
}

/** The package that a patched one is made of: `patch:` and its locator, encoded, up to the `#` of the patches. */
export function patchedOf({ spec }: Locator): string {
  const [source = ''] = selectorOf(spec).split('#', 1)
  return decoded(source)
}

/** The folder of a member of the workspace; the root's is empty. */
export function workspaceFolderOf({ spec }: Locator): string {
  const folder = posix.normalize(selectorOf(spec))
  return folder === '.' ? '' : folder.replace(/\/$/, '')
}

/** The folder that something is linked to or copied from, relative to the lockfile's; from whom it is asked counts. */
export function localFolderOf({ kind, spec, params }: Locator): string | undefined {
  if (kind !== 'link' && kind !== 'portal' && kind !== 'file') return undefined
  const [path = ''] = (/^[a-z]+:/.test(spec) ? selectorOf(spec) : spec).split('#', 1)
  if (posix.isAbsolute(path) || path.startsWith('~')) return undefined
  const asker = locatorOf(params.get('locator') ?? '')
  const base = asker.kind === 'workspace' ? workspaceFolderOf(asker) : ''
  return folderAt(`file:${posix.join(base, path)}`)
}
