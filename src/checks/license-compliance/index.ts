import type { Check } from '../../core/check.ts'
import { collect } from './collect.ts'
import { describe } from './describe.ts'
import { evaluate } from './evaluate.ts'
import type { LicenseFact } from './fact.ts'
import { OPTIONS } from './options.ts'
import { contradictions } from './policy.ts'
import { RULES } from './rules.ts'
import { covers, WAIVER_KEYS } from './waivers.ts'
import { why } from './why.ts'

export const licenseCompliance: Check<typeof OPTIONS, LicenseFact> = {
  id: 'license-compliance',
  title: 'License compliance',
  description:
    'Checks the license of every locked npm package against a policy, and says which could not be checked.',
  rules: RULES,
  options: OPTIONS,
  problems: contradictions,
  collect,
  evaluate,
  describe,
  waiverKeys: WAIVER_KEYS,
  covers,
  commands: {
    why: {
      description:
        'Say who brings a package in, what its license is, where that was read, and what lets it pass or not.',
      argument: 'PACKAGE',
      answer: why,
    },
  },
}
