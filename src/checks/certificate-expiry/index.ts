import type { Check } from '../../core/check.ts'
import type { CertificatePorts } from '../../core/ports.ts'
import { collect } from './collect.ts'
import { describe } from './describe.ts'
import { evaluate } from './evaluate.ts'
import type { CertificateFact } from './fact.ts'
import { OPTIONS, problemsOf } from './options.ts'
import { RULES } from './rules.ts'
import { covers, WAIVER_KEYS } from './waivers.ts'

export const certificateExpiry: Check<typeof OPTIONS, CertificateFact, CertificatePorts> = {
  id: 'certificate-expiry',
  title: 'Certificates',
  description:
    'Looks at the certificates of servers and in files, at every address and up to the authorities, and says what ends soon, has ended or is wrong, and what could not be looked at.',
  rules: RULES,
  options: OPTIONS,
  problems: problemsOf,
  collect,
  evaluate,
  describe,
  waiverKeys: WAIVER_KEYS,
  covers,
}
