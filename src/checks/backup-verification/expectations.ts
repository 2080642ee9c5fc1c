import type { BackupEntry } from './entry.ts'
import type { Verified } from './previous.ts'
import { DEFAULT_SHRINKAGE, type Expectations } from './series/expectations.ts'

/** What is expected of the series of a backup. */
export function expectationsOf(entry: BackupEntry, verified: Verified | undefined): Expectations {
  const { rpo, interval } = entry
  return {
    ...(rpo === undefined ? {} : { rpo }),
    ...(interval === undefined ? {} : { interval }),
    ...(entry['at-least'] === undefined ? {} : { atLeast: entry['at-least'] }),
    ...(entry['at-most'] === undefined ? {} : { atMost: entry['at-most'] }),
    ...(entry['must-change'] === undefined ? {} : { mustChange: entry['must-change'] }),
    ...(entry['utc-offset'] === undefined ? {} : { offset: entry['utc-offset'] }),
    ...(verified ? { verified } : {}),
    shrinkage: {
      share: entry.shrink ?? DEFAULT_SHRINKAGE.share,
      floor: entry['shrink-floor'] ?? DEFAULT_SHRINKAGE.floor,
    },
  }
}
