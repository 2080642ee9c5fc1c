import type { Cell, Table } from '../../core/check.ts'
import type { LicenseFact } from './fact.ts'
import type { Options } from './options.ts'
import { type PackageLicense, packageJudge } from './package-license.ts'
import { policyOf } from './policy.ts'
import { VERDICTS } from './verdict.ts'

const COLUMNS = [
  { id: 'package', title: 'Package' },
  { id: 'version', title: 'Version' },
  { id: 'license', title: 'License', tally: true },
  { id: 'source', title: 'Source' },
  { id: 'scope', title: 'Scope' },
  { id: 'verdict', title: 'Verdict', tally: true },
  { id: 'path', title: 'Path' },
] as const

interface Row {
  /** Worse verdicts stand first: they are what a reader looks for. */
  readonly rank: number
  readonly name: string
  readonly cells: readonly string[]
  readonly scopes: Set<string>
  readonly path: string
}

function compare(a: Row, b: Row): number {
  if (a.rank !== b.rank) return b.rank - a.rank
  if (a.name !== b.name) return a.name < b.name ? -1 : 1
  return a.cells.join() < b.cells.join() ? -1 : 1
}

function scopeOf(scopes: ReadonlySet<string>): string {
  if (scopes.has('both') || (scopes.has('prod') && scopes.has('dev'))) return 'both'
  return ['prod', 'optional', 'dev'].find((scope) => scopes.has(scope)) ?? 'prod'
}

function rankOf(verdict: PackageLicense['verdict']): number {
  return verdict === 'internal' ? -1 : VERDICTS.indexOf(verdict)
}

/** Pure: a row per package, version and license, all copies of it together, the healthy ones too. */
export function describe(facts: readonly LicenseFact[], options: Options): Table {
  const judge = packageJudge(policyOf(options), options['internal-scopes'])
  const rows = new Map<string, Row>()
  for (const fact of facts) {
    const { verdict, deciding } = judge(fact)
    const { name, version, scope } = fact.package
    const cells = [version, deciding.declaration.text, deciding.reading.source, verdict]
    // No JSON: this runs for each of thousands of facts, and a NUL separates as well.
    const key = `${name}\0${cells.join('\0')}`
    const row = rows.get(key) ?? {
      rank: rankOf(verdict),
      name,
      cells,
      scopes: new Set(),
      path: (fact.paths(1)[0] ?? []).join(' > '),
    }
    row.scopes.add(scope)
    rows.set(key, row)
  }
  const cellsOf = ({
    name,
    cells: [version = '', license = '', source = '', verdict = ''],
    scopes,
    path,
  }: Row): readonly Cell[] => [name, version, license, source, scopeOf(scopes), verdict, path]
  return { columns: COLUMNS, rows: [...rows.values()].sort(compare).map(cellsOf) }
}
