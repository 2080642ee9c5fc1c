import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { isIP } from 'node:net'

/** A certificate and its key, in PEM. Made afresh for every run: no key is kept in the repository. */
export interface Certified {
  readonly cert: string
  readonly key: string
}

export interface Authority extends Certified {
  /** A server's certificate for host names and addresses. */
  readonly issue: (...names: readonly string[]) => Certified
}

const ECDSA_WITH_SHA256 = sequence(identifier(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02))

function value(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

function sequence(...parts: readonly Uint8Array[]): Buffer {
  return value(0x30, ...parts)
}

function identifier(...bytes: readonly number[]): Buffer {
  return value(0x06, Buffer.from(bytes))
}

function nameOf(text: string): Buffer {
  const commonName = sequence(identifier(0x55, 0x04, 0x03), value(0x0c, Buffer.from(text)))
  return sequence(value(0x31, commonName))
}

function moment(date: Date): Buffer {
  const digits = date.toISOString().replace(/\D/g, '').slice(2, 14)
  return value(0x17, Buffer.from(`${digits}Z`))
}

function alternatives(names: readonly string[]): Buffer {
  const parts = names.map((name) =>
    isIP(name) === 4
      ? value(0x87, Buffer.from(name.split('.').map(Number)))
      : value(0x82, Buffer.from(name, 'ascii')),
  )
  return sequence(identifier(0x55, 0x1d, 0x11), value(0x04, sequence(...parts)))
}

const IS_AUTHORITY = sequence(
  identifier(0x55, 0x1d, 0x13),
  value(0x04, sequence(value(0x01, Buffer.from([255])))),
)

interface Request {
  readonly subject: string
  readonly issuer: string
  readonly subjectKey: KeyObject
  readonly issuerKey: KeyObject
  readonly extension: Buffer
}

/** An X.509 version 3 certificate (RFC 5280, 4.1), valid from yesterday for a year. */
function certify({ subject, issuer, subjectKey, issuerKey, extension }: Request): string {
  const day = 24 * 60 * 60 * 1000
  const validity = sequence(moment(new Date(Date.now() - day)), moment(new Date(Date.now() + 365 * day)))
  const serial = Buffer.concat([Buffer.from([1]), randomBytes(8)])
  const content = sequence(
    value(0xa0, value(0x02, Buffer.from([2]))),
    value(0x02, serial),
    ECDSA_WITH_SHA256,
    nameOf(issuer),
    validity,
    nameOf(subject),
    subjectKey.export({ type: 'spki', format: 'der' }),
    value(0xa3, sequence(extension)),
  )
  const signature = value(0x03, Buffer.from([0]), sign('sha256', content, issuerKey))
  const lines =
    sequence(content, ECDSA_WITH_SHA256, signature)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

function keyText(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** A certificate authority that nobody trusts yet. */
export function createAuthority(): Authority {
  const issuer = 'Upkeep test authority'
  const own = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const cert = certify({
    subject: issuer,
    issuer,
    subjectKey: own.publicKey,
    issuerKey: own.privateKey,
    extension: IS_AUTHORITY,
  })
  const issue = (...names: readonly string[]) => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
    const extension = alternatives(names)
    const subject = names[0] ?? ''
    return {
      cert: certify({ subject, issuer, subjectKey: publicKey, issuerKey: own.privateKey, extension }),
      key: keyText(privateKey),
    }
  }
  return { cert, key: keyText(own.privateKey), issue }
}
