import { objectOf } from '../../../inventory/json.ts'
import type { Advisory } from '../advisory.ts'
import { baseScoreOf } from '../cvss.ts'
import { pageOf } from '../osv-record.ts'
import { severityOfWord } from './severity-word.ts'

const MAX_TEXT = 300
const MAX_RANGE = 100_000

/** The GHSA id at the end of an advisory's address. */
function ghsaOf(url: unknown): string | undefined {
  if (typeof url !== 'string') return undefined
  const id = url.slice(-19)
  return /^GHSA(-[0-9a-z]{4}){3}$/i.test(id) ? id : undefined
}

function idOf(url: unknown, id: unknown): string | undefined {
  const isNumber = typeof id === 'number' && Number.isSafeInteger(id)
  const isText = typeof id === 'string' && /^[\w.:-]{1,100}$/.test(id)
  return ghsaOf(url) ?? (isNumber || isText ? `npm:${id}` : undefined)
}

function ratingOf(value: unknown): Pick<Advisory, 'score' | 'vector'> {
  const cvss = objectOf(value)
  const told = cvss?.['vectorString']
  const vector = typeof told === 'string' && told.length <= MAX_TEXT ? told : undefined
  const raw = cvss?.['score']
  // npm writes score 0 where there is no vector.
  const given = typeof raw === 'number' && raw > 0 && raw <= 10 ? raw : undefined
  const score = given ?? (vector === undefined ? undefined : baseScoreOf(vector))
  return { ...(score === undefined ? {} : { score }), ...(vector === undefined ? {} : { vector }) }
}

/** GitHub's malware advisories are titled so; CWE-506 is embedded malicious code. */
function tellsMalware(title: string, cwes: unknown): boolean {
  return /^(malware|malicious)\b/i.test(title) || (Array.isArray(cwes) && cwes.includes('CWE-506'))
}

function pageUrl(url: unknown, id: string): string {
  if (typeof url === 'string' && url.length < 2000 && URL.canParse(url)) {
    const { protocol, username, href } = new URL(url)
    if ((protocol === 'https:' || protocol === 'http:') && username === '') return href
  }
  return pageOf(id)
}

/**
 * One entry of the bulk endpoint's answer about the package `name`; undefined where it has no id or its range is
 * no text. A missing range is every version (npm's metavuln-calculator).
 */
export function readNpmAdvisory(name: string, value: unknown): Advisory | undefined {
  const entry = objectOf(value)
  if (!entry) return undefined
  const id = idOf(entry['url'], entry['id'])
  const range = entry['vulnerable_versions'] ?? '*'
  if (id === undefined || typeof range !== 'string' || range.length > MAX_RANGE) return undefined
  const title = typeof entry['title'] === 'string' ? entry['title'].slice(0, MAX_TEXT).toWellFormed() : ''
  const isMalware = tellsMalware(title, entry['cwe'])
  const text = range.trim() === '' ? '*' : range
  return {
    id,
    aliases: [],
    summary: title,
    severity: isMalware ? 'critical' : severityOfWord(entry['severity']),
    ...ratingOf(entry['cvss']),
    isMalware,
    url: pageUrl(entry['url'], id),
    affected: [{ ecosystem: 'npm', name, versions: [], ranges: [{ kind: 'comparators', text }] }],
    source: 'npm',
  }
}
