import type { Answer, AnswerSection } from '../../core/check.ts'
import { labelOf } from '../../inventory/package.ts'
import { type Copies, copiesOf } from './copies.ts'
import { evaluatePackages } from './evaluate-package.ts'
import type { AuditFact, PackageFact } from './fact.ts'
import type { Options } from './options.ts'

const MAX_PATHS = 10

function isAsked({ package: { name, alias, version } }: PackageFact, asked: string): boolean {
  return [name, alias, `${name}@${version}`].includes(asked)
}

function sectionOf(copies: Copies, options: Options, now: Date): AnswerSection {
  const [fact] = copies
  const findings = evaluatePackages(copies, options, now, new WeakMap())
  const paths = copies.flatMap((copy) => copy.paths(MAX_PATHS).map((path) => path.join(' > ')))
  const askers = copies.flatMap((copy) =>
    copy
      .dependents()
      .map(({ by, own, spec }) => `${by ? labelOf(by) : own?.name || 'package.json'} (${spec})`),
  )
  return {
    title: `${labelOf(fact.package)} in ${fact.lockfile}`,
    fields: [
      ['scope', [...new Set(copies.map((copy) => copy.package.scope))].join(', ')],
      ...[...new Set(askers)].map((asker) => ['asked for by', asker] as const),
      ...[...new Set(paths)].map((path) => ['path', path] as const),
      ...(findings.length === 0 ? [['advisories', 'none known'] as const] : []),
      ...findings.flatMap(({ message, remediation = '' }) => [
        ['advisory', message] as const,
        ['do', remediation] as const,
      ]),
    ],
  }
}

/** Answers who brings a package in, with which ranges, what is known about it, and what to type. */
export function why(facts: readonly AuditFact[], options: Options, asked: string, now: Date): Answer {
  const mine = facts.filter((fact): fact is PackageFact => fact.kind === 'package' && isAsked(fact, asked))
  const sections = copiesOf(mine).map((copies) => sectionOf(copies, options, now))
  return { found: sections.length > 0, sections }
}
