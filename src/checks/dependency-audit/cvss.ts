import cvss from 'ae-cvss-calculator'
import type { Severity } from '../../core/severity.ts'

/** Longer ones are no vectors: all metrics of version 4.0 take some 230 characters. */
const MAX_VECTOR = 512

type Metrics = Readonly<Record<string, string>>

interface Form {
  /** Newer ones say more: 4, 3 or 2. */
  readonly generation: 4 | 3 | 2
  readonly base: Metrics
  readonly more: Metrics
  readonly scoreOf: (vector: string) => number | undefined
}

const IMPACT = 'N L H'
const BASE_3 = { AV: 'N A L P', AC: 'L H', PR: 'N L H', UI: 'N R', S: 'U C', C: IMPACT, I: IMPACT, A: IMPACT }
const NEED_3 = 'X L M H'
const MORE_3 = {
  ...modified(BASE_3),
  ...{ E: 'X U P F H', RL: 'X O T W U', RC: 'X U R C', CR: NEED_3, IR: NEED_3, AR: NEED_3 },
}
const BASE_4 = {
  ...{ AV: 'N A L P', AC: 'L H', AT: 'N P', PR: 'N L H', UI: 'N P A' },
  ...{ VC: IMPACT, VI: IMPACT, VA: IMPACT, SC: IMPACT, SI: IMPACT, SA: IMPACT },
}
const MORE_4 = {
  ...modified(BASE_4),
  ...{ MSI: 'X N L H S', MSA: 'X N L H S', E: 'X A P U', CR: NEED_3, IR: NEED_3, AR: NEED_3 },
  ...{ S: 'X N P', AU: 'X N Y', R: 'X A U I', V: 'X D C', RE: 'X L M H', U: 'X Clear Green Amber Red' },
}
const NEED_2 = 'L M H ND'
const BASE_2 = { AV: 'L A N', AC: 'H M L', Au: 'M S N', C: 'N P C', I: 'N P C', A: 'N P C' }
const MORE_2 = {
  ...{ E: 'U POC F H ND', RL: 'OF TF W U ND', RC: 'UC UR C ND' },
  ...{ CDP: 'N L LM MH H ND', TD: 'N L M H ND', CR: NEED_2, IR: NEED_2, AR: NEED_2 },
}

const FORMS: ReadonlyMap<string, Form> = new Map<string, Form>([
  [
    'CVSS:4.0',
    { generation: 4, base: BASE_4, more: MORE_4, scoreOf: (v) => new cvss.Cvss4P0(v).calculateScores().base },
  ],
  [
    'CVSS:3.1',
    { generation: 3, base: BASE_3, more: MORE_3, scoreOf: (v) => new cvss.Cvss3P1(v).calculateScores().base },
  ],
  [
    'CVSS:3.0',
    { generation: 3, base: BASE_3, more: MORE_3, scoreOf: (v) => new cvss.Cvss3P0(v).calculateScores().base },
  ],
  [
    '',
    { generation: 2, base: BASE_2, more: MORE_2, scoreOf: (v) => new cvss.Cvss2(v).calculateScores().base },
  ],
])

/** The environmental twins of base metrics, which may also be left undefined. */
function modified(base: Metrics): Metrics {
  return Object.fromEntries(Object.entries(base).map(([name, values]) => [`M${name}`, `X ${values}`]))
}

function has(metrics: Metrics, name: string, value: string): boolean {
  return Object.hasOwn(metrics, name) && (metrics[name] ?? '').split(' ').includes(value)
}

/** The values of a vector's metrics; undefined where one is unknown, stands twice, or a base metric is missing. */
function metricsOf(parts: readonly string[], { base, more }: Form): ReadonlyMap<string, string> | undefined {
  const metrics = new Map<string, string>()
  for (const part of parts) {
    const [name = '', value = '', ...rest] = part.split(':')
    const isKnown = has(base, name, value) || has(more, name, value)
    if (rest.length > 0 || metrics.has(name) || !isKnown) return undefined
    metrics.set(name, value)
  }
  return Object.keys(base).every((name) => metrics.has(name)) ? metrics : undefined
}

interface Scored {
  readonly generation: 4 | 3 | 2
  readonly score: number
}

/**
 * The base score of a vector and the generation of its CVSS (https://www.first.org/cvss/, versions 2.0, 3.0, 3.1 and
 * 4.0; version 2.0 has no prefix and may stand in parentheses). Other metrics than the base ones are checked and do
 * not count. Undefined for what is malformed, incomplete or too long.
 */
export function scoreVector(vector: string): Scored | undefined {
  if (vector.length > MAX_VECTOR) return undefined
  const plain = vector.startsWith('(') && vector.endsWith(')') ? vector.slice(1, -1) : vector
  const parts = plain.split('/')
  const prefix = parts[0]?.startsWith('CVSS:') ? parts[0] : ''
  const form = FORMS.get(prefix)
  if (!form || (plain !== vector && form.generation !== 2)) return undefined
  const metrics = metricsOf(prefix === '' ? parts : parts.slice(1), form)
  if (!metrics) return undefined
  const base = Object.keys(form.base).map((name) => `${name}:${metrics.get(name)}`)
  const score = form.scoreOf((prefix === '' ? base : [prefix, ...base]).join('/'))
  return score === undefined || !Number.isFinite(score) ? undefined : { generation: form.generation, score }
}

/** The base score of a CVSS vector, 0 to 10, as {@link scoreVector} finds it. */
export function baseScoreOf(vector: string): number | undefined {
  return scoreVector(vector)?.score
}

/** The word for a base score, by the bands of CVSS 3 and 4; undefined for what is no score. */
export function severityOfScore(score: number): Severity | undefined {
  if (!(score >= 0 && score <= 10)) return undefined
  if (score === 0) return 'info'
  if (score < 4) return 'low'
  if (score < 7) return 'moderate'
  return score < 9 ? 'high' : 'critical'
}
