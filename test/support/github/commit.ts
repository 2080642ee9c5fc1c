import { createHash } from 'node:crypto'

/** A file of a commit: plain text, or with a mode (a link's content is its target, a submodule's its commit). */
export type FakeFile =
  | string
  | Uint8Array
  | { readonly mode: '100755' | '120000' | '160000'; readonly content: string }

/** The files of a commit by path. */
export type FakeCommit = Readonly<Record<string, FakeFile>>

interface Described {
  readonly mode: '100644' | '100755' | '120000' | '160000'
  readonly content: Uint8Array
}

/** A file's mode and bytes. */
export function describeFile(file: FakeFile): Described {
  if (typeof file === 'string' || file instanceof Uint8Array)
    return { mode: '100644', content: Buffer.from(file) }
  return { mode: file.mode, content: Buffer.from(file.content) }
}

/** The name that git gives to bytes. */
export function blobHash(content: Uint8Array): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex')
}

/** Every entry of "Get a tree" with `recursive`: the folders too, as git sorts them. */
export function treeEntries(commit: FakeCommit, base: string): readonly object[] {
  const files = Object.entries(commit).map(([path, file]) => {
    const { mode, content } = describeFile(file)
    if (mode === '160000') return { path, mode, type: 'commit', sha: Buffer.from(content).toString() }
    const sha = blobHash(content)
    return { path, mode, type: 'blob', sha, size: content.length, url: `${base}/git/blobs/${sha}` }
  })
  const parents = Object.keys(commit).flatMap((path) => {
    const parts = path.split('/').slice(0, -1)
    return parts.map((_part, index) => parts.slice(0, index + 1).join('/'))
  })
  const folders = [...new Set(parents)].map((path) => {
    const sha = blobHash(Buffer.from(path))
    return { path, mode: '040000', type: 'tree', sha, url: `${base}/git/trees/${sha}` }
  })
  return [...files, ...folders].sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)))
}
