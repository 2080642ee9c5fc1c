import { type BackupCase, fileCase } from './case.ts'
import { ENC, GPG, sql, withGpg, withPassphrase, zipped } from './cipher-case.ts'
import { gpg, gpgSymmetric, openssl, PASSPHRASE } from './ciphers.ts'
import { flip, followed, part, through } from './damage.ts'
import { gzip } from './packing.ts'

const GNUPG: readonly BackupCase[] = [
  withGpg('G20', 'gpg, for a key', 'ours', (w) => gpg(w, zipped(w)), 'ok', 3),
  withGpg(
    'G21',
    'gpg in ASCII armor',
    'ours',
    (w) => gpg(w, zipped(w), ['--armor']),
    'ok',
    3,
    'a2a_20270113.sql.gz.asc.gpg',
  ),
  withPassphrase(
    'G22',
    'gpg, with a passphrase',
    PASSPHRASE,
    GPG,
    (w) => gpgSymmetric(w, zipped(w)),
    'ok',
    3,
  ),
  withGpg('G01', 'for another key', 'another', (w) => gpg(w, zipped(w)), 'undecryptable', 2),
  withPassphrase(
    'G02',
    'another passphrase',
    'wrong',
    GPG,
    (w) => gpgSymmetric(w, zipped(w)),
    'undecryptable',
    2,
  ),
  withGpg('G03', 'cut in the middle', 'ours', (w) => part(gpg(w, zipped(w)), 0.5), 'incomplete', 2),
  withGpg('G04', 'a bit in its data', 'ours', (w) => flip(gpg(w, zipped(w)), -2000), 'corrupt', 2),
  withGpg('G05', 'no key is given', 'none', (w) => gpg(w, zipped(w)), 'env', 2),
  withGpg(
    'G06',
    'it died before it was encrypted',
    'ours',
    (w) => gpg(w, gzip(w, through(sql(w), 'customer250@exam'))),
    'incomplete',
    3,
  ),
]

const OPENSSL: readonly BackupCase[] = [
  withPassphrase('O20', 'openssl enc -pbkdf2', PASSPHRASE, ENC, (w) => openssl(w, zipped(w)), 'ok', 3),
  withPassphrase(
    'O21',
    'openssl enc -a -iter',
    PASSPHRASE,
    ENC,
    (w) => openssl(w, zipped(w), ['-a', '-iter', '20000']),
    'ok',
    3,
    { openssl: { iterations: 20_000 } },
  ),
  withPassphrase('O01', 'another passphrase', 'wrong', ENC, (w) => openssl(w, zipped(w)), 'undecryptable', 2),
  withPassphrase(
    'O02',
    'cut behind a whole block',
    PASSPHRASE,
    ENC,
    (w) => openssl(w, zipped(w)).subarray(0, 16_000),
    'incomplete',
    2,
  ),
  withPassphrase(
    'O03',
    'cut in a block',
    PASSPHRASE,
    ENC,
    (w) => openssl(w, zipped(w)).subarray(0, 16_007),
    'incomplete',
    2,
  ),
  withPassphrase(
    'E12',
    'a bit, which CBC does not notice and gzip does',
    PASSPHRASE,
    ENC,
    (w) => flip(openssl(w, zipped(w)), 12_000),
    'corrupt',
    2,
  ),
  withPassphrase(
    'O05',
    'a message behind it, which nobody can tell from half a block',
    PASSPHRASE,
    ENC,
    (w) => followed(openssl(w, zipped(w)), 'Killed\n'),
    'incomplete',
    2,
    {},
    ['corrupt'],
  ),
  fileCase('O04', 'no passphrase is given', ENC, (w) => openssl(w, zipped(w)), 'env', 2),
]

/** Backups encrypted by OpenPGP and openssl. */
export const CIPHER_CASES: readonly BackupCase[] = [...GNUPG, ...OPENSSL]
