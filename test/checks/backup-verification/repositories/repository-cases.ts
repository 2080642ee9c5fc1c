import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { RepositoryKind } from '../../../../src/checks/backup-verification/repositories/repository-kind.ts'
import { flipped, sample } from '../codecs/feeding.ts'

/** The password of all of them. */
export const PASSWORD = 'open sesame'

/** Moments of the snapshots that are made. */
export const TIMES = ['2024-01-02T03:04:05', '2024-02-03T04:05:06']

function run(folder: string, tool: string, args: readonly string[]): void {
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    TZ: 'UTC',
    RESTIC_PASSWORD: PASSWORD,
    BORG_PASSPHRASE: PASSWORD,
    BORG_BASE_DIR: join(folder, 'base'),
    BORG_RELOCATED_REPO_ACCESS_IS_OK: 'yes',
    BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: 'yes',
  }
  const ran = spawnSync(tool, args, { env, cwd: folder })
  if (ran.status !== 0) throw new Error(`${tool} ${args.join(' ')}: ${ran.error ?? ran.stderr}`)
}

/** Makes a good repository with two snapshots, the second of three files. */
export function makeRepository(kind: RepositoryKind, folder: string, mode = 'repokey'): string {
  const [source, path] = [join(folder, 'source'), join(folder, 'good')]
  mkdirSync(source)
  writeFileSync(join(source, 'random'), sample(3_000_000))
  writeFileSync(join(source, 'text'), 'a line\n'.repeat(1000))
  const restic = ['-r', path, '--no-cache']
  if (kind === 'restic') run(folder, 'restic', [...restic, 'init'])
  else run(folder, 'borg', ['init', '-e', mode, path])
  for (const [index, time] of TIMES.entries()) {
    if (index === 1) writeFileSync(join(source, 'more'), sample(200_000, 7))
    if (kind === 'restic')
      run(folder, 'restic', [...restic, 'backup', '--time', time.replace('T', ' '), 'source'])
    else run(folder, 'borg', ['create', '--timestamp', time, `${path}::a b${index}`, 'source'])
  }
  return path
}

/** Every file below a folder, by its path in it, largest first. */
function filesOf(path: string): readonly string[] {
  const all = readdirSync(path, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile())
  const paths = all.map(({ parentPath, name }) => join(parentPath, name))
  return paths.sort((a, b) => lstatSync(b).size - lstatSync(a).size)
}

/** What all files below a folder are, in one text. */
export function fingerprintOf(path: string): string {
  if (!lstatSync(path).isDirectory()) return 'a file'
  const hash = createHash('sha256')
  for (const file of [...filesOf(path)].sort())
    hash.update(`${file.slice(path.length)}\0`).update(readFileSync(file))
  return hash.digest('hex')
}

function flip(file: string, at = 0.4): void {
  chmodSync(file, 0o600)
  const bytes = readFileSync(file)
  writeFileSync(file, flipped(bytes, bytes.length * at))
}

/** Another letter of base64: a flipped bit might make one that is none, which is told by another word. */
function changeLetter(file: string, at: number): void {
  const text = readFileSync(file, 'latin1')
  const from = Math.floor(text.length * at)
  const place = from + text.slice(from).search(/[A-Za-z0-9]/)
  const letter = text[place] === 'A' ? 'B' : 'A'
  writeFileSync(file, text.slice(0, place) + letter + text.slice(place + 1))
}

function first(path: string): string {
  const [file] = filesOf(path)
  if (file === undefined) throw new Error(`nothing is in ${path}`)
  return file
}

function shorten(file: string): void {
  chmodSync(file, 0o600)
  truncateSync(file, lstatSync(file).size - 1000)
}

function empty(folder: string): void {
  for (const file of filesOf(folder)) rmSync(file)
}

interface Case {
  readonly name: string
  /** Damages a copy. */
  readonly damage?: (path: string, folder: string) => void
  readonly password?: string | undefined
  /** The word and its level, or `env`; and the level that was reached. */
  readonly expected: string
}

const noKey = (path: string) => {
  const config = readFileSync(join(path, 'config'), 'utf8')
  writeFileSync(join(path, 'config'), config.replace(/^key = .*\n(\t.*\n)*/m, ''))
}

const BOTH: readonly Case[] = [
  { name: 'good', expected: 'ok, 4' },
  { name: 'another password', password: 'abracadabra', expected: 'undecryptable 2, 0' },
  { name: 'no password', password: undefined, expected: 'env key, 0' },
  {
    name: 'an empty folder',
    damage: (path) => void [rmSync(path, { recursive: true }), mkdirSync(path)],
    expected: 'missing 0, 0',
  },
  { name: 'no folder', damage: (path) => rmSync(path, { recursive: true }), expected: 'missing 0, 0' },
  {
    name: 'a file',
    damage: (path) => void [rmSync(path, { recursive: true }), writeFileSync(path, 'x')],
    expected: 'missing 0, 0',
  },
  { name: 'no config', damage: (path) => rmSync(join(path, 'config')), expected: 'incomplete 1, 0' },
  {
    name: 'a missing pack',
    damage: (path) => rmSync(first(join(path, 'data'))),
    expected: 'incomplete 3, 2',
  },
  {
    name: 'a truncated pack',
    damage: (path) => shorten(first(join(path, 'data'))),
    expected: 'incomplete 3, 2',
  },
  {
    name: 'a flipped bit in a pack',
    damage: (path) => flip(first(join(path, 'data'))),
    expected: 'corrupt 3, 2',
  },
]

const RESTIC: readonly Case[] = [
  {
    name: 'a flipped bit in its key',
    damage: (path) => flip(first(join(path, 'keys'))),
    expected: 'corrupt 1, 0',
  },
  {
    name: 'an empty config',
    damage: (path) => writeFileSync(join(path, 'config'), '', { mode: 0o600 }),
    expected: 'corrupt 2, 0',
  },
  { name: 'no index', damage: (path) => empty(join(path, 'index')), expected: 'incomplete 3, 2' },
  {
    name: 'a flipped bit in the index',
    damage: (path) => flip(first(join(path, 'index'))),
    expected: 'corrupt 3, 2',
  },
  {
    name: 'a flipped bit in a snapshot',
    damage: (path) => flip(first(join(path, 'snapshots'))),
    expected: 'corrupt 3, 2',
  },
  {
    name: 'flipped bits in all snapshots',
    damage: (path) => {
      for (const file of filesOf(join(path, 'snapshots'))) flip(file)
    },
    expected: 'corrupt 2, 0',
  },
  {
    name: 'a flipped bit in the config',
    damage: (path) => flip(join(path, 'config')),
    expected: 'corrupt 2, 0',
  },
  { name: 'no key', damage: (path) => empty(join(path, 'keys')), expected: 'incomplete 1, 0' },
  { name: 'all snapshots gone', damage: (path) => empty(join(path, 'snapshots')), expected: 'empty 1, 0' },
  {
    name: 'a snapshot forgotten',
    damage: (path, folder) =>
      run(folder, 'restic', ['-r', path, '--no-cache', 'forget', '--keep-last', '1', '--prune']),
    expected: 'ok, 4',
  },
  {
    name: 'a lock',
    damage: (path) => writeFileSync(join(path, 'locks', 'a'.repeat(64)), 'x'),
    expected: 'ok, 4',
  },
]

const BORG: readonly Case[] = [
  {
    name: 'half of a config',
    damage: (path) => truncateSync(join(path, 'config'), 350),
    expected: 'corrupt 2, 0',
  },
  {
    name: 'no index',
    damage: (path) => {
      for (const file of filesOf(path)) if (/index\.\d+$/.test(file)) rmSync(file)
    },
    expected: 'ok, 4',
  },
  {
    name: 'a flipped bit in the index',
    damage: (path) => flip(filesOf(path).find((file) => /index\.\d+$/.test(file)) ?? ''),
    expected: 'ok, 4',
  },
  {
    name: 'no data',
    damage: (path) => rmSync(join(path, 'data'), { recursive: true }),
    expected: 'incomplete 1, 0',
  },
  { name: 'no key', damage: noKey, expected: 'incomplete 2, 0' },
  {
    name: 'another letter in its key',
    damage: (path) => changeLetter(join(path, 'config'), 0.7),
    expected: 'undecryptable 2, 0',
  },
  {
    name: 'a config of noise',
    damage: (path) => writeFileSync(join(path, 'config'), sample(700, 3)),
    expected: 'corrupt 2, 0',
  },
  {
    name: 'all archives deleted',
    damage: (path, folder) => run(folder, 'borg', ['delete', path, 'a b0', 'a b1']),
    expected: 'empty 2, 2',
  },
  { name: 'a lock', damage: (path) => mkdirSync(join(path, 'lock.exclusive')), expected: 'ok, 4' },
]

/** What can have happened to a repository, and what is said of it. */
export const CASES: Readonly<Record<RepositoryKind, readonly Case[]>> = {
  restic: [...BOTH, ...RESTIC],
  borg: [...BOTH, ...BORG],
}

/** A damaged copy of a good repository. */
export function copyOf(good: string, folder: string, { damage }: Case): string {
  const path = join(folder, 'copy')
  // Borg remembers in the second what it has seen of other copies.
  for (const one of [path, join(folder, 'base')]) rmSync(one, { recursive: true, force: true })
  cpSync(good, path, { recursive: true })
  damage?.(path, folder)
  return path
}
