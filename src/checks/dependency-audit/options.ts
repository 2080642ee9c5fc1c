import { type OptionsOf, type OptionTable, SHARED } from '../../core/options.ts'
import { duration, flag, list, millisecondsOf, oneOf, url } from '../../core/parsers.ts'
import { SEVERITIES, type Severity } from '../../core/severity.ts'
import { didYouMean } from '../../core/suggest.ts'
import { LOCKFILE_OPTIONS } from '../../inventory/options.ts'

/** Sources by name; anything with a `/` or a `.` is the path of a database. */
export const SOURCES = ['osv', 'github', 'npm'] as const

/** Steps of a version number, the largest first. */
export const STEPS = ['major', 'minor', 'patch'] as const
export type Step = (typeof STEPS)[number]

function sourceProblem(word: string): string | undefined {
  if ((SOURCES as readonly string[]).includes(word) || /[./\\]/.test(word)) return undefined
  return `holds "${word}", which is none of ${SOURCES.join(', ')} nor the path of a database${didYouMean(word, SOURCES)}`
}

/** `high=7d`: what the word before `=` may be, and a length of time. */
function timedProblem(words: readonly string[]): (entry: string) => string | undefined {
  return (entry) => {
    const [word = '', time = '', more] = entry.split('=')
    if (more === undefined && words.includes(word.trim()) && millisecondsOf(time) !== undefined)
      return undefined
    return `holds "${entry}": write one of ${words.join(', ')}, =, and a length of time like 24h or 7d`
  }
}

/** What entries like `high=7d` say, in milliseconds by word. */
export function timesOf<Word extends string>(entries: readonly string[]): ReadonlyMap<Word, number> {
  return new Map(
    entries.map((entry) => {
      const [word = '', time = ''] = entry.split('=')
      return [word.trim() as Word, millisecondsOf(time) ?? 0] as const
    }),
  )
}

export type Grace = ReadonlyMap<Severity, number>

export const OPTIONS = {
  ...SHARED,
  ...LOCKFILE_OPTIONS,
  source: {
    description:
      'Who is asked about advisories, in this order: `osv`, `github`, `npm` (of `registry`), or the path of an OSV database (a zip or a folder), relative to `path`. What one cannot answer the next is asked.',
    default: 'osv, github',
    parser: list('SOURCES', sourceProblem),
  },
  agreement: {
    description: 'Whether all sources are asked about everything, and the report shows where they differ.',
    default: 'false',
    parser: flag(),
  },
  registry: {
    description:
      'URL of the npm registry, for the source `npm`, for what is deprecated or outdated, and to find the parent to upgrade. No other registry is ever asked.',
    default: '',
    parser: url(),
  },
  'osv-url': {
    description: 'URL of the OSV service, for a mirror.',
    default: 'https://api.osv.dev',
    parser: url(),
  },
  'github-url': {
    description:
      'URL of the GitHub API that has the advisories. Default: the API of this workflow, else github.com’s.',
    default: '',
    parser: url(),
  },
  'max-age': {
    description: 'How old the newest record of a database may be. An older one is not believed.',
    default: '7d',
    parser: duration(),
  },
  timeout: {
    description: 'How long all questions to one source may take together.',
    default: '3m',
    parser: duration(),
  },
  'fail-on-dev': {
    description:
      'The lowest severity that fails for what only development needs; `same` is that of `fail-on`.',
    default: 'same',
    parser: oneOf([...SEVERITIES, 'none', 'same']),
  },
  grace: {
    description:
      'How long an advisory may be out before it fails, by severity: `critical=24h, high=7d, moderate=30d`. None for what a change itself adds, and none where nobody knows when it was published.',
    default: '',
    parser: list('TIMES', timedProblem(SEVERITIES)),
  },
  'private-scopes': {
    description:
      'Scopes (`@acme`) and names of your own packages: they are sent to nobody but the registry they come from, if `registry` names it. A scope also keeps back the actions of that owner.',
    default: '',
    parser: list('SCOPES', (word) =>
      /^(@[a-z0-9._~-]+|(@[a-z0-9._~-]+\/)?[a-z0-9._~-]+)$/i.test(word)
        ? undefined
        : `holds "${word}", which is neither a scope like @acme nor the name of a package`,
    ),
  },
  'public-hosts': {
    description:
      'Hosts of public registries, where a lockfile names more than one: packages of others than the one that most come from are else not looked up, which is a gap.',
    default: '',
    parser: list('HOSTS', (word) =>
      /^[a-z0-9.-]+(:\d+)?$/i.test(word) ? undefined : `holds "${word}", which is no host`,
    ),
  },
  outdated: {
    description:
      'How long a newer version may be out before a direct dependency counts as outdated. Needs `registry`.',
    default: 'major=90d, minor=30d, patch=30d',
    parser: list('TIMES', timedProblem(STEPS)),
  },
  reports: {
    description:
      'Reports of other scanners, relative to `path`: SARIF (trivy, semgrep, bandit, docker scout, gitleaks …) or the JSON of pip-audit. Their findings are judged like the others.',
    default: '',
    parser: list('FILES'),
  },
} as const satisfies OptionTable

export type Options = OptionsOf<typeof OPTIONS>

/** Mistakes that lie in how options go together. */
export function problemsOf(options: Options): readonly string[] {
  const needsRegistry = options.source.includes('npm') && options.registry === ''
  return [
    ...(needsRegistry ? ['source holds npm, which needs registry: the URL of the registry to ask'] : []),
  ]
}
