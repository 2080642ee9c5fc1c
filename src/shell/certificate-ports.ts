import { openPkcs12 } from '../adapters/pkcs12.ts'
import { tlsClient } from '../adapters/tls.ts'
import type { CertificatePorts } from '../core/ports.ts'
import type { World } from './world.ts'

/** What certificate-expiry may know. */
export function certificatePorts({ ports, network }: World): CertificatePorts {
  return { ...ports, tls: tlsClient(network), pkcs12: openPkcs12 }
}
