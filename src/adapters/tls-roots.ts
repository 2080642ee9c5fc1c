import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { rootCertificates } from 'node:tls'
import { RunError } from '../core/errors.ts'
import type { Roots } from '../core/ports.ts'
import type { Environment } from './environment.ts'

const PEM =
  /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[\s\S]*?-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g

function derOf(pem: string): Uint8Array {
  return new X509Certificate(pem).raw
}

function readExtra(path: string): readonly Uint8Array[] {
  try {
    const found = readFileSync(path, 'utf8').match(PEM) ?? []
    if (found.length > 0) return found.map(derOf)
  } catch {
    // It is said below.
  }
  throw new RunError('NODE_EXTRA_CA_CERTS names a file that cannot be read as certificates in PEM')
}

/**
 * The authorities that Node trusts: those that it ships, and those in the file that NODE_EXTRA_CA_CERTS names. Read
 * once, when first asked for. Throws a RunError where that file cannot be read, of which Node itself only warns:
 * without it servers would look untrusted.
 */
export function trustedRoots(env: Environment): () => Roots {
  let roots: Roots | undefined
  return () => {
    const extra = env['NODE_EXTRA_CA_CERTS']
    roots ??= { everywhere: rootCertificates.map(derOf), here: extra ? readExtra(extra) : [] }
    return roots
  }
}
