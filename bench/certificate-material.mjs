import { execFileSync } from 'node:child_process'
import { createPrivateKey, sign } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** An authority, a P-256 certificate for *.bench.test, and their keys, made by openssl. */
export function makeCertificates(folder) {
  mkdirSync(folder, { recursive: true })
  const openssl = (...args) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
  const key = (name) => [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-keyout',
    name,
  ]
  openssl(
    'req',
    '-x509',
    ...key('ca-key.pem'),
    '-out',
    'ca.pem',
    '-subj',
    '/CN=Bench authority',
    '-days',
    '3650',
  )
  openssl('req', ...key('key.pem'), '-out', 'leaf.csr', '-subj', '/CN=bench.test')
  writeFileSync(join(folder, 'leaf.ext'), 'subjectAltName=DNS:*.bench.test\nextendedKeyUsage=serverAuth\n')
  const signing = ['-CA', 'ca.pem', '-CAkey', 'ca-key.pem', '-CAcreateserial', '-extfile', 'leaf.ext']
  openssl('x509', '-req', '-in', 'leaf.csr', ...signing, '-days', '90', '-out', 'leaf.pem')
}

function element(tag, ...parts) {
  const content = Buffer.concat(parts)
  const size = content.length
  if (size < 128) return Buffer.concat([Buffer.from([tag, size]), content])
  const bytes = []
  for (let rest = size; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256)
  return Buffer.concat([Buffer.from([tag, 0x80 + bytes.length, ...bytes]), content])
}

/** A list of revoked certificates (RFC 5280, 5) with so many entries, signed by the authority. DER. */
export function makeList(folder, entries) {
  const subject = execFileSync(
    'openssl',
    ['x509', '-in', 'ca.pem', '-noout', '-subject', '-nameopt', 'RFC2253'],
    {
      cwd: folder,
    },
  )
    .toString()
    .trim()
    .replace(/^subject=\s*CN=/, '')
  const name = element(
    0x30,
    element(0x31, element(0x30, Buffer.from([6, 3, 0x55, 4, 3]), element(0x0c, Buffer.from(subject)))),
  )
  const algorithm = element(0x30, Buffer.from([6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2]))
  const time = (text) => element(0x17, Buffer.from(text))
  const year = new Date().getUTCFullYear() % 100
  const revoked = Array.from({ length: entries }, (_, index) => {
    const serial = Buffer.alloc(16, 0x5a)
    serial.writeUInt32BE(index, 12)
    return element(0x30, element(2, serial), time(`${year}0101000000Z`))
  })
  const dates = [time(`${year}0101000000Z`), time(`${year + 1}1231000000Z`)]
  const signed = element(
    0x30,
    element(2, Buffer.from([1])),
    algorithm,
    name,
    ...dates,
    element(0x30, ...revoked),
  )
  const key = createPrivateKey(readFileSync(join(folder, 'ca-key.pem')))
  const signature = sign('sha256', signed, key)
  return element(0x30, signed, algorithm, element(3, Buffer.from([0]), signature))
}
