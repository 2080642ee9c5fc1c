import type { Pkcs12Answer } from '../core/ports.ts'
import { BerError, identifierOf, type Node, nodeAt, numberOf, octetsOf, partsOf, TAG } from './pkcs12/ber.ts'
import { type Decryption, decryptionOf, UnsupportedError } from './pkcs12/encryption.ts'
import { type Integrity, integrityOf } from './pkcs12/integrity.ts'

const DATA = '2a864886f70d010701'
const ENCRYPTED_DATA = '2a864886f70d010706'
const CERTIFICATE_BAG = '2a864886f70d010c0a0103'
const NESTED_BAG = '2a864886f70d010c0a0106'
const X509 = '2a864886f70d01091601'

/** Of hashing, with one password: seconds. Real files have thousands. */
const MAX_ITERATIONS = 10_000_000
/** Real files have two or three. */
const MAX_PARTS = 100
const MAX_NESTING = 4
const LOCKED = { kind: 'locked' } as const

/** A part of the file: SafeContents, in clear or encrypted. */
type Part =
  | { readonly content: Uint8Array }
  | { readonly encrypted: Uint8Array; readonly decryption: Decryption }

interface Store {
  /** What the MAC is about. */
  readonly content: Uint8Array
  readonly parts: readonly Part[]
  readonly integrity: Integrity | undefined
}

function wrappedIn(node: Node | undefined): Node | undefined {
  return partsOf(node, TAG.context0)[0]
}

/** A ContentInfo of the AuthenticatedSafe (RFC 7292, 4.1). */
function partOf(info: Node): Part {
  const [type, content] = partsOf(info)
  const name = identifierOf(type)
  if (name === DATA) return { content: octetsOf(wrappedIn(content)) }
  if (name !== ENCRYPTED_DATA) throw new UnsupportedError('a part of it is not opened by a password')
  const [, encrypted] = partsOf(wrappedIn(content))
  const [, algorithm, octets] = partsOf(encrypted)
  return { encrypted: octetsOf(octets), decryption: decryptionOf(algorithm) }
}

/** The PFX (RFC 7292, 4). Nothing is opened yet, and no key is ever. */
function readStore(bytes: Uint8Array): Store {
  const [version, safe, macData] = partsOf(nodeAt(bytes))
  if (numberOf(version) !== 3) throw new UnsupportedError('it has an unknown version')
  const [type, wrapped] = partsOf(safe)
  if (identifierOf(type) !== DATA) throw new UnsupportedError('it is protected by a signature')
  const content = octetsOf(wrappedIn(wrapped))
  const infos = partsOf(nodeAt(content))
  if (infos.length > MAX_PARTS) throw new UnsupportedError(`it has more than ${MAX_PARTS} parts`)
  const parts = infos.map(partOf)
  return { content, parts, integrity: macData && integrityOf(macData) }
}

function costOf({ parts, integrity }: Store): number {
  const each = parts.map((part) => ('decryption' in part ? part.decryption.iterations : 0))
  return each.reduce((sum, one) => sum + one, integrity?.iterations ?? 0)
}

/** The certificates in SafeContents (RFC 7292, 4.2); other bags, with keys in them, are passed over. */
function certificatesIn(content: Uint8Array, nesting = 0): readonly Uint8Array[] {
  const bags = nodeAt(content)
  if (bags.whole.length !== content.length) throw new BerError('something follows')
  return partsOf(bags).flatMap((bag) => {
    const [type, value] = partsOf(bag)
    const name = identifierOf(type)
    if (name === NESTED_BAG && nesting < MAX_NESTING)
      return certificatesIn(wrappedIn(value)?.whole ?? new Uint8Array(), nesting + 1)
    if (name !== CERTIFICATE_BAG) return []
    const [kind, wrapped] = partsOf(wrappedIn(value))
    return identifierOf(kind) === X509 ? [new Uint8Array(octetsOf(wrappedIn(wrapped)))] : []
  })
}

/** The certificates of an encrypted part; undefined where none of the passwords opens it. */
async function open(
  { encrypted, decryption }: Extract<Part, { readonly encrypted: Uint8Array }>,
  passwords: readonly (string | undefined)[],
): Promise<readonly Uint8Array[] | undefined> {
  for (const password of passwords) {
    const content = await decryption.decrypt(password, encrypted)
    try {
      if (content) return certificatesIn(content)
    } catch (thrown) {
      // A wrong password may leave bytes that end well by chance.
      if (!(thrown instanceof BerError)) throw thrown
    }
  }
  return undefined
}

async function openStore(
  { content, parts, integrity }: Store,
  passwords: readonly (string | undefined)[],
): Promise<Pkcs12Answer> {
  const right: (string | undefined)[] = []
  for (const password of integrity ? passwords : []) {
    if (right.length === 0 && (await integrity?.isRight(password, content))) right.push(password)
  }
  if (integrity && right.length === 0) return LOCKED
  const certificates: Uint8Array[] = []
  for (const part of parts) {
    // Contents may have another password than the MAC (openssl pkcs12 -twopass).
    const found =
      'content' in part
        ? certificatesIn(part.content)
        : await open(part, [...new Set([...right, ...passwords])])
    if (!found) return LOCKED
    certificates.push(...found)
  }
  return { kind: 'certificates', certificates }
}

/**
 * The certificates in a PKCS#12 file (RFC 7292), DER: opened by the first password that fits its MAC, or that opens
 * it where it has none. The empty password also stands for none at all. `locked` where none fits; `unreadable` for
 * what no password would open. Never throws, never looks at a key; no reason holds anything of the file or a password.
 */
export async function openPkcs12(bytes: Uint8Array, passwords: readonly string[]): Promise<Pkcs12Answer> {
  try {
    const store = readStore(bytes)
    if (costOf(store) > MAX_ITERATIONS)
      return { kind: 'unreadable', reason: 'it wants its password hashed more than 10 million times' }
    return await openStore(
      store,
      passwords.flatMap((password) => (password === '' ? ['', undefined] : [password])),
    )
  } catch (thrown) {
    const isKnown = thrown instanceof UnsupportedError
    return { kind: 'unreadable', reason: isKnown ? thrown.message : 'it is damaged' }
  }
}
