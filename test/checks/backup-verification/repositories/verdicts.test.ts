import { describe, expect, test } from '@jest/globals'
import { judgeBorg } from '../../../../src/checks/backup-verification/repositories/borg-verdict.ts'
import type { Obstacle } from '../../../../src/checks/backup-verification/repositories/repository-reading.ts'
import {
  isRetrying,
  judgeRestic,
} from '../../../../src/checks/backup-verification/repositories/restic-verdict.ts'

function told(obstacle: Obstacle | undefined): string {
  if (!obstacle) return 'ok'
  return 'fault' in obstacle ? `${obstacle.fault.word} ${obstacle.fault.level}` : `env ${obstacle.lack.what}`
}

const RETRY = 'Load(<data/e79395941c>, 3048004, 0) returned error, retrying after 552.330144ms: '

describe('what restic says', () => {
  test.each<readonly [status: number, output: string, expected: string]>([
    [0, 'no errors were found', 'ok'],
    // Newer ones have a status for each.
    [10, 'Fatal: repository does not exist: unable to open config file', 'missing 1'],
    [11, 'Fatal: unable to create lock in backend', 'env lock'],
    [12, 'Fatal: wrong password or no key found', 'undecryptable 2'],
    [1, 'Fatal: wrong password or no key found', 'undecryptable 2'],
    [1, 'repository is already locked exclusively by PID 1', 'env lock'],
    [1, 'Fatal: unable to open repository: open keys: permission denied', 'env permission'],
    [1, 'write restored/a: no space left on device', 'env space'],
    [1, 'Fatal: unsupported repository version', 'env restic'],
    [1, 'pack e7: does not exist\nFatal: repository contains errors', 'incomplete 3'],
    [1, 'pack e7: unexpected file size: got 1, expected 2', 'incomplete 3'],
    [1, 'pack e7: unexpected file size: got 3, expected 2', 'corrupt 3'],
    [1, 'Pack ID does not match, want a, got b', 'corrupt 3'],
    [1, 'error for tree 99: id 99 not found in repository', 'incomplete 3'],
    [1, 'ignoring error for /a: ciphertext verification failed\nFatal: There were 1 errors', 'corrupt 3'],
    [1, 'Fatal: There were 2 errors', 'corrupt 3'],
    [1, 'panic: something else', 'env restic'],
    [-1, `${RETRY}open x: no such file or directory`, 'incomplete 3'],
    [-1, `${RETRY}ReadFull: unexpected EOF`, 'incomplete 3'],
    [-1, 'check all packs', 'env time'],
  ])('%s %j', (status, output, expected) => {
    for (const [one, other] of [
      [output, ''],
      ['', output],
    ] as const)
      expect(told(judgeRestic({ isStopped: status < 0, status, output: one, stderr: other }, 3))).toBe(
        expected,
      )
  })

  test('is enough once it tries again and again', () => {
    expect(isRetrying(`${RETRY}x\n`.repeat(2))).toBe(false)
    expect(isRetrying(`${RETRY}x\n`.repeat(4))).toBe(true)
  })
})

const entry = (message: string, msgid = '', levelname = 'ERROR') =>
  JSON.stringify({ type: 'log_message', levelname, msgid, message })

describe('what borg says', () => {
  test.each<readonly [status: number, stderr: string, expected: string]>([
    [0, entry('a warning', '', 'WARNING'), 'ok'],
    [1, entry('file changed while it was backed up', '', 'WARNING'), 'ok'],
    [1, entry('Finished full repository check, errors found.'), 'corrupt 3'],
    [2, entry('passphrase is incorrect', 'PassphraseWrong'), 'undecryptable 2'],
    [2, entry('Failed to acquire the lock', 'LockTimeout'), 'env lock'],
    [2, entry('No key file', 'KeyfileNotFoundError'), 'env key'],
    [2, entry('Unsupported', 'MandatoryFeatureUnsupported'), 'env borg'],
    [2, `${entry('Local Exception', 'Exception')}\n${entry('FileNotFoundError: data/0/2')}`, 'incomplete 3'],
    [2, `${entry('Local Exception', 'Exception')}\n${entry('PermissionError: data/0/2')}`, 'env permission'],
    [2, entry('toString', 'toString'), 'corrupt 3'],
    [
      1,
      `${entry('Segment entry data short read')}\n${entry('Index object count mismatch.')}`,
      'incomplete 3',
    ],
    [1, `${entry('Segment entry checksum mismatch')}\n${entry('Index object count mismatch.')}`, 'corrupt 3'],
    [2, 'borg: error: unrecognized arguments', 'env borg'],
    [-1, entry('Data integrity error'), 'corrupt 3'],
    [-1, '', 'env time'],
  ])('%s %s', (status, stderr, expected) => {
    expect(told(judgeBorg({ isStopped: status < 0, status, output: '', stderr }, 3, true))).toBe(expected)
  })

  test('no passphrase is a lack', () => {
    const run = { isStopped: false, status: 2, output: '', stderr: entry('x', 'PassphraseWrong') }
    expect(told(judgeBorg(run, 2, false))).toBe('env key')
  })
})
