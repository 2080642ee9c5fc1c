import { createHash } from 'node:crypto'
import type { Certificate } from './x509/certificate.ts'
import { DerError } from './x509/der.ts'
import { parseCertificate } from './x509/parse-certificate.ts'

/** Reads certificates for one run, each once: a thousand servers send the same intermediates. Undefined where it is none. */
export type Read = (der: Uint8Array) => Certificate | undefined

/** A reader that remembers. */
export function createReader(): Read {
  const known = new Map<string, Certificate | undefined>()
  return (der) => {
    const key = createHash('sha256').update(der).digest('base64')
    if (known.has(key)) return known.get(key)
    const certificate = tryParse(der)
    known.set(key, certificate)
    return certificate
  }
}

function tryParse(der: Uint8Array): Certificate | undefined {
  try {
    // A copy: what comes out of a connection may share a larger buffer, which would be kept with it.
    return parseCertificate(Uint8Array.from(der))
  } catch (thrown) {
    if (thrown instanceof DerError) return undefined
    throw thrown
  }
}
