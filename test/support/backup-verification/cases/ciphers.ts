import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Workshop } from './workshop.ts'

/** A pair of keys, the private one as the check wants it in an environment variable. */
export interface KeyPair {
  readonly recipient: string
  readonly secret: string
}

export const PASSPHRASE = 'correct horse battery staple'

/** Keys of age: one that is encrypted for, one that is not. */
export function ageKeys(workshop: Workshop, name: 'ours' | 'another'): KeyPair {
  return workshop.once(`age-${name}`, () => {
    const text = workshop.run('age-keygen', []).toString()
    const [recipient = ''] = /age1[0-9a-z]+/.exec(text) ?? []
    return { recipient, secret: text }
  })
}

export function age(workshop: Workshop, bytes: Uint8Array, options: readonly string[] = []): Buffer {
  const args = ['-r', ageKeys(workshop, 'ours').recipient, ...options]
  return workshop.run('age', args, { input: bytes })
}

function gpgHome(workshop: Workshop): string {
  return workshop.once('gpg-home', () => {
    const home = workshop.makeFolder('gpg')
    mkdirSync(join(home, 'h'), { mode: 0o700 })
    return join(home, 'h')
  })
}

function runGpg(workshop: Workshop, args: readonly string[], input: Uint8Array | string = ''): Buffer {
  const home = gpgHome(workshop)
  const options = ['--homedir', home, '--batch', '--yes', '--quiet', '--trust-model', 'always']
  try {
    return workshop.run('gpg', [...options, '--pinentry-mode', 'loopback', ...args], { input })
  } finally {
    // It starts an agent for each home.
    workshop.run('gpgconf', ['--homedir', home, '--kill', 'all'])
  }
}

/** Keys of OpenPGP. */
export function gpgKeys(workshop: Workshop, name: 'ours' | 'another'): KeyPair {
  return workshop.once(`gpg-${name}`, () => {
    const recipient = `${name}@example.org`
    runGpg(workshop, ['--passphrase', '', '--quick-generate-key', recipient, 'default', 'default', 'never'])
    return { recipient, secret: runGpg(workshop, ['--armor', '--export-secret-keys', recipient]).toString() }
  })
}

export function gpg(workshop: Workshop, bytes: Uint8Array, options: readonly string[] = []): Buffer {
  return runGpg(
    workshop,
    ['--recipient', gpgKeys(workshop, 'ours').recipient, ...options, '--encrypt'],
    bytes,
  )
}

export function gpgSymmetric(workshop: Workshop, bytes: Uint8Array): Buffer {
  return runGpg(workshop, ['--passphrase', PASSPHRASE, '--symmetric'], bytes)
}

/** Whether another passphrase does not open it. */
function isRefused(workshop: Workshop, path: string, options: readonly string[]): boolean {
  const args = ['enc', '-d', '-aes-256-cbc', '-pbkdf2', ...options, '-pass', 'env:PASS', '-in', path]
  try {
    workshop.run('openssl', args, { env: { PASS: 'wrong' } })
    return false
  } catch {
    return true
  }
}

/** `openssl enc`, as scripts call it. */
export function openssl(workshop: Workshop, bytes: Uint8Array, options: readonly string[] = []): Buffer {
  const folder = workshop.makeFolder('openssl')
  const args = [
    'enc',
    '-aes-256-cbc',
    '-pbkdf2',
    ...options,
    '-pass',
    'env:PASS',
    '-out',
    join(folder, 'out'),
  ]
  for (let tries = 1; ; tries++) {
    workshop.run('openssl', args, { input: bytes, env: { PASS: PASSPHRASE } })
    // One in 256 opens with any key, because nothing but a padding tells.
    if (tries > 9 || isRefused(workshop, join(folder, 'out'), options))
      return readFileSync(join(folder, 'out'))
  }
}
