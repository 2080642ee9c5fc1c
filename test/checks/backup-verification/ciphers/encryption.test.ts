import { expect, test } from '@jest/globals'
import { judgeEncryption } from '../../../../src/checks/backup-verification/ciphers/encryption.ts'
import { BYTES_KINDS, type BytesKind } from '../../../../src/checks/backup-verification/codecs/bytes-kind.ts'

const ROWS: readonly (readonly [layers: readonly BytesKind[], isEncrypted: boolean])[] = [
  [['age', 'gzip', 'sql'], true],
  [['gzip', 'gpg', 'tar'], true],
  [['openssl'], true],
  [[], false],
  [['gzip', 'sql'], false],
  ...BYTES_KINDS.map((kind) => [[kind], ['age', 'gpg', 'openssl'].includes(kind)] as const),
]

test.each(ROWS)('%j', (layers, isEncrypted) => {
  const fault = { word: 'unsafe', level: 2, text: 'is not encrypted' }
  expect(judgeEncryption(layers)).toEqual(isEncrypted ? undefined : fault)
})
