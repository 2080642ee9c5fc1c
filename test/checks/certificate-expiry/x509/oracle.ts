import type { X509Certificate } from 'node:crypto'
import type { Certificate } from '../../../../src/checks/certificate-expiry/x509/certificate.ts'

function quoted(value: string): string {
  const isPlain = !/[,+"]/.test(value) && value.trim() === value && !value.startsWith('#')
  return isPlain ? value : `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

/** The text that OpenSSL's lines, the least specific first and escaped after RFC 2253, must become. */
function nameOf(lines: string | undefined): string {
  const attributes = (lines ?? '').split('\n').filter((line) => line !== '')
  const texts = attributes.map((line) => {
    const at = line.indexOf('=')
    return `${line.slice(0, at)}=${quoted(line.slice(at + 1).replace(/\\(.)/g, '$1'))}`
  })
  return texts.toReversed().join(', ')
}

function addressesOf(text: string | undefined): readonly string[] {
  const found = [...(text ?? '').matchAll(/(?:^|, )IP Address:([^,]+)/g)].map(([, address]) => address ?? '')
  return found.map(
    (address) => new URL(`http://${address.includes(':') ? `[${address}]` : address}`).hostname,
  )
}

function normalized(address: string): string {
  return new URL(`http://${address.includes(':') ? `[${address}]` : address}`).hostname
}

function urlsOf(text: string | undefined, method: string): readonly string[] {
  const lines = (text ?? '').split('\n').filter((line) => line.startsWith(`${method} - URI:`))
  return lines.map((line) => line.slice(line.indexOf('URI:') + 4)).filter((url) => /^https?:/i.test(url))
}

function curveBitsOf(name: string | undefined): number | undefined {
  if (name === undefined) return undefined
  const [, digits] = /(\d{3})/.exec(name) ?? []
  return Number(digits)
}

/** What of a certificate we read otherwise than Node's X509Certificate. */
export function complaintsOf(read: Certificate, oracle: X509Certificate): readonly string[] {
  const { asymmetricKeyType, asymmetricKeyDetails } = oracle.publicKey
  const size = asymmetricKeyDetails?.modulusLength ?? curveBitsOf(asymmetricKeyDetails?.namedCurve)
  const dns = [...(oracle.subjectAltName ?? '').matchAll(/(?:^|, )DNS:([^,]+)/g)].map(([, name]) => name)
  // Node 24.9 and later alone.
  const algorithm: unknown = Reflect.get(oracle, 'signatureAlgorithmOid')
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['sha256', read.sha256, oracle.fingerprint256.replaceAll(':', '').toLowerCase()],
    [
      'serial',
      read.serial.replace(/^(00)+(?=.)/, ''),
      oracle.serialNumber.toLowerCase().replace(/^0$/, '00'),
    ],
    ['start', read.notBefore, Date.parse(oracle.validFrom)],
    ['end', read.notAfter, Date.parse(oracle.validTo)],
    ['subject', read.subject.text, nameOf(oracle.subject)],
    ['issuer', read.issuer.text, nameOf(oracle.issuer)],
    ['self-issued', read.isSelfIssued, oracle.subject === oracle.issuer],
    ['authority', read.isAuthority, oracle.ca],
    ['uses', read.extendedKeyUsage, oracle.keyUsage],
    ['names', read.names.dns, dns],
    ['addresses', read.names.ip.map(normalized), addressesOf(oracle.subjectAltName)],
    ['issuers', read.issuerUrls, urlsOf(oracle.infoAccess, 'CA Issuers')],
    ['key', read.key.type, asymmetricKeyType?.replace('rsa-pss', 'rsa')],
    ['bits', read.key.bits, size ?? read.key.bits],
    ['spki', Buffer.compare(read.key.spki, oracle.publicKey.export({ type: 'spki', format: 'der' })), 0],
    ['algorithm', read.signature.algorithm, algorithm ?? read.signature.algorithm],
  ]
  const wrong = pairs.filter(([, ours, theirs]) => JSON.stringify(ours) !== JSON.stringify(theirs))
  return wrong.map(([what, ours, theirs]) => `${read.subject.text}: ${what}: ${ours}, not ${theirs}`)
}
