import type { Level } from '../intake.ts'
import { faultOf, lackOf, type Obstacle } from './repository-reading.ts'
import type { ToolRun } from './tool-run.ts'

/** What borg logs, as JSON lines (https://borgbackup.readthedocs.io/en/1.2-maint/internals/frontends.html). */
interface Entry {
  readonly isError: boolean
  readonly id: string
  readonly message: string
}

type Verdict = (level: Level, hasPassword: boolean) => Obstacle

const WRONG: Verdict = (_level, hasPassword) =>
  hasPassword
    ? faultOf('undecryptable', 2, 'is not opened by the passphrase given')
    : lackOf('key', 'no passphrase was given: name one in `passphrase`')

/** By the id that borg gives its errors. */
const BY_ID: Readonly<Record<string, Verdict>> = {
  PassphraseWrong: WRONG,
  NoPassphraseFailure: WRONG,
  PasswordRetriesExceeded: WRONG,
  RepoKeyNotFoundError: () => faultOf('incomplete', 2, 'has no key in its config: nothing can open it'),
  KeyfileNotFoundError: () => lackOf('key', 'its key is a file of its own, which was not given'),
  KeyfileInvalidError: () => faultOf('corrupt', 2, 'has a damaged key'),
  KeyfileMismatchError: () => faultOf('corrupt', 2, 'has the key of another repository'),
  'Repository.DoesNotExist': () => faultOf('missing', 1, 'is no repository, as borg says'),
  'Repository.InvalidRepository': () => faultOf('corrupt', 2, 'has a damaged config, as borg says'),
  'Repository.InvalidRepositoryConfig': () => faultOf('corrupt', 2, 'has a damaged config, as borg says'),
  'Repository.ObjectNotFound': (level) => faultOf('incomplete', level, 'lacks a part, as borg says'),
  LockTimeout: () => lackOf('lock', 'the repository is locked'),
  MandatoryFeatureUnsupported: () => lackOf('borg', 'it needs a newer borg'),
  UnsupportedKeyFormatError: () => lackOf('borg', 'it needs a newer borg'),
  NoManifestError: (level) => faultOf('incomplete', level, 'has no list of its archives, as borg says'),
}

/** By what else it says, in the order in which it counts. */
const BY_TEXT: readonly (readonly [pattern: RegExp, verdict: Verdict])[] = [
  [/PermissionError|Permission denied/, () => lackOf('permission', 'borg may not read all of it')],
  [/No space left|ENOSPC/, () => lackOf('space', 'there is too little space to check it')],
  [/MemoryError|Cannot allocate/, () => lackOf('memory', 'borg has too little memory')],
  [
    /short read|unpack requires a buffer/,
    (level) => faultOf('incomplete', level, 'has a file that is too short, as borg says'),
  ],
  [
    /UnicodeDecodeError|configparser|MissingSectionHeader/,
    () => faultOf('corrupt', 2, 'has a damaged config, as borg says'),
  ],
  [
    /integrity error|IntegrityError|checksum mismatch|Invalid segment|verification failed|mismatched id|UnpackException|binascii\.Error/i,
    (level) => faultOf('corrupt', level, 'is damaged, as borg says'),
  ],
  [
    /FileNotFoundError|Index object count mismatch|Missing|not found/i,
    (level) => faultOf('incomplete', level, 'lacks a part, as borg says'),
  ],
]

function entryOf(line: string): readonly Entry[] {
  try {
    const { type, levelname, msgid, message } = JSON.parse(line) as Record<string, unknown>
    if (type !== 'log_message') return []
    return [
      {
        isError: levelname === 'ERROR' || levelname === 'CRITICAL',
        id: String(msgid ?? ''),
        message: String(message),
      },
    ]
  } catch {
    // What is no entry (a warning of Python) says nothing.
    return []
  }
}

function damageOf(entries: readonly Entry[], level: Level, hasPassword: boolean): Obstacle | undefined {
  const errors = entries.filter(({ isError }) => isError)
  const named = errors.map(({ id }) => (Object.hasOwn(BY_ID, id) ? BY_ID[id] : undefined)).find(Boolean)
  if (named) return named(level, hasPassword)
  const text = errors.map(({ message }) => message).join('\n')
  const said = BY_TEXT.find(([pattern]) => pattern.test(text))
  if (said) return said[1](level, hasPassword)
  return errors.length > 0 && level >= 3 ? faultOf('corrupt', level, 'has errors, as borg says') : undefined
}

/** What a run of borg says of the repository; its own words are not repeated. Undefined where all is well. */
export function judgeBorg(run: ToolRun, level: Level, hasPassword: boolean): Obstacle | undefined {
  const { isStopped, status, stderr } = run
  if (!isStopped && status === 0) return undefined
  const entries = stderr.split('\n').flatMap(entryOf)
  // 1 is a warning, which only a check gives for damage, as an error that it logs.
  if (!isStopped && status === 1 && !entries.some(({ isError }) => isError)) return undefined
  const damage = damageOf(entries, level, hasPassword)
  if (damage) return damage
  return isStopped
    ? lackOf('time', 'borg was stopped before its end')
    : lackOf('borg', `borg ended with status ${status} and did not say why in words that are known`)
}
