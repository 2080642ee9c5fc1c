import { collectFinds, type Finds, type FoundInFile } from './found.ts'
import { inspectDer } from './inspect-der.ts'
import { inspectKeystore } from './keystore.ts'
import { inspectText } from './text.ts'

/** Base64 in base64, a signed message in that, and what it signs: nobody packs deeper, and each layer is smaller. */
const MAX_DEPTH = 5

/** UTF-16 with its mark becomes one byte a character, as Windows writes PEM files; what is not Latin is lost. */
function narrow(bytes: Buffer): Buffer {
  const isLittle = bytes[0] === 0xff && bytes[1] === 0xfe
  const isBig = bytes[0] === 0xfe && bytes[1] === 0xff
  if (!isLittle && !isBig) return bytes
  const pairs = Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2)))
  return Buffer.from((isBig ? pairs.swap16() : pairs).toString('utf16le'), 'latin1')
}

function inspect(bytes: Buffer, finds: Finds, line: number | undefined, depth: number): void {
  if (depth > MAX_DEPTH || inspectKeystore(bytes, finds, line)) return
  const look = (inner: Uint8Array, at: number | undefined) =>
    inspect(Buffer.from(inner.buffer, inner.byteOffset, inner.byteLength), finds, at, depth + 1)
  const before = finds.count()
  inspectDer(bytes, finds, { line, look: (inner) => look(inner, line) })
  if (finds.count() > before) return
  inspectText(bytes.toString('latin1'), finds, line, look)
}

/**
 * Everything with an end date in the bytes of a file, known by its content: PEM, DER, PKCS#7, PKCS#12 (still closed),
 * JKS and JCEKS, base64 in Kubernetes' and other texts, SAML metadata, provisioning profiles. Keys are neither looked
 * at nor kept. Never throws; takes time in proportion to the bytes. What looks like a certificate and cannot be read
 * is told as a problem.
 */
export function findIn(bytes: Uint8Array): FoundInFile {
  const { finds, found } = collectFinds()
  inspect(narrow(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)), finds, undefined, 0)
  return found()
}
