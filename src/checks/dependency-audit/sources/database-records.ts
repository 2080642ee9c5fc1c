import { readFileSync } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { readZip } from '../../../inventory/zip.ts'
import { windowOf } from '../../../inventory/zip-window.ts'
import { type DatabaseFile, problemOf } from './database-files.ts'

const MB = 1024 * 1024
/** After so many files others get their turn: reading small ones synchronously takes a quarter of the time. */
const TURN = 64
const RECORD_LIMIT = 50 * MB
const FILE_LIMIT = 256 * MB
const TOTAL_LIMIT = 4096 * MB

/** A record as JSON holds it, or why one could not be read. */
export type Raw = { readonly value: unknown } | { readonly problem: string }

/** Why a file that holds many records is lost as a whole: nobody knows what was in it. */
export interface Loss {
  readonly loss: string
}

function parse(bytes: Uint8Array): unknown {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  return JSON.parse(text) as unknown
}

/** A list of records, or one. A list that is cut off is a loss: a lone record that is, is only one. */
function recordsIn(bytes: Uint8Array, name: string, holdsMany: boolean): readonly (Raw | Loss)[] {
  try {
    const value = parse(bytes)
    return Array.isArray(value) ? value.map((one: unknown) => ({ value: one })) : [{ value }]
  } catch {
    const isList = holdsMany || Buffer.from(bytes.subarray(0, 1000)).toString().trimStart().startsWith('[')
    const why = `${name} is no JSON, damaged or cut off`
    return [isList ? { loss: why } : { problem: why }]
  }
}

async function* zipRecords(file: DatabaseFile): AsyncGenerator<Raw | Loss> {
  const name = basename(file.path)
  const handle = await open(file.path)
  try {
    const isRecord = (member: string) => /\.json$/i.test(member)
    const limits = { member: RECORD_LIMIT, total: TOTAL_LIMIT }
    const members = readZip(windowOf(handle, file.size), file.size, isRecord, limits)
    for (;;) {
      const { value, done } = await members.next()
      if (done) {
        if (value !== undefined) yield { loss: `${name} ${value}` }
        return
      }
      if ('problem' in value) yield { problem: `${basename(value.name).slice(0, 100)} ${value.problem}` }
      else yield* recordsIn(value.bytes, basename(value.name).slice(0, 100), false)
    }
  } finally {
    await handle.close()
  }
}

function fileRecords(file: DatabaseFile): readonly (Raw | Loss)[] {
  const name = basename(file.path)
  const isPacked = /\.gz$/i.test(name)
  if (file.size > FILE_LIMIT) return [{ loss: `${name} has more than ${FILE_LIMIT} bytes` }]
  try {
    const bytes = readFileSync(file.path)
    if (!isPacked) return recordsIn(bytes, name, false)
    return recordsIn(gunzipSync(bytes, { maxOutputLength: FILE_LIMIT }), name, true)
  } catch (thrown) {
    const why = `${name} cannot be read: ${problemOf(thrown)}`
    return [isPacked || file.size > RECORD_LIMIT ? { loss: why } : { problem: why }]
  }
}

/** Every record of the files, one after the other; never more in memory than one file. */
export async function* readRecords(files: readonly DatabaseFile[]): AsyncGenerator<Raw | Loss> {
  for (const [index, file] of files.entries()) {
    if (/\.zip$/i.test(file.path)) yield* zipRecords(file)
    else yield* fileRecords(file)
    if (index % TURN === TURN - 1) await stat(file.path)
  }
}
