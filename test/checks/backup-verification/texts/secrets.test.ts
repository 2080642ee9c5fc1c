import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { isSecretName, isSecretStart } from '../../../../src/checks/backup-verification/texts/secrets.ts'

const SECRET_NAMES = [
  '.env',
  'infrastructure/.env.production',
  '.env.local',
  'app/prod.env',
  '.env_backup',
  'home/.ssh/id_rsa',
  'id_ed25519',
  'ssh_host_ed25519_key',
  'tls/server.key',
  'a.p12',
  'store.jks',
  '.pgpass',
  '.my.cnf',
  '.git-credentials',
  'aws/credentials',
  'secrets.yaml',
  'etc/shadow',
  'terraform.tfstate',
  'service-account.json',
]
const HARMLESS_NAMES = [
  '.env.example',
  '.env.production.example',
  '.env-sample',
  'sample.env',
  'environment.ts',
  'env',
  'my.envelope',
  'id_rsa.pub',
  'ssh_host_ed25519_key.pub',
  'public.key',
  'secrets.enc',
  '.env.gpg',
  'server.crt',
  'ca.pem',
  'package.json',
  'keys.md',
  'secrets-policy.md',
  '',
]

describe('names of files with secrets', () => {
  test.each(SECRET_NAMES)('%s', (name) => expect(isSecretName(name)).toBe(true))
  test.each(HARMLESS_NAMES)('but not %s', (name) => expect(isSecretName(name)).toBe(false))
})

describe('starts of private keys', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const pem = (type: 'pkcs8' | 'sec1') => String(privateKey.export({ type, format: 'pem' }))
  const locked = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' } as const
  const locked1 = { ...locked, type: 'sec1' } as const

  test.each<[string, string]>([
    ['PKCS#8', pem('pkcs8')],
    ['SEC1', pem('sec1')],
    ['with a line before', `\r\n${pem('sec1')}`],
    ['with a byte order mark', `\ufeff${pem('pkcs8')}`],
    ['OpenSSH', '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU'],
    ['PGP', '-----BEGIN PGP PRIVATE KEY BLOCK-----\n'],
    ['PuTTY', 'PuTTY-User-Key-File-3: ssh-ed25519\r\nEncryption: none\r\n'],
    ['age', '# created: 2024-01-15T02:30:00Z\n# public key: age1xyz\nAGE-SECRET-KEY-1'],
  ])('%s', (_name, text) => expect(isSecretStart(Buffer.from(text))).toBe(true))

  test.each<[string, string]>([
    ['a public key', String(publicKey.export({ type: 'spki', format: 'pem' }))],
    ['a key under a password', String(privateKey.export(locked))],
    ['an older key under a password', String(privateKey.export(locked1))],
    ['a PuTTY key under a password', 'PuTTY-User-Key-File-3: ssh-ed25519\r\nEncryption: aes256-cbc\r\n'],
    ['a certificate', '-----BEGIN CERTIFICATE-----\nMIIB'],
    ['a text about keys', 'A file that holds -----BEGIN PRIVATE KEY----- is secret'],
    ['nothing', ''],
  ])('but not %s', (_name, text) => expect(isSecretStart(Buffer.from(text))).toBe(false))
})
