import { type OptionsOf, type OptionTable, SHARED } from '../../core/options.ts'
import { flag, list, oneOf } from '../../core/parsers.ts'
import { LOCKFILE_OPTIONS, SCOPES } from '../../inventory/options.ts'
import { entryProblem } from './policy.ts'

const LICENSES = 'SPDX ids, LicenseRef- names or categories, split by commas or newlines'

export const OPTIONS = {
  ...SHARED,
  ...LOCKFILE_OPTIONS,
  allow: {
    description: `Licenses to allow: ${LICENSES}. Where it is given, whatever is not on it is denied.`,
    default: '',
    parser: list('LICENSES', entryProblem),
  },
  deny: {
    description: `Licenses to deny: ${LICENSES}. It outweighs \`allow\`; an id outweighs a category.`,
    default: '',
    parser: list('LICENSES', entryProblem),
  },
  review: {
    description: `Licenses that a person should look at, which warns: ${LICENSES}.`,
    default: '',
    parser: list('LICENSES', entryProblem),
  },
  unknown: {
    description: 'Whether a package whose license nobody can tell fails, or only warns.',
    default: 'fail',
    parser: oneOf(['fail', 'warn']),
  },
  dev: {
    description: 'Whether packages that only development needs count like the others, or only warn.',
    default: 'fail',
    parser: oneOf(['fail', 'warn']),
  },
  'internal-scopes': {
    description: 'Scopes of your own packages (`@acme`), which are listed and not judged.',
    default: '',
    parser: SCOPES,
  },
  'cross-check': {
    description:
      'Whether to compare with what license-checker sees in the installed tree: what it sees and the lockfile lacks is a gap.',
    default: 'false',
    parser: flag(),
  },
} as const satisfies OptionTable

export type Options = OptionsOf<typeof OPTIONS>
