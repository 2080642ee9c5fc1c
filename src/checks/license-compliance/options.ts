import { type OptionsOf, type OptionTable, SHARED } from '../../core/options.ts'
import { flag, list, oneOf, text, url } from '../../core/parsers.ts'
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
  registry: {
    description:
      'URL of an npm registry to ask about packages that say nothing of their license here, as other managers than npm record none. Never asked about internal scopes; answers are kept.',
    default: '',
    parser: url(),
  },
  bundle: {
    description:
      'Metadata of a bundle, relative to `path` (webpack or ncc stats, an esbuild metafile, a source map): `notices` are then of what it holds, which is what ships.',
    default: '',
    parser: text('FILE'),
  },
  'require-text': {
    description: 'Whether an installed package without the text of its license is a finding.',
    default: 'false',
    parser: flag(),
  },
  'cross-check': {
    description:
      'Whether to compare with what license-checker sees in the installed tree: what it sees and the lockfile lacks is a gap.',
    default: 'false',
    parser: flag(),
  },
} as const satisfies OptionTable

export type Options = OptionsOf<typeof OPTIONS>
