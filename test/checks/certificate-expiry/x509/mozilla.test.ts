import { X509Certificate } from 'node:crypto'
import { rootCertificates } from 'node:tls'
import { describe, expect, test } from '@jest/globals'
import { parseCertificate } from '../../../../src/checks/certificate-expiry/x509/parse-certificate.ts'
import { isSignedBy } from '../../../../src/checks/certificate-expiry/x509/signatures.ts'
import { complaintsOf } from './oracle.ts'

describe("Mozilla's authorities", () => {
  const roots = rootCertificates.map((pem) => {
    const oracle = new X509Certificate(pem)
    return { oracle, read: parseCertificate(oracle.raw) }
  })

  test('are read as OpenSSL reads them', () => {
    expect(roots.length).toBeGreaterThan(100)
    expect(roots.flatMap(({ oracle, read }) => complaintsOf(read, oracle))).toEqual([])
  })

  test('are authorities that have signed themselves and nobody else', () => {
    for (const { read } of roots) expect([read.isAuthority, read.isSelfIssued]).toEqual([true, true])
    expect(roots.filter(({ read }) => !isSignedBy(read, read))).toEqual([])
    const pairs = roots.flatMap(({ read }) => roots.map((other) => [read, other.read] as const))
    const others = pairs.filter(([one, other]) => one !== other && isSignedBy(one, other))
    expect(others).toEqual([])
  })

  test('the comparison fails a reader that always says the same', () => {
    const [first] = roots
    const missed = roots.slice(1).filter(({ oracle }) => first && complaintsOf(first.read, oracle).length > 0)
    expect(missed.length).toBe(roots.length - 1)
  })
})
