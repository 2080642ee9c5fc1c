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
    title: 'The lockfile and the package itself name different licenses',
    help: 'The stricter one counts. Reinstall, or delete the entry from the lockfile and run npm install, to make them agree.',
    severity: 'moderate',
  },
  drift: {
    id: 'license-compliance/drift',
    title: 'A package changed its license',
    help: 'Read the new license before you merge; stay on the earlier version if it does not suit you.',
    severity: 'moderate',
  },
} as const satisfies Record<string, Rule>
