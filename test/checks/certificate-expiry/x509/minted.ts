import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Certificates and lists that the `openssl` command makes in a folder of its own. */
export interface Mint {
  readonly run: (...words: readonly string[]) => void
  readonly write: (name: string, text: string) => string
  readonly read: (name: string) => Buffer
  /** A certificate's or a list's DER, from the PEM that openssl wrote. */
  readonly der: (name: string) => Buffer
  readonly close: () => void
}

/** Whether there is an openssl of version 3; says so where there is none. */
export function hasOpenssl(): boolean {
  const { status, stdout } = spawnSync('openssl', ['version'], { encoding: 'utf8' })
  const isThere = status === 0 && /^OpenSSL 3/.test(stdout)
  if (!isThere) console.warn('skipped: there is no openssl 3 here to make certificates with')
  return isThere
}

export function openMint(): Mint {
  const folder = mkdtempSync(join(tmpdir(), 'upkeep-x509-'))
  const read = (name: string) => readFileSync(join(folder, name))
  return {
    run: (...words) => {
      const { status, stderr } = spawnSync('openssl', words, { cwd: folder, encoding: 'utf8' })
      if (status !== 0) throw new Error(`openssl ${words.join(' ')}: ${stderr}`)
    },
    write: (name, text) => {
      writeFileSync(join(folder, name), text)
      return name
    },
    read,
    der: (name) =>
      Buffer.from(
        read(name)
          .toString('latin1')
          .replace(/-----[^-]+-----/g, ''),
        'base64',
      ),
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}
