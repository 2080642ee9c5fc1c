import { integer, listOf, mapping, type ValuesOf } from '../../core/mappings.ts'
import { duration, flag, oneOf, type Parser, quote, text, url } from '../../core/parsers.ts'
import type { Hazard } from './containers/limits.ts'
import { EXPECT } from './expectation.ts'
import { level, secretName, share, size, utcOffset } from './measures.ts'
import { parsePlace } from './sources/place.ts'

/** The words for what is no fault in this archive. */
export const ALLOWANCES = {
  'absolute-names': 'absolute name',
  'links-out': 'link that leads out',
  'names-behind-links': 'name behind a link',
  devices: 'device or pipe',
  setuid: 'setuid',
} as const satisfies Record<string, Hazard>

type Allowance = keyof typeof ALLOWANCES
const ALLOWANCE_WORDS = Object.keys(ALLOWANCES) as Allowance[]

/** A name of a backup stands in issues and in file names. */
function name(): Parser<string> {
  return {
    placeholder: 'NAME',
    schema: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}$' },
    parse: (raw) =>
      typeof raw === 'string' && /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}$/.test(raw.trim())
        ? { value: raw.trim() }
        : {
            problems: [
              `must be a name of letters, digits, spaces, dots, dashes and underscores, not ${quote(raw)}`,
            ],
          },
  }
}

/** A place as it was typed, once it is known that it can be read. */
function place(): Parser<string> {
  return {
    placeholder: 'PLACE',
    schema: { type: 'string', pattern: '\\S' },
    parse: (raw) => {
      if (typeof raw !== 'string') return { problems: [`must be a place, not ${quote(raw)}`] }
      const parsed = parsePlace(raw)
      return 'problems' in parsed ? parsed : { value: raw.trim() }
    },
  }
}

const BUCKET = mapping({
  endpoint: {
    description:
      'URL of the store. Default: that of AWS in this region. Google’s is `https://storage.googleapis.com`.',
    parser: url(),
  },
  region: { description: 'Default: AWS_REGION, else `us-east-1`.', parser: text('REGION') },
  'access-key': { description: 'Default: `env:AWS_ACCESS_KEY_ID`.', parser: secretName() },
  'secret-key': { description: 'Default: `env:AWS_SECRET_ACCESS_KEY`.', parser: secretName() },
  'session-token': { description: 'Default: `env:AWS_SESSION_TOKEN`.', parser: secretName() },
})

const OPENSSL = mapping({
  cipher: {
    description: 'As `openssl enc` was told. Default: `aes-256-cbc`.',
    parser: oneOf(['aes-256-cbc', 'aes-192-cbc', 'aes-128-cbc', 'aes-256-ctr', 'aes-128-ctr']),
  },
  digest: { description: '`-md`. Default: `sha256`.', parser: oneOf(['sha256', 'sha512', 'sha1', 'md5']) },
  iterations: {
    description:
      '`-iter`, or 10000 for `-pbkdf2` alone. Default: 10000; 0 for a file made without `-pbkdf2`.',
    parser: integer(0, 100_000_000),
  },
})

/** Everything that can be said of one backup, which is a series of artifacts under one name. */
export const BACKUP = {
  name: { description: 'What it is called in findings and issues.', parser: name(), required: true },
  path: {
    description:
      'Where its artifacts are: a glob relative to `path` (`backups/*.sql.gz`, `backups/agents/*/` for folders), `s3://bucket/prefix*`, or `release:OWNER/REPO@TAG/ASSET` with globs.',
    parser: place(),
    required: true,
  },
  level: {
    description:
      'How far it is to be verified, where the run allows that: L3 reads its structure, L4 restores it, L5 asks it questions. Default: L3, L5 with `expect`.',
    parser: level(),
  },
  rpo: { description: 'How old the newest artifact may be: `24h`.', parser: duration() },
  rto: { description: 'How long a restore may take: `60m`.', parser: duration() },
  interval: {
    description: 'How often one is made. Default: inferred from five or more.',
    parser: duration(),
  },
  'at-least': { description: 'There must be at least so many artifacts.', parser: integer(1, 1_000_000) },
  'at-most': { description: 'No more than so many are to be kept.', parser: integer(1, 1_000_000) },
  shrink: {
    description: 'How much smaller than the one before is too small. Default: `50%`.',
    parser: share(),
  },
  'shrink-floor': { description: 'How many bytes fewer are no reason. Default: `64KiB`.', parser: size() },
  'must-change': {
    description: 'Whether the same bytes as before are wrong. Default: false.',
    parser: flag(),
  },
  'utc-offset': {
    description: 'The zone that dates in names are meant in. Default: `Z`.',
    parser: utcOffset(),
  },
  verify: {
    description: 'Which artifacts are looked into: the `newest`, or `all`. Default: `newest`.',
    parser: oneOf(['newest', 'all']),
  },
  rolling: {
    description:
      'Look also into every so-manieth older artifact, another share each day: with 7 each once a week.',
    parser: integer(1, 10_000),
  },
  checksums: {
    description: 'Whether a checksum (a file beside it, the store’s own) must be there. Default: `optional`.',
    parser: oneOf(['optional', 'required']),
  },
  encrypted: {
    description:
      'Whether it must be encrypted: `always`, when it holds `secrets` (`.env` files, private keys), or `any` way is fine. Default: `any`.',
    parser: oneOf(['any', 'secrets', 'always']),
  },
  keys: {
    description: 'Private keys it can be decrypted with: age identities, OpenPGP keys.',
    parser: listOf(secretName()),
  },
  passphrase: {
    description: 'The passphrase of age, OpenPGP, openssl, restic or borg.',
    parser: secretName(),
  },
  openssl: { description: 'How `openssl enc` was called.', parser: OPENSSL },
  members: {
    description:
      'Members that an archive must have, as globs, at its top or in one folder: `database.sql`, `storage/`.',
    parser: listOf(text('GLOB')),
  },
  ignore: { description: 'Members that are not looked into, as globs.', parser: listOf(text('GLOB')) },
  allow: {
    description: 'What is no fault in this archive, because whoever restores it wants it.',
    parser: listOf(oneOf(ALLOWANCE_WORDS)),
  },
  'max-unpacked': {
    description:
      'What it may unpack to before it counts as a bomb. Default: `50GiB`, and 200 times its size.',
    parser: size(),
  },
  s3: { description: 'The store, for `s3://`.', parser: BUCKET },
  'restore-into': {
    description:
      'URL of an empty throwaway PostgreSQL database. Default: a server on this machine, else PGlite.',
    parser: secretName(),
  },
  expect: { description: 'What the restored database is asked, level 5.', parser: mapping(EXPECT) },
} as const

export type BackupEntry = ValuesOf<typeof BACKUP>
