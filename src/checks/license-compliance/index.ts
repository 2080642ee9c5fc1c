import type { Check } from '../../core/check.ts'
import type { LicensePorts } from '../../core/ports.ts'
import { collect } from './collect.ts'
import { describe } from './describe.ts'
import { evaluate } from './evaluate.ts'
import { EXPORT_FORMATS, exportAs } from './export.ts'
import type { LicenseFact } from './fact.ts'
import { importPolicy } from './import.ts'
import { notices } from './notices.ts'
import { OPTIONS } from './options.ts'
import { contradictions } from './policy.ts'
import { RULES } from './rules.ts'
import { suggest } from './suggest.ts'
import { covers, NEEDS_ONE, WAIVER_KEYS } from './waivers.ts'
import { why } from './why.ts'

export const licenseCompliance: Check<typeof OPTIONS, LicenseFact, LicensePorts> = {
  id: 'license-compliance',
  title: 'License compliance',
  description:
    'Checks the license of every locked package against a policy, and says which could not be checked.',
  rules: RULES,
  options: OPTIONS,
  problems: contradictions,
  collect,
  evaluate,
  describe,
  waiverKeys: WAIVER_KEYS,
  waiverNeedsOne: NEEDS_ONE,
  covers,
  commands: {
    why: {
      description:
        'Say who brings a package in, what its license is, where that was read, and what lets it pass or not.',
      argument: 'PACKAGE',
      answer: why,
    },
    suggest: {
      description: 'Say the smallest allow list for this tree, and which entry admits whom.',
      argument: 'all|prod',
      answer: suggest,
    },
    export: {
      description: 'Write what is locked, with its licenses, as another tool reads it.',
      argument: EXPORT_FORMATS.join('|'),
      answer: exportAs,
    },
    notices: {
      description: 'Write the license texts and notices that must ship with what this repository makes.',
      argument: 'text|markdown|html',
      answer: notices,
    },
    import: {
      description:
        'Turn the policy of license-checker, dependency-review-action or licensed into one to paste.',
      argument: 'FILE',
      readsFile: true,
      answer: (_facts, _options, text, now) => importPolicy(text, now),
    },
  },
}
