import type { Answer, AnswerSection } from '../../core/check.ts'
import { labelOf } from '../../inventory/package.ts'
import type { LicenseFact } from './fact.ts'
import type { Options } from './options.ts'
import {
  becauseOf,
  branchOf,
  type JudgedReading,
  type PackageLicense,
  packageJudge,
} from './package-license.ts'
import { policyOf } from './policy.ts'

const MAX_PATHS = 10

function isAsked(fact: LicenseFact, asked: string): boolean {
  const { name, alias, version } = fact.package
  return [name, alias, `${name}@${version}`].includes(asked)
}

function readingFields({ reading, declaration }: JudgedReading): readonly [string, string] {
  return ['read from', `${reading.path || fallback(reading.source)}: ${declaration.text}`]
}

/** What each license file is known as, with the hash by which a waiver names it. */
function fileFields({ files = [] }: LicenseFact): readonly (readonly [string, string])[] {
  return files
    .filter(({ kind }) => kind === 'license')
    .map(({ path, identified, problem, hash }) => {
      const known = identified?.ids.join(' AND ') ?? problem ?? 'no known license'
      return ['license file', `${path}: ${known}${hash === undefined ? '' : `; text ${hash}`}`]
    })
}

function fallback(source: string): string {
  return `the ${source}`
}

function sectionOf(copies: readonly LicenseFact[], license: PackageLicense): AnswerSection {
  const [fact] = copies as readonly [LicenseFact, ...LicenseFact[]]
  const { alias } = fact.package
  const branch = branchOf(license.deciding)
  const paths = [...new Set(copies.flatMap((copy) => copy.paths(MAX_PATHS).map((path) => path.join(' > '))))]
  return {
    title: `${labelOf(fact.package)}${alias === undefined ? '' : ` (installed as ${alias})`} in ${fact.lockfile}`,
    fields: [
      ['license', license.deciding.declaration.text],
      ...[license.deciding, ...license.others].map(readingFields),
      ...fileFields(fact),
      ['verdict', license.verdict],
      ['because', license.verdict === 'internal' ? 'its scope is internal' : becauseOf(license.deciding)],
      ...(branch === undefined ? [] : [['passes by', branch] as const]),
      ['scope', [...new Set(copies.map((copy) => copy.package.scope))].join(', ')],
      ...copies.map((copy) => ['installed at', copy.package.location] as const),
      ...(paths.length > 0 ? paths : ['nothing reaches it']).map((path) => ['path', path] as const),
    ],
  }
}

/** Answers who brings a package in, what license it has and where that was read, and what lets it pass or not. */
export function why(facts: readonly LicenseFact[], options: Options, asked: string): Answer {
  const judge = packageJudge(policyOf(options), options['internal-scopes'])
  const groups = new Map<string, LicenseFact[]>()
  for (const fact of facts.filter((one) => isAsked(one, asked))) {
    const { name, version } = fact.package
    const key = JSON.stringify([fact.lockfile, name, version, judge(fact).deciding.declaration.text])
    groups.set(key, [...(groups.get(key) ?? []), fact])
  }
  const sections = [...groups.values()].map((copies) => sectionOf(copies, judge(copies[0] as LicenseFact)))
  return { found: sections.length > 0, sections }
}
