import { type OptionsOf, type OptionTable, SHARED } from '../../core/options.ts'
import { flag, list, oneOf, text } from '../../core/parsers.ts'
import { entryProblem } from './policy.ts'

const LICENSES = 'SPDX ids, LicenseRef- names or categories, split by commas or newlines'

export const OPTIONS = {
  ...SHARED,
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
    parser: list('SCOPES', (word) =>
      /^@[a-z0-9._~-]+$/i.test(word) ? undefined : `holds "${word}", which is no scope like @acme`,
    ),
  },
  exclude: {
    description:
      'Folders or files, relative to `path`, whose lockfiles are not looked at; the report names them.',
    default: '',
    parser: list('PATHS', (word) =>
      /^\/|(^|\/)\.\.(\/|$)|[*?]/.test(word)
        ? `holds "${word}": name folders below path, without wildcards`
        : undefined,
    ),
  },
  base: {
    description:
      'The commit to compare with: only what was added or changed since counts. Default: the one that the pull request or merge queue names; `none` counts everything.',
    default: '',
    parser: text('REF'),
    only: ['flag', 'input'],
  },
  'cross-check': {
    description:
      'Whether to compare with what license-checker sees in the installed tree: what it sees and the lockfile lacks is a gap.',
    default: 'false',
    parser: flag(),
  },
} as const satisfies OptionTable

export type Options = OptionsOf<typeof OPTIONS>
