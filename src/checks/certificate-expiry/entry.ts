import type { EntryForm } from '../../core/entries.ts'
import { momentOf, type Parsed, quote } from '../../core/parsers.ts'
import { type Host, labelOf, normalHost, parseHost } from './host.ts'
import { type Threshold, thresholdOf } from './threshold.ts'

/** Thresholds of one entry, where it has its own. */
export interface OwnThresholds {
  readonly warn: Threshold | undefined
  readonly critical: Threshold | undefined
}

/** A server to look at. */
export interface HostEntry extends Host, OwnThresholds {
  /** What the report calls it. */
  readonly target: string
  /** For SNI, and the name that the certificate must have. */
  readonly name: string
  readonly authorityFile: string | undefined
  /** Paths, or `env:NAME`. */
  readonly client: { readonly certificate: string; readonly key: string } | undefined
}

/** Files to look into; a glob that begins with `!` takes files out. */
export interface FileEntry extends OwnThresholds {
  readonly glob: string
}

/** Something with an end that no protocol can ask for. Moments in milliseconds since 1970. */
export interface DateEntry extends OwnThresholds {
  readonly name: string
  readonly end: number
  readonly start: number | undefined
}

type Said = ReadonlyMap<string, string>

const WARN = 'Its own `warn`.'
const CRITICAL = 'Its own `critical`.'

export const THRESHOLD_WORDS = 'a length of time (30d), a share of the lifetime (25%), or min(30d, 25%)'

function thresholdIn(said: Said, key: string, problems: string[]): Threshold | undefined {
  const text = said.get(key)
  if (text === undefined) return undefined
  const threshold = thresholdOf(text)
  if (!threshold) problems.push(`has for ${key} ${quote(text)}, which is not ${THRESHOLD_WORDS}`)
  return threshold
}

function readThresholds(said: Said, problems: string[]): OwnThresholds {
  return {
    warn: thresholdIn(said, 'warn', problems),
    critical: thresholdIn(said, 'critical', problems),
  }
}

function clientIn(said: Said, problems: string[]): HostEntry['client'] {
  const [certificate, key] = [said.get('client-certificate'), said.get('client-key')]
  if (certificate === undefined && key === undefined) return undefined
  if (certificate !== undefined && key !== undefined) return { certificate, key }
  problems.push('needs both client-certificate and client-key, or neither')
  return undefined
}

function readHost(said: Said): Parsed<HostEntry> {
  const written = said.get('host') ?? ''
  const host: Parsed<Host> =
    written === '' ? { problems: ['names no host'] } : parseHost(written.replace(/\s+/g, ' '))
  const problems = 'problems' in host ? [...host.problems] : []
  const typed = said.get('name')
  const named = typed === undefined ? undefined : normalHost(typed)
  if (typed !== undefined && named === undefined)
    problems.push(`has for name ${quote(typed)}, which is neither a host name nor an IP address`)
  const thresholds = readThresholds(said, problems)
  const client = clientIn(said, problems)
  if ('problems' in host || problems.length > 0) return { problems }
  const label = labelOf(host.value)
  const name = named ?? host.value.host
  return {
    value: {
      ...host.value,
      ...thresholds,
      target: name === host.value.host ? label : `${label} (${name})`,
      name,
      authorityFile: said.get('ca-file'),
      client,
    },
  }
}

function readFile(said: Said): Parsed<FileEntry> {
  const problems: string[] = []
  const glob = said.get('path') ?? ''
  if (glob.replace(/^!/, '') === '') problems.push('names no file')
  const thresholds = readThresholds(said, problems)
  return problems.length > 0 ? { problems } : { value: { glob, ...thresholds } }
}

function momentIn(text: string | undefined, key: string, problems: string[]): number | undefined {
  const moment = text === undefined ? undefined : momentOf(text)
  if (!moment && (text !== undefined || key === 'date'))
    problems.push(
      `has for ${key} ${quote(text ?? '')}, which is no date like 2027-01-31 or 2027-01-31T09:00:00Z`,
    )
  return moment?.getTime()
}

/** `azure client secret 2027-01-31`: without a key of its own the date is the last word. */
function readDate(said: Said): Parsed<DateEntry> {
  const problems: string[] = []
  const words = (said.get('name') ?? '').split(' ')
  const written = said.get('date') ?? (words.length > 1 ? words.pop() : undefined)
  const name = words.join(' ').trim()
  if (name === '') problems.push('has no name')
  const end = momentIn(written, 'date', problems) ?? 0
  const start = momentIn(said.get('from'), 'from', problems)
  if (problems.length === 0 && start !== undefined && start >= end) problems.push('begins after it ends')
  const thresholds = readThresholds(said, problems)
  for (const key of ['warn', 'critical'] as const) {
    if (thresholds[key] && thresholds[key].cap === undefined && start === undefined)
      problems.push(`has for ${key} a share of a lifetime that nobody knows: give it a \`from\` date`)
  }
  return problems.length > 0 ? { problems } : { value: { name, end, start, ...thresholds } }
}

export const HOST: EntryForm<HostEntry> = {
  placeholder: 'HOSTS',
  main: 'host',
  keys: {
    host: '`host`, `host:port`, `[::1]:8443`, `smtp://mail.example.org:587`.',
    name: 'For SNI, and the name that the certificate must have, where that is not the host.',
    'ca-file': 'Authorities that are trusted for it, as `ca-file`.',
    warn: WARN,
    critical: CRITICAL,
    'client-certificate': 'What to show to a server that asks: a PEM file, or `env:NAME`.',
    'client-key': 'Its key: a PEM file, or `env:NAME`.',
  },
  read: readHost,
}

export const FILE: EntryForm<FileEntry> = {
  placeholder: 'GLOBS',
  main: 'path',
  keys: {
    path: 'A file, a folder or a glob; `!` before it takes files out.',
    warn: WARN,
    critical: CRITICAL,
  },
  read: readFile,
}

export const DATE: EntryForm<DateEntry> = {
  placeholder: 'DATES',
  main: 'name',
  keys: {
    name: 'What it is called.',
    date: 'When it ends: a day (its first moment in UTC) or an RFC 3339 time.',
    from: 'When it began; thresholds that are shares need it.',
    warn: WARN,
    critical: CRITICAL,
  },
  read: readDate,
}
