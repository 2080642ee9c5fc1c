import type { BackupPorts } from '../../core/backup-ports.ts'
import type { Check } from '../../core/check.ts'
import { collect } from './collect.ts'
import { describe } from './describe.ts'
import { evaluate } from './evaluate.ts'
import { evidenceOf } from './evidence.ts'
import type { BackupFact } from './fact.ts'
import { OPTIONS, problemsOf } from './options.ts'
import { RULES } from './rules.ts'
import { covers, WAIVER_KEYS } from './waivers.ts'

export const backupVerification: Check<typeof OPTIONS, BackupFact, BackupPorts> = {
  id: 'backup-verification',
  title: 'Backups',
  description:
    'Verifies backups as far as they are to be verified: that they are there and fresh, byte by byte, unpacked, by their structure, restored into a throwaway engine and asked questions; and says which level each reached, and why no further.',
  rules: RULES,
  options: OPTIONS,
  problems: problemsOf,
  collect,
  evaluate,
  describe,
  waiverKeys: WAIVER_KEYS,
  covers,
  evidence: { folder: (options) => options.evidence, facts: evidenceOf },
}
