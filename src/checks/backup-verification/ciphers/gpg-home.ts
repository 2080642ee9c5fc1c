import type { Child, MakeFolder, StartChild, TemporaryFolder } from '../../../core/engine-ports.ts'
import { messageOf } from '../../../core/errors.ts'
import type { Lack } from '../intake.ts'
import type { CipherKeys } from './cipher-reading.ts'
import { statusLines } from './gpg-status.ts'

/** What gpg needs of the world. */
export interface GpgPorts {
  readonly start: StartChild
  readonly folder: MakeFolder
  /** Milliseconds that a process which is started now may run. */
  readonly left: () => number
}

/** A keyring of our own, with the keys that were given. */
export interface GpgHome {
  /** Begins to decrypt; undefined where there is no gpg. */
  readonly decrypt: (
    limit: number,
    onOutput: (chunk: Uint8Array) => void | Promise<void>,
  ) => Child | undefined
  /** The ids of all keys in it, as gpg writes them: sixteen digits. */
  readonly keyIds: () => Promise<ReadonlySet<string>>
  /** Removes the keyring. Never throws. */
  readonly close: () => Promise<void>
}

const COMMON = [
  '--no-options',
  '--batch',
  '--no-tty',
  '--pinentry-mode',
  'loopback',
  '--trust-model',
  'always',
]
const QUIET = [
  '--no-random-seed-file',
  '--no-auto-check-trustdb',
  '--logger-file',
  '/dev/null',
  '--status-fd',
  '2',
]
/** Output that gpg itself has, of imports and such. */
const LIMIT = 1 << 20

const NO_GPG: Lack = { what: 'gpg', text: 'gpg is not there to decrypt it' }
const NO_IMPORT: Lack = { what: 'key', text: 'a key that was given is no OpenPGP secret key' }

/** An agent that stays in the process group of what it starts: gpg's own would outlive us where we are ended by a signal. */
const WITH_AGENT = ['--quiet', '--no-detach', '--log-file', '/dev/null', '--daemon', 'gpg']

function startGpg(
  { start, left }: GpgPorts,
  { path }: TemporaryFolder,
  args: readonly string[],
  more: Partial<Parameters<StartChild>[0]> = {},
): Child | undefined {
  const own = ['--homedir', path, '--no-autostart', ...COMMON, ...QUIET, ...args]
  const isAlone = !args.includes('--use-agent')
  return start({
    tool: isAlone ? 'gpg' : 'gpg-agent',
    args: isAlone ? own : ['--homedir', path, ...WITH_AGENT, ...own],
    // gpg and its agent look for nothing of the user's own.
    environment: { HOME: path, GNUPGHOME: path },
    cwd: path,
    deadline: left(),
    limit: LIMIT,
    onOutput: () => {},
    ...more,
  })
}

async function importKey(ports: GpgPorts, folder: TemporaryFolder, key: string): Promise<Lack | undefined> {
  const child = startGpg(ports, folder, ['--use-agent', '--import'])
  if (!child) return NO_GPG
  await child.write(Buffer.from(key))
  const { outcome, stderr } = await child.end()
  if (outcome === 'stopped') return { what: 'gpg', text: 'gpg was stopped before its end' }
  // 16 says that a secret key came with it.
  const isSecret = ([word, flags]: readonly string[]) => word === 'IMPORT_OK' && (Number(flags) & 16) !== 0
  return statusLines(stderr).some(isSecret) ? undefined : NO_IMPORT
}

/** From the public halves, which gpg reads itself: no agent is asked (gnupg's doc/DETAILS, "Format of the colon listings"). */
async function listKeyIds(ports: GpgPorts, folder: TemporaryFolder): Promise<ReadonlySet<string>> {
  const pieces: Uint8Array[] = []
  const onOutput = (piece: Uint8Array) => {
    pieces.push(Uint8Array.from(piece))
  }
  await startGpg(ports, folder, ['--with-colons', '--list-keys'], { onOutput })?.end()
  const rows = Buffer.concat(pieces)
    .toString('latin1')
    .split('\n')
    .map((line) => line.split(':'))
  return new Set(rows.flatMap(([kind = '', , , , id = '']) => (kind === 'pub' || kind === 'sub' ? [id] : [])))
}

/** Sockets may lie elsewhere (below /run/user), in a folder that outlives the keyring. */
async function removeSockets({ start, left }: GpgPorts, { path }: TemporaryFolder): Promise<void> {
  await start({
    tool: 'gpgconf',
    args: ['--homedir', path, '--remove-socketdir'],
    environment: { HOME: path, GNUPGHOME: path },
    deadline: Math.max(left(), 5000),
    limit: LIMIT,
    onOutput: () => {},
  })?.end()
}

/**
 * A throwaway keyring. The passphrase goes to gpg as a descriptor, keys by standard input; nothing of the user's own keyring is
 * read or written. Where it cannot be: what is lacking.
 */
export async function openGpgHome(ports: GpgPorts, keys: CipherKeys): Promise<GpgHome | Lack> {
  let folder: TemporaryFolder
  try {
    folder = await ports.folder()
  } catch (thrown) {
    return { what: 'folder', text: messageOf(thrown) }
  }
  const close = async () => {
    // Without keys there was no agent.
    if (keys.keys.length > 0) await removeSockets(ports, folder)
    await folder.remove()
  }
  for (const key of keys.keys) {
    const lack = await importKey(ports, folder, key)
    if (!lack) continue
    await close()
    return lack
  }
  const [passphrase = ''] = keys.passphrases
  const agent = keys.keys.length > 0 ? ['--use-agent'] : []
  const args = [...agent, '--skip-verify', '--passphrase-fd', '3', '--decrypt']
  return {
    decrypt: (limit, onOutput) =>
      startGpg(ports, folder, args, { limit, onOutput, secrets: [Buffer.from(`${passphrase}\n`)] }),
    keyIds: () => listKeyIds(ports, folder),
    close,
  }
}

/** What is said where there is no gpg. */
export function noGpg(): Lack {
  return NO_GPG
}
