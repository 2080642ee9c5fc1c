import type { Rule } from '../../core/finding.ts'

export const RULES = {
  denied: {
    id: 'license-compliance/denied',
    title: 'A package has a license that is denied',
    help: 'See who brings it in with `upkeep license-compliance why PACKAGE`; replace it, or waive it with a reason and an end.',
    severity: 'high',
  },
  review: {
    id: 'license-compliance/review',
    title: 'A package has a license that a person should look at',
    help: 'Decide, then put the license on the allow or the deny list, or waive it for this package.',
    severity: 'moderate',
  },
  unknown: {
    id: 'license-compliance/unknown',
    title: 'A package has no license that can be told',
    help: 'Read its license file, ask its author for a valid SPDX license field, or waive it with what you found as the reason.',
    severity: 'high',
  },
  conflict: {
    id: 'license-compliance/conflict',
    title: 'A package’s license is told in two ways',
    help: 'The stricter one counts. Where the lockfile differs, install anew; where a license file does, ask its author which one holds, and waive it with the answer.',
    severity: 'moderate',
  },
  drift: {
    id: 'license-compliance/drift',
    title: 'A package changed its license',
    help: 'Read the new license before you merge; stay on the earlier version if it does not suit you.',
    severity: 'moderate',
  },
  'missing-text': {
    id: 'license-compliance/missing-text',
    title: 'A package ships no text of its license',
    help: 'Ask its author to ship the license file; until then take the text from its repository into your notices.',
    severity: 'moderate',
  },
} as const satisfies Record<string, Rule>
