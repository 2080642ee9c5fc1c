import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A temporary folder with certificates and whatever the tools make of them; gone after `remove`. */
export interface Mint {
  readonly folder: string
  readonly openssl: (...args: string[]) => Buffer
  /** Undefined, with the reason printed, where there is no Java. */
  readonly keytool: (...args: string[]) => Buffer | undefined
  readonly read: (name: string) => Buffer
  readonly write: (name: string, content: string | Buffer) => string
  readonly remove: () => void
}

const CA = `[ca]
default_ca=d
[d]
database=index.txt
crlnumber=number.txt
default_md=sha256
default_crl_days=30
crl_extensions=e
[e]
authorityKeyIdentifier=keyid
`

/** The keys of the certificates, which have the names `ec.example` and so on. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  ec: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  rsa: ['-newkey', 'rsa:2048'],
  ed: ['-newkey', 'ed25519'],
  signer: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384'],
}

/** Makes `ec.pem`, `rsa.pem`, `ed.pem`, `signer.pem`, their keys (`ec.key`) and a list of revoked certificates, `list.pem`. */
export function mint(): Mint {
  const folder = mkdtempSync(join(tmpdir(), 'upkeep-files-'))
  const run = (tool: string, args: readonly string[]) =>
    execFileSync(tool, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64 * 1024 * 1024 })
  const openssl = (...args: string[]) => run('openssl', args)
  const write = (name: string, content: string | Buffer) => {
    writeFileSync(join(folder, name), content)
    return name
  }
  for (const [name, key] of Object.entries(KEYS)) {
    const files = ['-nodes', '-keyout', `${name}.key`, '-out', `${name}.pem`]
    openssl('req', '-x509', ...key, ...files, '-days', '90', '-subj', `/CN=${name}.example`)
  }
  write('ca.cnf', CA)
  write('index.txt', '')
  write('number.txt', '01\n')
  openssl('ca', '-gencrl', '-config', 'ca.cnf', '-cert', 'ec.pem', '-keyfile', 'ec.key', '-out', 'list.pem')
  return {
    folder,
    openssl,
    write,
    read: (name) => readFileSync(join(folder, name)),
    keytool: (...args) => {
      try {
        return run('keytool', args)
      } catch (thrown) {
        if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown
        process.stdout.write('keytool is not here: what it makes is not tried\n')
        return undefined
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** The DER in the first PEM block of a text. */
export function derIn(pem: Buffer): Buffer {
  return Buffer.from(pem.toString('latin1').split('-----')[2] ?? '', 'base64')
}

/** PEM in one JSON string, as service accounts have it. */
export function escaped(pem: Buffer): string {
  return pem.toString('latin1').replaceAll('\n', '\\n')
}

/** Base64 that is folded and indented. */
export function folded(bytes: Buffer, width: number, indent = ''): string {
  const lines = bytes.toString('base64').match(new RegExp(`.{1,${width}}`, 'g')) ?? []
  return lines.map((line) => indent + line).join('\n')
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function text(value: string): Buffer {
  return Buffer.concat([number(value.length).subarray(2), Buffer.from(value)])
}

function block(bytes: Buffer): Buffer {
  return Buffer.concat([number(bytes.length), bytes])
}

const DATE = Buffer.from('0000018bcfe56800', 'hex')

/** Entries of Java's keystores, byte by byte. */
export const javaEntry = {
  trusted: (alias: string, der: Buffer, version = 2, type = 'X.509') =>
    Buffer.concat([number(2), text(alias), DATE, version === 1 ? Buffer.alloc(0) : text(type), block(der)]),
  key: (alias: string, chain: readonly Buffer[], version = 2) =>
    Buffer.concat([
      number(1),
      text(alias),
      DATE,
      block(Buffer.from('3003020100', 'hex')),
      number(chain.length),
      ...chain.flatMap((der) => [version === 1 ? Buffer.alloc(0) : text('X.509'), block(der)]),
    ]),
  secret: (alias: string, size = 300) =>
    Buffer.concat([number(3), text(alias), DATE, Buffer.from('aced0005', 'hex'), Buffer.alloc(size, 's\0r')]),
}

/** A keystore of Java's own, with a digest that nobody verifies. */
export function javaStore(
  magic: 'feedfeed' | 'cececece',
  entries: readonly Buffer[],
  { version = 2, count = entries.length } = {},
): Buffer {
  const head = [Buffer.from(magic, 'hex'), number(version), number(count)]
  return Buffer.concat([...head, ...entries, Buffer.alloc(20, 0xab)])
}
