import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect } from '@jest/globals'
import { type Place, parsePlace } from '../../../../src/checks/backup-verification/sources/place.ts'
import type { Opened, Source } from '../../../../src/checks/backup-verification/sources/source.ts'
import type { ObjectStore } from '../../../../src/core/engine-ports.ts'
import { RunError } from '../../../../src/core/errors.ts'

export const WHEN = new Date('2026-11-24T02:00:00Z')

/** A temporary folder with files, all of one time; removed by `remove`. */
export interface Folder {
  readonly path: string
  readonly put: (name: string, content: string | Uint8Array) => string
  readonly remove: () => void
}

export function makeFolder(): Folder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'upkeep-source-')))
  return {
    path,
    put: (name, content) => {
      const file = join(path, name)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, content)
      utimesSync(file, WHEN, WHEN)
      return file
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  }
}

/** A place that is none fails the test. */
export function placeOf<Kind extends Place['kind']>(
  kind: Kind,
  text: string,
): Extract<Place, { kind: Kind }> {
  const parsed = parsePlace(text)
  if (!('value' in parsed) || parsed.value.kind !== kind) throw new Error(`${text} is no ${kind}`)
  return parsed.value as Extract<Place, { kind: Kind }>
}

export async function bytesOf(opened: Opened): Promise<Buffer> {
  const chunks: Buffer[] = []
  await opened.read((chunk) => void chunks.push(Buffer.from(chunk)))
  return Buffer.concat(chunks)
}

/** All bytes of a file that is opened for that alone. */
export async function readOnce(source: Source, name: string): Promise<Buffer> {
  const opened = await source.open(name)
  try {
    return await bytesOf(opened)
  } finally {
    await opened.close()
  }
}

/** The message of the RunError that a promise ends in; anything else fails the test. */
export async function faultOf(promise: Promise<unknown>): Promise<string> {
  const thrown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(thrown).toBeInstanceOf(RunError)
  return (thrown as RunError).message
}

/** A store that holds these objects in memory, and counts the bytes that it gave. */
export function memoryStore(
  objects: Readonly<Record<string, Uint8Array>>,
): ObjectStore & { readonly given: () => number } {
  let given = 0
  const stored = (key: string, bytes: Uint8Array) => {
    return { key, size: bytes.length, modified: WHEN.getTime(), etag: `"${key.length}"`, checksums: {} }
  }
  const find = (key: string): Uint8Array => {
    const bytes = objects[key]
    if (!bytes) throw new RunError(`there is no such object ${key}`)
    return bytes
  }
  return {
    given: () => given,
    list: async (prefix) =>
      Object.entries(objects)
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, bytes]) => stored(key, bytes)),
    head: async (key) => ({ ...stored(key, find(key)), checksums: { 'x-amz-checksum-crc32': 'AAAAAA==' } }),
    read: async (key, range, onChunk) => {
      const bytes = find(key)
      const wanted = range ? bytes.subarray(range.offset, range.offset + range.length) : bytes
      for (let at = 0; at < wanted.length; at += 1000) {
        const chunk = wanted.subarray(at, at + 1000)
        given += chunk.length
        await onChunk(chunk)
      }
    },
  }
}

/** Bytes as an open file. */
export function openBytes(bytes: Uint8Array): Opened {
  const at: Opened['at'] = async (offset, length) => Buffer.from(bytes.subarray(offset, offset + length))
  return {
    size: bytes.length,
    modified: WHEN.getTime(),
    etag: '',
    checksums: {},
    read: async (onChunk) => onChunk(bytes),
    at,
    access: { size: bytes.length, read: at },
    close: async () => undefined,
  }
}
