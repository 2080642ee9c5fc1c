import { entries } from '../../core/entries.ts'
import { type OptionsOf, type OptionTable, SHARED } from '../../core/options.ts'
import { duration, flag, list, type Parser, quote, text } from '../../core/parsers.ts'
import { DATE, FILE, HOST, type OwnThresholds, THRESHOLD_WORDS } from './entry.ts'
import { type Threshold, thresholdOf } from './threshold.ts'

function threshold(): Parser<Threshold> {
  return {
    placeholder: 'THRESHOLD',
    schema: { type: 'string', minLength: 2 },
    parse: (raw) => {
      const value = typeof raw === 'string' ? thresholdOf(raw) : undefined
      return value ? { value } : { problems: [`must be ${THRESHOLD_WORDS}, not ${quote(raw)}`] }
    },
  }
}

function urlProblem(word: string): string | undefined {
  const isHttp = URL.canParse(word) && /^https?:$/.test(new URL(word).protocol) && !word.includes('@')
  return isHttp ? undefined : 'holds what is no http or https URL without a user'
}

export const OPTIONS = {
  ...SHARED,
  hosts: {
    description:
      'Servers: `host`, `host:port`, `[::1]:8443`, `smtp://mail.example.org:587` (STARTTLS for smtp, imap, pop3, ftp, nntp, sieve, xmpp, postgres, mysql, ldap). Settings may follow: `10.0.0.5:8443 name=api.example.org ca-file=ca.pem warn=25% critical=10% client-certificate=env:CERT client-key=env:KEY`.',
    default: '',
    parser: entries(HOST),
  },
  files: {
    description:
      'Files, folders or globs, relative to `path`: PEM, DER, PKCS#7, PKCS#12, JKS, kubeconfig, Kubernetes Secrets, SAML metadata, known by their content. `!tests/old/**` takes files out; `warn=` and `critical=` may follow.',
    default: '',
    parser: entries(FILE),
  },
  dates: {
    description:
      'Other things that end, `NAME DATE`: `azure client secret 2027-01-31 warn=60d`. Settings: `from`, `warn`, `critical`.',
    default: '',
    parser: entries(DATE),
  },
  warn: {
    description:
      'When a certificate counts as `expiring` and warns: so long before its end, so large a share of its own lifetime, or the shorter of both.',
    default: 'min(30d, 25%)',
    parser: threshold(),
  },
  critical: {
    description: 'When it is `high`, and fails by default.',
    default: 'min(10d, 10%)',
    parser: threshold(),
  },
  'authority-warn': {
    description: 'The `warn` of authorities (CA certificates) in files: replacing one takes longer.',
    default: 'min(90d, 25%)',
    parser: threshold(),
  },
  'ca-file': {
    description:
      'PEM files of authorities, relative to `path`, that are trusted beside the public ones (Mozilla’s, as Node has them).',
    default: '',
    parser: list('FILES'),
  },
  'password-env': {
    description: 'Names of environment variables that hold passwords of PKCS#12 files.',
    default: '',
    parser: list('NAMES', (word) =>
      /^[A-Za-z_][A-Za-z0-9_]*$/.test(word)
        ? undefined
        : 'holds what is no name of an environment variable; a password itself must not be given here',
    ),
  },
  timeout: {
    description: 'How long one address may take, with all three tries.',
    default: '30s',
    parser: duration(),
  },
  'allow-private': {
    description:
      'Whether lists of revoked certificates and missing issuers may be fetched from private addresses. A certificate names them, so else only public ones are asked.',
    default: 'false',
    parser: flag(),
  },
  ari: {
    description:
      'ACME directories (RFC 8555) of your authorities, to ask each whether a renewal is overdue (RFC 9773): `https://acme-v02.api.letsencrypt.org/directory`. Nobody is asked by default.',
    default: '',
    parser: list('URLS', urlProblem),
  },
  workflow: {
    description:
      'The workflow file whose `cron` says when this check runs next, relative to `path`. Default: the one that a schedule has started.',
    default: '',
    parser: text('FILE'),
  },
} as const satisfies OptionTable

export type Options = OptionsOf<typeof OPTIONS>

/** A share of a second is worth less than one of a day: only like is compared with like. */
function isLater(critical: Threshold, warn: Threshold): boolean {
  const cap = critical.cap !== undefined && warn.cap !== undefined && critical.cap > warn.cap
  const share = critical.share !== undefined && warn.share !== undefined && critical.share > warn.share
  return cap || share
}

function twice(ids: readonly string[]): readonly string[] {
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))]
}

/** Mistakes that lie in how options go together. */
export function problemsOf(options: Options): readonly string[] {
  const { hosts, files, dates, warn, critical } = options
  const places: readonly (readonly [string, OwnThresholds])[] = [
    ...hosts.map((entry) => [`hosts: ${entry.target}`, entry] as const),
    ...files.map((entry) => [`files: ${entry.glob}`, entry] as const),
    ...dates.map((entry) => [`dates: ${entry.name}`, entry] as const),
    ['the options', { warn: undefined, critical: undefined }],
  ]
  const late = places.filter(([, own]) => isLater(own.critical ?? critical, own.warn ?? warn))
  const sharesOnly = [warn, critical].some(({ cap }) => cap === undefined)
  const endless = sharesOnly
    ? dates.filter((date) => date.start === undefined && !(date.warn && date.critical))
    : []
  return [
    ...twice(hosts.map(({ target }) => target)).map(
      (id) => `hosts names ${id} twice; give one of them a name=`,
    ),
    ...twice(dates.map(({ name }) => name)).map((name) => `dates names "${name}" twice`),
    ...endless.map(
      ({ name }) =>
        `dates: ${name}: warn or critical is a share of a lifetime that nobody knows: give it a \`from\` date or its own thresholds`,
    ),
    ...late.map(([place]) => `${place}: critical begins before warn`),
  ]
}
