import type { ObjectStore, StoredObject } from '../../../core/engine-ports.ts'
import { globOf } from '../../../core/glob.ts'
import type { BucketPlace } from './place.ts'
import { openRemote } from './remote-file.ts'
import { byName, type Item, type Listed, type Source } from './source.ts'

function fileItem({ key, size, modified, etag }: StoredObject, base: string): Item {
  return { name: key.slice(base.length), kind: 'file', size, files: 1, modified, etag, checksums: {} }
}

/** Keys that end in a slash and have no bytes: what consoles make when a person makes a folder. */
function isFolderMark({ key, size }: StoredObject): boolean {
  return key.endsWith('/') && size === 0
}

/** The folders that a glob means: what keys have in common up to one of their slashes. */
function folderItems(
  objects: readonly StoredObject[],
  { base, glob: written }: BucketPlace,
): readonly Item[] {
  const glob = globOf(written, 'alone')
  const folders = new Map<string, Item>()
  for (const { key, size, modified } of objects) {
    const parts = key.slice(base.length).split('/').slice(0, -1)
    const name = parts.map((_part, at) => parts.slice(0, at + 1).join('/')).find((path) => glob.matches(path))
    if (name === undefined) continue
    const known = folders.get(name)
    folders.set(name, {
      name,
      kind: 'folder',
      size: (known?.size ?? 0) + size,
      files: (known?.files ?? 0) + 1,
      modified: Math.max(known?.modified ?? 0, modified),
      etag: '',
      checksums: {},
    })
  }
  return [...folders.values()]
}

function listed(items: readonly Item[]): Listed {
  return { items: [...items].sort(byName), problems: [] }
}

/** Objects of a bucket, found by the longest beginning that their keys have in common. */
export function bucketSource(place: BucketPlace, store: ObjectStore): Source {
  const { base, bucket, prefix, glob: written, wanted } = place
  const objectsIn = async (start: string) => (await store.list(start)).filter((one) => !isFolderMark(one))
  return {
    subjectOf: (name) => `s3://${bucket}/${base}${name}`,
    list: async () => {
      const objects = await objectsIn(prefix)
      if (wanted === 'folders') return listed(folderItems(objects, place))
      const glob = globOf(written, 'alone')
      return listed(objects.map((one) => fileItem(one, base)).filter(({ name }) => glob.matches(name)))
    },
    inside: async (folder) => {
      const objects = await objectsIn(`${base}${folder}/`)
      return listed(objects.map((one) => fileItem(one, base)))
    },
    open: async (name) => {
      const key = `${base}${name}`
      const { size, modified, etag, checksums, version } = await store.head(key)
      const fetch = (
        range: Parameters<ObjectStore['read']>[1],
        onChunk: Parameters<ObjectStore['read']>[2],
      ) => store.read(key, range, onChunk, version)
      return openRemote({ size, modified, etag, checksums, fetch })
    },
  }
}
