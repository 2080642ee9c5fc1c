/** The formula of CVSS 3.1, section 7.1 and 7.4, written from the specification for vectors of base metrics alone. */
export function formulaScore(metrics: Readonly<Record<string, string>>): number {
  const pick = (name: string, weights: Readonly<Record<string, number>>) =>
    weights[metrics[name] ?? ''] ?? Number.NaN
  const isChanged = metrics['S'] === 'C'
  const impactOf = (name: string) => 1 - pick(name, { H: 0.56, L: 0.22, N: 0 })
  const iss = 1 - impactOf('C') * impactOf('I') * impactOf('A')
  const impact = isChanged ? 7.52 * (iss - 0.029) - 3.25 * (iss - 0.02) ** 15 : 6.42 * iss
  const privileges = isChanged ? { N: 0.85, L: 0.68, H: 0.5 } : { N: 0.85, L: 0.62, H: 0.27 }
  const exploitability =
    8.22 *
    pick('AV', { N: 0.85, A: 0.62, L: 0.55, P: 0.2 }) *
    pick('AC', { L: 0.77, H: 0.44 }) *
    pick('PR', privileges) *
    pick('UI', { N: 0.85, R: 0.62 })
  if (impact <= 0) return 0
  const raw = Math.min((isChanged ? 1.08 : 1) * (impact + exploitability), 10)
  const whole = Math.round(raw * 100_000)
  return whole % 10_000 === 0 ? whole / 100_000 : (Math.floor(whole / 10_000) + 1) / 10
}

/** All base vectors of version 3, without their prefix. */
export function allVectors(): readonly string[] {
  const values = { AV: 'NALP', AC: 'LH', PR: 'NLH', UI: 'NR', S: 'UC', C: 'NLH', I: 'NLH', A: 'NLH' }
  return Object.entries(values).reduce<readonly string[]>(
    (vectors, [name, letters]) =>
      vectors.flatMap((vector) => [...letters].map((letter) => `${vector}/${name}:${letter}`)),
    [''],
  )
}
