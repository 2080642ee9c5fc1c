import { HEAD_LENGTH, recognizeBytes } from '../codecs/magic.ts'
import { judgeName, kindOfNamed, promisesOf } from '../codecs/name-promise.ts'
import { isZero } from '../codecs/zeros.ts'
import { readZipEnd } from '../containers/zip-end.ts'
import type { Fault, Reading, Remark, Word } from '../intake.ts'
import { FIRST_WITH_CHECKSUM, headerOf } from '../redis/header.ts'
import { tellGzipEnd } from './gzip-tail.ts'
import type { Opened } from './source.ts'

/** How many of the last bytes are read: what a few kilobytes can tell. */
const TAIL_LENGTH = 4096
/** So many zeros at the end are none that a program writes there. */
const ZEROS = 512
/** Kinds whose last bytes are never so many zeros. Tapes pad gzip and xz, a tar ends in zeros, a database may. */
const NEVER_ZERO = new Set(['zstd', 'bzip2', 'lz4', 'age', 'gpg', 'openssl', 'sql', 'json', 'xml', 'text'])

interface Ends {
  readonly head: Buffer
  readonly tail: Buffer
  readonly size: number
}

function fault(word: Word, text: string): Fault {
  return { word, level: 1, text }
}

function tellXz({ tail }: Ends): Fault | undefined {
  let end = tail.length
  while (end >= 4 && tail.readUInt32LE(end - 4) === 0) end -= 4
  // Nothing but padding: what stands before it is out of sight.
  if (end < 4 || tail.toString('latin1', end - 2, end) === 'YZ') return undefined
  return fault('incomplete', 'does not end as xz data does')
}

function tellTar({ head, tail, size }: Ends): Fault | undefined {
  const last = tail.subarray(-1024)
  if (size < 1024 || !isZero(last))
    return fault('incomplete', 'ends without the two blocks that end a tar archive')
  return isZero(head) ? fault('empty', 'begins and ends in nothing but zeros') : undefined
}

/** The end mark, its checksum, and what may stand behind them: the mark of a transfer, or commands of an append-only file. */
function tellRdb({ head, tail }: Ends): Fault | undefined {
  const header = headerOf(head)
  if (typeof header === 'string') return undefined
  const after = header.format >= FIRST_WITH_CHECKSUM ? 9 : 1
  const text = tail.toString('latin1')
  const marked = /[0-9a-f]{40}$/.test(text) && tail.at(-40 - after) === 0xff
  if (tail.at(-after) === 0xff || marked || /\r\n\*?[^\r\n]*\r\n$/.test(text)) return undefined
  return fault('incomplete', 'does not end as a Redis database does: it was cut off')
}

async function tellZip({ access, size }: Opened): Promise<Fault | undefined> {
  const end = await readZipEnd(access)
  if (!end) return fault('incomplete', 'ends without its directory')
  if (end.trailing > 0) return fault('corrupt', `has ${end.trailing} other bytes after its end`)
  return end.offset + end.size > size
    ? fault('corrupt', 'has an end that tells of more than it holds')
    : undefined
}

function tellZeros(kind: string, { tail }: Ends): { readonly fault?: Fault; readonly remark?: Remark } {
  if (tail.length < ZEROS || !isZero(tail.subarray(-ZEROS))) return {}
  if (NEVER_ZERO.has(kind))
    return { fault: fault('corrupt', `ends in ${ZEROS} zeros or more, as a copy that was cut off does`) }
  const isPadded = kind === 'gzip' || kind === 'xz'
  return isPadded
    ? { remark: { text: 'ends in zeros: padding, as tapes have, or a copy that was cut off; level 2 tells' } }
    : {}
}

/** Dumps say at their end that they are whole; what somebody wrote behind it may hide that, so it is only remarked. */
function remarkSql({ head, tail }: Ends): Remark | undefined {
  const start = head.toString('latin1')
  const end = tail.toString('latin1')
  const isPostgres = /^-- PostgreSQL database (?:cluster )?dump\s*$/m.test(start)
  const isMysql = /^(?:\/\*.*\*\/;?\s*)?-- (?:MySQL|MariaDB) dump /m.test(start)
  const isEnded = isPostgres
    ? /^-- PostgreSQL database (?:cluster )?dump complete\s*$/m.test(end)
    : /^-- Dump completed/m.test(end)
  if (isEnded || (!isPostgres && !isMysql)) return undefined
  return { text: 'has no closing line of its dump in its last 4 KB; level 3 tells whether it is whole' }
}

async function tellEnd(kind: string, ends: Ends, opened: Opened): Promise<Fault | undefined> {
  if (kind === 'gzip') return tellGzipEnd(ends)
  if (kind === 'xz') return tellXz(ends)
  if (kind === 'tar') return tellTar(ends)
  if (kind === 'rdb') return tellRdb(ends)
  return kind === 'zip' ? tellZip(opened) : undefined
}

/**
 * What a few kilobytes of a file tell, the first and the last ones: whether it is what its name promises, and whether
 * it ends as such files do. Cheap where a file is large and far away; every fault is one of level 1, and no fault
 * says nothing of the bytes between. Throws a RunError where they cannot be read.
 */
export async function lookAtTail(opened: Opened, name: string): Promise<Reading> {
  const { size } = opened
  const head = await opened.at(0, Math.min(size, HEAD_LENGTH))
  const from = Math.max(0, size - TAIL_LENGTH)
  const tail = from === 0 ? head : await opened.at(from, TAIL_LENGTH)
  const ends = { head, tail, size }
  const fileName = name.slice(name.lastIndexOf('/') + 1)
  const kind = kindOfNamed(fileName, recognizeBytes(head))
  if (kind === 'empty') return { faults: [fault('empty', 'holds no bytes')], remarks: [], lacks: [] }
  const named = judgeName(promisesOf(fileName)[0], kind)
  const zeros = tellZeros(kind, ends)
  const end = (zeros.fault ?? zeros.remark) ? undefined : await tellEnd(kind, ends, opened)
  const remarks = [named.remark, zeros.remark, kind === 'sql' && !zeros.fault ? remarkSql(ends) : undefined]
  return {
    faults: [named.fault, zeros.fault, end].filter((one) => one !== undefined),
    remarks: remarks.filter((one) => one !== undefined),
    lacks: [],
  }
}
