import { objectOf } from '../../../inventory/json.ts'
import type { Advisory, Affected } from '../advisory.ts'
import { baseScoreOf } from '../cvss.ts'
import { pageOf } from '../osv-record.ts'
import { MAX_VERSION } from '../versions.ts'
import { severityOfWord } from './severity-word.ts'

type Fields = Readonly<Record<string, unknown>>

const MAX_TEXT = 300

/** OSV's ecosystems in the words of GitHub's API. */
const WORDS: readonly (readonly [osv: string, github: string])[] = [
  ['npm', 'npm'],
  ['PyPI', 'pip'],
  ['crates.io', 'rust'],
  ['Go', 'go'],
  ['GitHub Actions', 'actions'],
  ['Packagist', 'composer'],
  ['Maven', 'maven'],
  ['NuGet', 'nuget'],
  ['RubyGems', 'rubygems'],
  ['Pub', 'pub'],
  ['SwiftURL', 'swift'],
  ['Hex', 'erlang'],
]

/** GitHub's word for an ecosystem of OSV; undefined for one it does not review. */
export function githubWordOf(ecosystem: string): string | undefined {
  return WORDS.find(([osv]) => osv === ecosystem)?.[1]
}

function osvWordOf(word: string): string {
  return WORDS.find(([, github]) => github === word)?.[0] ?? word
}

/** One advisory, and how many of its branches could not be read: those are about nobody knows what. */
export interface GithubReading {
  readonly advisory: Advisory
  readonly unreadable: number
}

function textOf(value: unknown, longest = MAX_TEXT): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, longest).toWellFormed() : undefined
}

function branchOf(value: unknown): Affected | undefined {
  const fields = objectOf(value)
  const { ecosystem, name } = objectOf(fields?.['package']) ?? {}
  const range = fields?.['vulnerable_version_range'] ?? '*'
  if (typeof ecosystem !== 'string' || typeof name !== 'string' || typeof range !== 'string') return undefined
  const patched = fields?.['first_patched_version']
  const first = objectOf(patched)?.['identifier'] ?? patched
  const isVersion = typeof first === 'string' && first !== '' && first.length <= MAX_VERSION
  const text = range.trim() === '' ? '*' : range
  return {
    ecosystem: osvWordOf(ecosystem),
    name,
    versions: [],
    ranges: [{ kind: 'comparators', text }],
    ...(isVersion ? { firstPatched: first } : {}),
  }
}

function ratingOf(fields: Fields): Pick<Advisory, 'score' | 'vector'> {
  const both = objectOf(fields['cvss_severities'])
  for (const one of [both?.['cvss_v4'], both?.['cvss_v3'], fields['cvss']]) {
    const cvss = objectOf(one)
    const vector = textOf(cvss?.['vector_string'])
    const given = cvss?.['score']
    const score = typeof given === 'number' && given > 0 && given <= 10 ? given : baseScoreOf(vector ?? '')
    if (score === undefined) continue
    return { score, ...(vector === undefined ? {} : { vector }) }
  }
  return {}
}

function aliasesOf(fields: Fields, id: string): readonly string[] {
  const identifiers = Array.isArray(fields['identifiers']) ? fields['identifiers'].slice(0, 1000) : []
  const all = [fields['cve_id'], ...identifiers.map((one: unknown) => objectOf(one)?.['value'])]
  const ids = all.filter((one): one is string => typeof one === 'string' && /^[!-~]{1,256}$/.test(one))
  return [...new Set(ids)].filter((one) => one !== id)
}

function dateOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= 40 && !Number.isNaN(Date.parse(value))
    ? value
    : undefined
}

function datesOf(fields: Fields): Pick<Advisory, 'published' | 'modified' | 'withdrawn'> {
  const published = dateOf(fields['published_at'])
  const modified = dateOf(fields['updated_at'])
  const withdrawn = dateOf(fields['withdrawn_at'])
  return {
    ...(published === undefined ? {} : { published }),
    ...(modified === undefined ? {} : { modified }),
    ...(withdrawn === undefined ? {} : { withdrawn }),
  }
}

/** One object, or a list of one per day. */
function epssOf(value: unknown): number | undefined {
  const told = objectOf(Array.isArray(value) ? (value.at(-1) as unknown) : value)?.['percentage']
  return typeof told === 'number' && told >= 0 && told <= 1 ? told : undefined
}

/**
 * An advisory as `GET /advisories` tells it (https://docs.github.com/en/rest/security-advisories/global-advisories);
 * undefined where it has no GHSA id or no list of vulnerabilities.
 */
export function readGithubAdvisory(value: unknown): GithubReading | undefined {
  const fields = objectOf(value)
  const id = fields?.['ghsa_id']
  const branches = fields?.['vulnerabilities']
  const isSound = typeof id === 'string' && /^GHSA(-[0-9a-z]{4}){3}$/i.test(id) && Array.isArray(branches)
  if (!fields || !isSound) return undefined
  const affected = branches.map(branchOf)
  const isMalware = fields['type'] === 'malware'
  const epss = epssOf(fields['epss'])
  const advisory: Advisory = {
    id,
    aliases: aliasesOf(fields, id),
    summary: textOf(fields['summary']) ?? '',
    severity: isMalware ? 'critical' : severityOfWord(fields['severity']),
    ...ratingOf(fields),
    isMalware,
    ...datesOf(fields),
    url: pageOf(id),
    affected: affected.filter((one) => one !== undefined),
    ...(epss === undefined ? {} : { epss }),
    source: 'github',
  }
  // One that is about nothing was told for a reason that is lost.
  return {
    advisory,
    unreadable: affected.length === 0 ? 1 : affected.filter((one) => one === undefined).length,
  }
}
