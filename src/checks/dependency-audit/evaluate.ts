import type { Finding } from '../../core/finding.ts'
import { evaluateAction } from './evaluate-action.ts'
import { hostFinding, reportedFinding, runtimeFinding } from './evaluate-other.ts'
import { evaluatePackages } from './evaluate-package.ts'
import type { AuditFact, PackageFact } from './fact.ts'
import type { MatchCache } from './match.ts'
import type { Options } from './options.ts'
import { outdatedFindings } from './outdated.ts'

function otherFindings(fact: AuditFact, options: Options, cache: MatchCache): readonly Finding[] {
  switch (fact.kind) {
    case 'host':
      return [hostFinding(fact)]
    case 'runtime':
      return fact.counts ? [runtimeFinding(fact)] : []
    case 'reported':
      return fact.suppressed === undefined ? [reportedFinding(fact, options)] : []
    case 'action':
      return fact.counts ? evaluateAction(fact, options, cache) : []
    case 'package':
    case 'report':
      return []
  }
}

/** Pure: what is wrong with what counts. Copies of one version in one lockfile are one finding. */
export function evaluate(facts: readonly AuditFact[], options: Options, now: Date): readonly Finding[] {
  const cache: MatchCache = new WeakMap()
  const packages = facts.filter((fact): fact is PackageFact => fact.kind === 'package' && fact.counts)
  return [
    ...evaluatePackages(packages, options, now, cache),
    ...outdatedFindings(packages, options, now),
    ...facts.flatMap((fact) => otherFindings(fact, options, cache)),
  ]
}
