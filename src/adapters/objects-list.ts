import type { StoredObject } from '../core/engine-ports.ts'
import { readXml, textIn, type XmlElement } from './objects-xml.ts'

/** One page of a bucket's list, or what is wrong with it. */
export type ListPage =
  | { readonly objects: readonly StoredObject[]; readonly next: string | undefined }
  | { readonly problem: string }

/** A name as `encoding-type=url` writes it: a space may be a plus. */
function plainKey(written: string, isEncoded: boolean): string | undefined {
  if (!isEncoded) return written
  try {
    return decodeURIComponent(written.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}

function objectOf(entry: XmlElement, isEncoded: boolean): StoredObject | undefined {
  const key = plainKey(textIn(entry, 'Key') ?? '', isEncoded)
  const size = textIn(entry, 'Size')?.trim() ?? ''
  const modified = Date.parse(textIn(entry, 'LastModified')?.trim() ?? '')
  if (!key || !/^\d{1,15}$/.test(size) || Number.isNaN(modified)) return undefined
  return { key, size: Number(size), modified, etag: textIn(entry, 'ETag')?.trim() ?? '', checksums: {} }
}

/** Reads an answer to ListObjectsV2 (Amazon S3 API Reference). */
export function readListPage(body: Uint8Array, prefix: string): ListPage {
  const root = readXml(Buffer.from(body).toString())
  if (root?.name !== 'ListBucketResult')
    return { problem: 'it answered something that is no list of objects' }
  const isEncoded = textIn(root, 'EncodingType')?.trim() === 'url'
  const entries = root.children.filter(({ name }) => name === 'Contents')
  const read = entries.map((entry) => objectOf(entry, isEncoded))
  const objects = read.filter((object) => object !== undefined)
  if (objects.length < read.length)
    return { problem: 'it lists an object without a readable key, size or time' }
  if (objects.some(({ key }) => !key.startsWith(prefix)))
    return { problem: 'it lists objects that it was not asked for' }
  if (textIn(root, 'IsTruncated')?.trim() !== 'true') return { objects, next: undefined }
  const next = textIn(root, 'NextContinuationToken')
  if (!next)
    return {
      problem: 'it lists a part of the objects, and does not say how to get the others (ListObjectsV2)',
    }
  return { objects, next }
}
