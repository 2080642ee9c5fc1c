import type { OptionTable } from '../core/options.ts'
import { list, text } from '../core/parsers.ts'

function pathProblem(word: string): string | undefined {
  return /^\/|(^|\/)\.\.(\/|$)|[*?]/.test(word)
    ? `holds "${word}": name folders below path, without wildcards`
    : undefined
}

/** The parser of a list of scopes such as `@acme`. */
export const SCOPES = list('SCOPES', (word) =>
  /^@[a-z0-9._~-]+$/i.test(word) ? undefined : `holds "${word}", which is no scope like @acme`,
)

/** The options of every check that reads lockfiles. */
export const LOCKFILE_OPTIONS = {
  exclude: {
    description:
      'Folders or files, relative to `path`, whose lockfiles are not looked at; the report names them.',
    default: '',
    parser: list('PATHS', pathProblem),
  },
  base: {
    description:
      'The commit to compare with: only what was added or changed since counts. Default: the one that the pull request or merge queue names; `none` counts everything.',
    default: '',
    parser: text('REF'),
    only: ['flag', 'input'],
  },
} as const satisfies OptionTable
