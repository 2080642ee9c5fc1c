import { scrypt } from 'node:crypto'
import type { Identity } from 'age-encryption'
import type { Fault, Lack } from '../intake.ts'
import { openChaCha } from './age-payload.ts'
import { type CipherKeys, cipherFault, NO_KEY } from './cipher-reading.ts'

/** The base-2 logarithm of scrypt's work: this much needs a gibibyte of memory; age itself writes 18. */
const MAX_WORK = 20
const LABEL = 'age-encryption.org/v1/scrypt'

/** What our keys can open, by the name that a header gives it. */
const KNOWN = ['X25519', 'mlkem768x25519', 'scrypt']

/** What became of opening a header. */
export type Opened = { readonly fileKey: Uint8Array } | { readonly fault: Fault } | { readonly lack: Lack }

function deriveKey(passphrase: string, salt: Buffer, work: number): Promise<Buffer> {
  const cost = { N: 2 ** work, r: 8, p: 1, maxmem: 2 ** work * 8 * 128 + 2 ** 20 }
  return new Promise((resolve, reject) => {
    scrypt(passphrase, Buffer.concat([Buffer.from(LABEL), salt]), 32, cost, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })
}

/** The library's own is synchronous and in JavaScript: seconds in which nothing else would go on. */
function passphraseIdentity(passphrase: string): Identity {
  return {
    unwrapFileKey: async (stanzas) => {
      const [stanza] = stanzas
      if (stanzas.length !== 1 || !stanza || stanza.args[0] !== 'scrypt') return null
      const [, salt = '', work = ''] = stanza.args
      const bytes = Buffer.from(salt, 'base64')
      if (bytes.length !== 16 || !/^[1-9]\d?$/.test(work) || stanza.body.length !== 32)
        throw new Error('invalid scrypt stanza')
      const key = await deriveKey(passphrase, bytes, Number(work))
      return openChaCha(key, Buffer.alloc(12), stanza.body) ?? null
    },
  }
}

/** The lines of key files that are neither empty nor comments. */
function linesOf(keys: readonly string[]): readonly string[] {
  const lines = keys.flatMap((text) => text.split(/\r?\n/)).map((line) => line.trim())
  return lines.filter((line) => line !== '' && !line.startsWith('#'))
}

/** What a header says of who may open it, without a look at whether it is well formed. */
function stanzasOf(header: Uint8Array): readonly (readonly string[])[] {
  const lines = Buffer.from(header).toString('latin1').split('\n')
  return lines.filter((line) => line.startsWith('-> ')).map((line) => line.slice(3).split(' '))
}

function lackOf(stanzas: readonly (readonly string[])[], keys: CipherKeys): Lack | undefined {
  if (keys.keys.length + keys.passphrases.length === 0) return NO_KEY
  const kinds = stanzas.map(([kind = '']) => kind)
  if (kinds.length > 0 && !kinds.some((kind) => KNOWN.includes(kind)))
    return {
      what: 'key',
      text: 'it is encrypted for SSH keys or plugins of age alone, which cannot be used here',
    }
  const work = Number(stanzas.find(([kind]) => kind === 'scrypt')?.[2] ?? 0)
  if (work > MAX_WORK && keys.passphrases.length > 0)
    return {
      what: 'memory',
      text: `its passphrase needs more memory than is used here (work factor ${work})`,
    }
  return undefined
}

function faultOf(message: string, stanzas: readonly (readonly string[])[], keys: CipherKeys): Fault {
  if (!/no identity matched/.test(message)) return cipherFault('corrupt', 'has a damaged age header')
  const isByPassphrase = stanzas.some(([kind]) => kind === 'scrypt')
  if (isByPassphrase)
    return cipherFault(
      'undecryptable',
      keys.passphrases.length > 0
        ? 'is opened by none of the passphrases given'
        : 'is encrypted by a passphrase, and only keys were given',
    )
  return cipherFault('undecryptable', 'is opened by none of the keys given')
}

/**
 * The key of an age file, out of its header (https://age-encryption.org/v1, "Header"), by X25519 and hybrid identities and by
 * passphrases. The library is loaded when it is needed: it is large.
 */
export async function openHeader(header: Uint8Array, keys: CipherKeys): Promise<Opened> {
  const stanzas = stanzasOf(header)
  const lack = lackOf(stanzas, keys)
  if (lack) return { lack }
  const { Decrypter } = await import('age-encryption')
  const decrypter = new Decrypter()
  for (const passphrase of keys.passphrases) decrypter.addIdentity(passphraseIdentity(passphrase))
  try {
    for (const line of linesOf(keys.keys)) decrypter.addIdentity(line)
  } catch {
    return { lack: { what: 'key', text: 'a key that was given is no identity of age' } }
  }
  try {
    return { fileKey: await decrypter.decryptHeader(header) }
  } catch (thrown) {
    return { fault: faultOf(thrown instanceof Error ? thrown.message : '', stanzas, keys) }
  }
}
