import { RunError } from '../../core/errors.ts'

/** How a database is reached; TLS as libpq means its `sslmode` (postgresql.org/docs/current/libpq-ssl.html). */
export interface GivenPlace {
  /** A host's name or address; a folder for a socket there. */
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
  readonly sslmode: SslMode
}

const SSL_MODES = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full'] as const
export type SslMode = (typeof SSL_MODES)[number]

const EXAMPLE = 'postgres://user:password@host:5432/database?sslmode=require'

function refuse(reason: string): RunError {
  return new RunError(`the URL of the throwaway database ${reason}: ${EXAMPLE}`)
}

function urlIn(text: string): URL {
  try {
    return new URL(text)
  } catch {
    throw refuse('cannot be read')
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw refuse('has a % that begins no byte; write it as %25')
  }
}

function sslModeOf(parameters: URLSearchParams): SslMode {
  const names = [...parameters.keys()]
  if (names.some((name) => name !== 'sslmode')) throw refuse('may have no parameter but sslmode')
  const wanted = parameters.get('sslmode') ?? 'prefer'
  const mode = SSL_MODES.find((one) => one === wanted)
  if (mode === undefined || names.length > 1) throw refuse(`must have one sslmode of ${SSL_MODES.join(', ')}`)
  return mode
}

/** Reads a URL. Throws a RunError that says what is wrong with it, and holds nothing of it. */
export function parseGiven(text: string): GivenPlace {
  const url = urlIn(text.trim())
  if (!/^postgres(ql)?:$/.test(url.protocol)) throw refuse('must begin with postgres://')
  const [host, user, database] = [url.hostname, url.username, url.pathname.slice(1)].map(decode)
  if (!host || !user || !database) throw refuse('must name a host, a user and a database')
  if (url.hash !== '') throw refuse('may have no #; write one in a password as %23')
  return {
    host: host.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? 5432 : Number(url.port),
    user,
    password: decode(url.password),
    database,
    sslmode: sslModeOf(url.searchParams),
  }
}
