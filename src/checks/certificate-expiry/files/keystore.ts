import { bytesOf, SEQUENCE } from './elements.ts'
import type { Finds } from './found.ts'
import { certificateAt } from './shapes.ts'

/** First four bytes of Java's own keystores (sun.security.provider.JavaKeyStore, com.sun.crypto.provider.JceKeyStore). */
const JKS = 0xfeedfeed
const JCEKS = 0xcececece
const PRIVATE_KEY = 1
const TRUSTED_CERTIFICATE = 2
const SECRET_KEY = 3
/** java.io.ObjectStreamConstants, STREAM_MAGIC and STREAM_VERSION. */
const SERIALIZED = 0xaced0005
/** A SHA-1 with the password in it, which is not verified: certificates stand there in clear. */
const DIGEST_BYTES = 20
const FIRST_ENTRY = 12

interface Store {
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly version: number
  readonly finds: Finds
  readonly line: number | undefined
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Every certificate in bytes of which nothing else is known. */
function scan({ bytes, finds, line }: Store, from: number): void {
  for (let at = bytes.indexOf(SEQUENCE, from); at !== -1; ) {
    const element = certificateAt(bytes, at)
    if (element) finds.certificate(bytesOf(bytes, element), line)
    at = bytes.indexOf(SEQUENCE, element?.next ?? at + 1)
  }
}

/** Where a block of bytes that tells its length ends. Throws a RangeError where the file does before. */
function endOfBlock({ view }: Store, at: number): number {
  const end = at + 4 + view.getUint32(at)
  if (end > view.byteLength) throw new RangeError('the keystore ends before its block')
  return end
}

function endOfText({ view }: Store, at: number): number {
  return at + 2 + view.getUint16(at)
}

function readCertificate(store: Store, at: number): number {
  const start = store.version === 1 ? at : endOfText(store, at)
  const end = endOfBlock(store, start)
  store.finds.certificate(store.bytes.subarray(start + 4, end), store.line)
  return end
}

function readChain(store: Store, at: number): number {
  const chain = endOfBlock(store, at)
  let next = chain + 4
  for (let left = store.view.getUint32(chain); left > 0; left--) next = readCertificate(store, next)
  return next
}

/** Whether an entry seems to begin here: its tag, the alias, a date before the year 10889, what its kind begins with. */
function isEntry(store: Store, at: number): boolean {
  const { view } = store
  const tag = view.getUint32(at)
  if (tag < PRIVATE_KEY || tag > SECRET_KEY) return false
  const date = endOfText(store, at + 4)
  if (date + 12 > view.byteLength || view.getUint16(date) !== 0) return false
  if (tag === SECRET_KEY) return view.getUint32(date + 8) === SERIALIZED
  const start = tag === TRUSTED_CERTIFICATE && store.version > 1 ? endOfText(store, date + 8) : date + 8
  return start + 5 <= view.byteLength && view.getUint8(start + 4) === SEQUENCE
}

/** A secret key is a serialized object that does not tell its length: it ends where the next entry begins, or the file. */
function endOfSecret(store: Store, at: number): number {
  const last = store.view.byteLength - DIGEST_BYTES
  if (store.view.getUint32(at) !== SERIALIZED) throw new RangeError('no serialized object')
  for (let next = at + 4; next < last; next++) {
    // Every tag begins with three zeros.
    if (store.bytes[next] === 0 && isEntry(store, next)) return next
  }
  return last
}

function readEntry(store: Store, at: number): number {
  const start = endOfText(store, at + 4) + 8
  const tag = store.view.getUint32(at)
  if (tag === PRIVATE_KEY) return readChain(store, start)
  if (tag === TRUSTED_CERTIFICATE) return readCertificate(store, start)
  if (tag === SECRET_KEY) return endOfSecret(store, start)
  throw new RangeError('no kind of entry')
}

function readStore(store: Store): void {
  let at = FIRST_ENTRY
  try {
    for (let left = store.view.getUint32(8); left > 0; left--) at = readEntry(store, at)
    if (at + DIGEST_BYTES === store.view.byteLength) return
    store.finds.problem('the keystore does not end where it says', store.line)
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown
    store.finds.problem('the keystore is cut short or damaged', store.line)
  }
  scan(store, at)
}

/** BKS and UBER of BouncyCastle: a version, 20 bytes of salt, how often to hash. Only in BKS are certificates in clear. */
function isBouncyCastle(view: DataView): boolean {
  if (view.byteLength < 48 || view.getUint32(0) > 2 || view.getUint32(4) !== 20) return false
  const rounds = view.getUint32(28)
  return rounds > 0 && rounds < 1_000_000
}

/**
 * Certificates of a JKS, JCEKS or BKS keystore, for which no password is needed; says false where the bytes are none.
 * What is cut short, damaged or encrypted as a whole (UBER) is a problem, beside the certificates that it still has.
 */
export function inspectKeystore(bytes: Uint8Array, finds: Finds, line: number | undefined): boolean {
  const view = viewOf(bytes)
  if (view.byteLength < FIRST_ENTRY) return false
  const [magic, version] = [view.getUint32(0), view.getUint32(4)]
  const store: Store = { bytes, view, version, finds, line }
  if (magic === JKS || magic === JCEKS) {
    if (version === 1 || version === 2) readStore(store)
    else finds.problem(`a keystore of the unknown version ${version}`, line)
    return true
  }
  if (!isBouncyCastle(view)) return false
  const before = finds.count()
  scan(store, 32)
  if (finds.count() === before)
    finds.problem('a keystore of BouncyCastle (UBER, or BKS without certificates) cannot be read', line)
  return true
}
