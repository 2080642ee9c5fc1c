import type { Check } from '../../core/check.ts'
import { collect } from './collect.ts'
import { describe } from './describe.ts'
import { evaluate } from './evaluate.ts'
import type { AuditFact } from './fact.ts'
import { leniency } from './grace.ts'
import { importWaivers } from './import.ts'
import { OPTIONS, problemsOf } from './options.ts'
import { RULES } from './rules.ts'
import { covers, NEEDS_ONE, WAIVER_KEYS } from './waivers.ts'
import { why } from './why.ts'

export const dependencyAudit: Check<typeof OPTIONS, AuditFact> = {
  id: 'dependency-audit',
  title: 'Dependency audit',
  description:
    'Looks up every locked package in advisory databases, and says which could not be looked up and what to type about the rest.',
  rules: RULES,
  options: OPTIONS,
  problems: problemsOf,
  collect,
  evaluate,
  describe,
  waiverKeys: WAIVER_KEYS,
  waiverNeedsOne: NEEDS_ONE,
  covers,
  leniency,
  commands: {
    why: {
      description: 'Say who brings a package in, what is known about it, and what to type.',
      argument: 'PACKAGE',
      answer: why,
    },
    import: {
      description: 'Turn the ignore list of audit-ci or osv-scanner into waivers to paste.',
      argument: 'FILE',
      readsFile: true,
      answer: (_facts, _options, text, now) => importWaivers(text, now),
    },
  },
}
