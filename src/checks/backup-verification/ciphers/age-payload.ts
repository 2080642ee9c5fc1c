import { createDecipheriv, hkdfSync } from 'node:crypto'

const NONCE = 16
const TAG = 16
const CHUNK = 64 * 1024 + TAG

/** How the payload of an age file ended. `unclear`: its last chunk fails, so it was cut or damaged there. */
export type PayloadEnd = 'whole' | 'cut' | 'damaged' | 'unclear'

/** Decrypts the payload of an age file, chunk by chunk. */
export interface Payload {
  /** Gives what can be said to be authentic of it. False once a chunk was damaged: then nothing more comes. */
  readonly write: (
    bytes: Uint8Array,
    onPlain: (plain: Uint8Array) => void | Promise<void>,
  ) => Promise<boolean>
  readonly end: (onPlain: (plain: Uint8Array) => void | Promise<void>) => Promise<PayloadEnd>
}

/** One chunk in the clear; undefined where it is not authentic. */
export function openChaCha(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array): Buffer | undefined {
  if (sealed.length < TAG) return undefined
  const decipher = createDecipheriv('chacha20-poly1305', key, nonce, { authTagLength: TAG })
  decipher.setAuthTag(sealed.subarray(-TAG))
  const plain = decipher.update(sealed.subarray(0, -TAG))
  try {
    decipher.final()
    return plain
  } catch {
    return undefined
  }
}

/** Eleven bytes that count chunks, and one that says which is the last. */
function chunkNonce(count: number, isLast: boolean): Uint8Array {
  const nonce = Buffer.alloc(12)
  nonce.writeUIntBE(count, 5, 6)
  nonce[11] = isLast ? 1 : 0
  return nonce
}

/**
 * The payload of an age file (https://age-encryption.org/v1, "Payload"): a nonce, then STREAM chunks of 64 KiB sealed by
 * ChaCha20-Poly1305. A file that ends between two chunks is `cut`, because its last one does not say that it is.
 */
export function openPayload(fileKey: Uint8Array): Payload {
  const pending = Buffer.alloc(CHUNK)
  let used = 0
  let count = 0
  let key: Uint8Array | undefined
  const open = (isLast: boolean) =>
    key && openChaCha(key, chunkNonce(count, isLast), pending.subarray(0, used))
  function take(bytes: Uint8Array): Uint8Array {
    const room = (key ? CHUNK : NONCE) - used
    pending.set(bytes.subarray(0, room), used)
    used += Math.min(room, bytes.length)
    if (!key && used === NONCE) {
      key = new Uint8Array(hkdfSync('sha256', fileKey, pending.subarray(0, NONCE), 'payload', 32))
      used = 0
    }
    return bytes.subarray(room)
  }
  return {
    write: async (bytes, onPlain) => {
      for (let rest = bytes; rest.length > 0; rest = take(rest)) {
        if (!key || used < CHUNK) continue
        const plain = open(false)
        if (!plain) return false
        count++
        used = 0
        await onPlain(plain)
      }
      return true
    },
    end: async (onPlain) => {
      if (!key || used < TAG) return 'cut'
      const last = open(true)
      // Only the payload of nothing may have an empty chunk.
      if (last && last.length === 0 && count > 0) return 'damaged'
      if (last) await onPlain(last)
      if (last) return 'whole'
      return used === CHUNK && open(false) ? 'cut' : 'unclear'
    },
  }
}
