import type { Cell, Table } from '../../core/check.ts'
import { SEVERITIES } from '../../core/severity.ts'
import { type Copies, copiesOf } from './copies.ts'
import { flawsOfCopies } from './evaluate-package.ts'
import type { AuditFact, PackageFact } from './fact.ts'
import type { MatchCache } from './match.ts'
import type { Options } from './options.ts'
import { weightOf } from './severity.ts'

const COLUMNS = [
  { id: 'package', title: 'Package' },
  { id: 'version', title: 'Version' },
  { id: 'severity', title: 'Severity', tally: true },
  { id: 'advisories', title: 'Advisories' },
  { id: 'scope', title: 'Scope', tally: true },
  { id: 'counts', title: 'Counts' },
  { id: 'path', title: 'Path' },
] as const

const NONE = 'none known'

interface Row {
  /** The worst first. */
  readonly rank: number
  readonly cells: readonly Cell[]
}

function scopeOf(copies: Copies): string {
  const scopes = new Set(copies.map((copy) => copy.package.scope))
  if (scopes.has('both') || (scopes.has('prod') && scopes.has('dev'))) return 'both'
  return ['prod', 'optional', 'dev'].find((scope) => scopes.has(scope as 'prod')) ?? 'prod'
}

function packageRow(copies: Copies, options: Options, cache: MatchCache): Row {
  const [{ package: pkg, paths, lockfile }] = copies
  const hits = flawsOfCopies(copies, cache)
  const ranks = hits.map(({ flaw }) => SEVERITIES.indexOf(weightOf(flaw, options).severity))
  const rank = Math.min(SEVERITIES.length, ...ranks)
  const way = paths(1)[0]?.join(' > ') ?? ''
  const cells = [
    pkg.name,
    pkg.version,
    SEVERITIES[rank] ?? NONE,
    hits.map(({ flaw }) => flaw.id).join(', '),
    scopeOf(copies),
    copies.some((copy) => copy.counts),
    `${lockfile}: ${way}`,
  ]
  return { rank, cells }
}

/** The rows of what is no package. A severity of theirs is their finding's. */
function otherRow(fact: Exclude<AuditFact, PackageFact>): Row {
  const rank = SEVERITIES.length
  switch (fact.kind) {
    case 'action': {
      const { name, ref, isPinned, counts, path } = fact
      return { rank, cells: [name, ref, '', isPinned ? 'pinned' : 'not pinned', 'workflow', counts, path] }
    }
    case 'host':
      return { rank, cells: [fact.host, '', '', 'new host', 'registry', true, fact.lockfile] }
    case 'runtime': {
      const { package: pkg, engine, counts, declared } = fact
      return { rank, cells: [pkg.name, pkg.version, '', `Node ${engine}`, 'runtime', counts, declared.path] }
    }
    case 'report':
      return { rank, cells: [fact.report, '', '', `${fact.results} results`, fact.tools, true, fact.report] }
    case 'reported':
      return { rank, cells: [fact.subject, '', fact.severity ?? '', fact.id, fact.tool, true, fact.report] }
  }
}

function compare(a: Row, b: Row): number {
  if (a.rank !== b.rank) return a.rank - b.rank
  const [left, right] = [a.cells.join('\0'), b.cells.join('\0')]
  return left < right ? -1 : Number(left > right)
}

/** Pure: a row per package and version in each lockfile, the healthy ones too, and per other fact; the worst first. */
export function describe(facts: readonly AuditFact[], options: Options): Table {
  const cache: MatchCache = new WeakMap()
  const packages = facts.filter((fact): fact is PackageFact => fact.kind === 'package')
  const others = facts.filter((fact): fact is Exclude<AuditFact, PackageFact> => fact.kind !== 'package')
  const rows = [
    ...copiesOf(packages).map((copies) => packageRow(copies, options, cache)),
    ...others.map(otherRow),
  ]
  return { columns: COLUMNS, rows: rows.sort(compare).map(({ cells }) => cells) }
}
