import { labelOf } from '../../../inventory/package.ts'
import { NOT_DECLARED } from '../declaration.ts'
import type { LicenseFact } from '../fact.ts'
import { becauseOf } from '../package-license.ts'
import { type Component, compare } from './component.ts'

/** The first three are license-checker's (`--csv`); facts do not hold a repository. */
const COLUMNS = [
  'module name',
  'license',
  'repository',
  'verdict',
  'because',
  'scope',
  'lockfile',
  'path',
  'purl',
]

/** A spreadsheet runs what begins like a formula, also behind blanks and in full-width signs (OWASP, CSV injection). */
const FORMULA = /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/
const BREAKS = /[\p{Cc}\u2028\u2029]+/gu

/** A cell in quotes (RFC 4180), on one line; what would be a formula gets an apostrophe in front. */
function cell(text: string): string {
  const line = text.toWellFormed().replace(BREAKS, ' ')
  return `"${(FORMULA.test(line) ? `'${line}` : line).replaceAll('"', '""')}"`
}

function rowsOf({ copies, license, purl }: Component): readonly (readonly string[])[] {
  const { verdict, deciding } = license
  return copies.map(({ package: pkg, lockfile }) => [
    labelOf(pkg),
    deciding.declaration.text,
    '',
    verdict,
    becauseOf(deciding),
    pkg.scope,
    lockfile,
    pkg.location,
    purl,
  ])
}

/** A row per copy as CSV (RFC 4180), a heading first; no cell is run by a spreadsheet. */
export function csvOf(components: readonly Component[]): readonly string[] {
  return [COLUMNS, ...components.flatMap(rowsOf)].map((row) => row.map(cell).join(','))
}

interface Checked {
  readonly licenses: string | readonly string[]
  readonly path: string
  readonly licenseFile?: string
  readonly noticeFile?: string
}

/** The first license and notice file of a copy, where the facts hold its files. */
function filesOf({ package: pkg, files = [] }: LicenseFact): Pick<Checked, 'licenseFile' | 'noticeFile'> {
  const first = (kind: string) => files.find((file) => file.kind === kind)?.path
  const [license, notice] = [first('license'), first('notice')]
  return {
    ...(license === undefined ? {} : { licenseFile: `${pkg.location}/${license}` }),
    ...(notice === undefined ? {} : { noticeFile: `${pkg.location}/${notice}` }),
  }
}

/** As license-checker has it: UNKNOWN for nothing, and several only where copies differ. */
function licensesOf(components: readonly Component[]): Checked['licenses'] {
  const texts = components.map(({ license }) => license.deciding.declaration.text)
  const said = texts.map((text) => (text === NOT_DECLARED || text === '' ? 'UNKNOWN' : text))
  const [only = 'UNKNOWN', ...others] = new Set(said)
  return others.length === 0 ? only : [only, ...others]
}

/**
 * license-checker's own shape (`--json`), an entry per `name@version`. It has no `repository`, `publisher` and `email`: the
 * facts do not hold them.
 */
export function licenseCheckerOf(components: readonly Component[]): unknown {
  const groups = new Map<string, Component[]>()
  for (const component of components) {
    const key = labelOf(component.package).toWellFormed()
    const group = groups.get(key)
    if (group) group.push(component)
    else groups.set(key, [component])
  }
  const entries = [...groups].map(([key, group]): [string, Checked] => {
    const copies = group.flatMap((component) => component.copies)
    const [first] = copies.toSorted((a, b) => compare(a.package.location, b.package.location))
    const path = first?.package.location ?? ''
    return [key, { licenses: licensesOf(group), path, ...(first ? filesOf(first) : {}) }]
  })
  return Object.fromEntries(entries.sort(([a], [b]) => compare(a, b)))
}
