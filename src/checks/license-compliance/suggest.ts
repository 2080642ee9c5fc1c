import type { Answer, AnswerSection } from '../../core/check.ts'
import { yamlList } from './export/ascii.ts'
import { leafOf } from './expression.ts'
import type { LicenseFact } from './fact.ts'
import { laterVersions } from './families.ts'
import type { Options } from './options.ts'
import { becauseOf, type PackageLicense, packageJudge } from './package-license.ts'
import { policyOf } from './policy.ts'
import { type Group, type Grouped, groupsOf } from './suggest/groups.ts'
import { smallestOf } from './suggest/smallest.ts'

/** What `upkeep license-compliance suggest` looks at: everything, or not what development alone needs. */
export const SUGGEST_SCOPES = ['all', 'prod'] as const

const MAX_PACKAGES = 5
/** An answer stays readable. */
const MAX_FIELDS = 100

interface Lists {
  readonly allow: readonly string[]
  readonly review: readonly string[]
  readonly isProven: boolean
}

type Field = readonly [label: string, value: string]

/** Both lists together are smallest: what a person is to look at must not fail instead, and may share entries. */
function listsOf({ groups, judgeEntry }: Grouped): Lists {
  const needs = groups.map((group) => group.need)
  const { entries, isProven } = smallestOf(needs.map((need) => need.alternatives))
  const isAllowed = (entry: string) => judgeEntry(entry) === 'allow'
  return {
    allow: entries.filter(isAllowed),
    review: entries.filter((entry) => !isAllowed(entry)),
    isProven: isProven && needs.every((need) => need.isWhole),
  }
}

/** The entries by which a package passes: for `-or-later` perhaps one of the versions that it offers. */
function entriesUsed(license: PackageLicense, listed: ReadonlySet<string>): readonly string[] {
  return [license.deciding, ...license.others].flatMap(({ judgment }) =>
    judgment.deciding.flatMap(({ leaf }) => {
      if (leaf.kind !== 'license') return []
      const versions = leaf.orLater ? laterVersions(leaf.license).map((id) => leafOf(id, false).text) : []
      return [leaf.text, ...versions].find((text) => listed.has(text)) ?? []
    }),
  )
}

function countOf(packages: readonly string[]): string {
  const more = packages.length - MAX_PACKAGES
  const names = packages.slice(0, MAX_PACKAGES).join(', ')
  return `${packages.length} ${packages.length === 1 ? 'package' : 'packages'}: ${names}${more > 0 ? ` and ${more} more` : ''}`
}

function section(title: string, fields: readonly Field[]): AnswerSection {
  const more = fields.length - MAX_FIELDS
  const rest: readonly Field[] = more > 0 ? [['…', `and ${more} more`]] : []
  return { title, fields: [...fields.slice(0, MAX_FIELDS), ...rest] }
}

/** The groups as the new lists judge them. */
interface Judged {
  readonly group: Group
  readonly after: PackageLicense
}

function usersOf(entries: readonly string[], judged: readonly Judged[], listed: ReadonlySet<string>) {
  const users = new Map<string, Set<string>>(entries.map((entry) => [entry, new Set()]))
  for (const { group, after } of judged) {
    for (const entry of new Set(entriesUsed(after, listed)))
      for (const name of group.packages) users.get(entry)?.add(name)
  }
  return [...users].map(([entry, names]): Field => [entry, countOf([...names].sort())])
}

function todayOf({ license, packages }: Group): Field {
  const { verdict, deciding } = license
  return [deciding.declaration.text, `${verdict}: ${becauseOf(deciding)}; ${countOf(packages)}`]
}

/** What stays out: what fails today too, and what no id can name. */
function outsideOf(judged: readonly Judged[]): readonly Field[] {
  return judged.flatMap(({ group, after }): readonly Field[] => {
    const { verdict, deciding } = group.license
    const isAsToday = after.verdict === verdict
    if (isAsToday && (verdict === 'allow' || verdict === 'review')) return []
    if (isAsToday) return [todayOf(group)]
    const why = `${verdict} today, by a category alone; ${countOf(group.packages)}`
    return [[deciding.declaration.text, why]]
  })
}

function sectionsOf(lists: Lists, grouped: Grouped, options: Options): readonly AnswerSection[] {
  const { allow, review, isProven } = lists
  const judge = packageJudge(policyOf({ allow, deny: [], review }), options['internal-scopes'])
  const judged = grouped.groups.map((group) => ({ group, after: judge(group.fact) }))
  const passing = judged.filter(({ after }) => after.verdict === 'allow' || after.verdict === 'review')
  const listed = new Set([...allow, ...review])
  const size = isProven
    ? 'no smaller list does the same'
    : 'a smaller one may do the same: there are too many choices'
  const intro: readonly Field[] = [
    ['entries', `${allow.length} to allow, ${review.length} to review; ${size}`],
    [
      'paste them',
      'into .github/upkeep.yml, instead of allow, deny and review: whatever is on no list is then denied',
    ],
  ]
  const sections = [
    section('The smallest lists that keep today’s verdicts', intro),
    section('Allowed, and whom each entry admits', usersOf(allow, passing, listed)),
    section('To be reviewed', usersOf(review, passing, listed)),
    section('Admitted by no list', outsideOf(judged)),
    section(
      'Not judged',
      grouped.internal.length > 0 ? [['internal scopes', countOf(grouped.internal)]] : [],
    ),
  ]
  return sections.filter(({ fields }) => fields.length > 0)
}

function sectionsOfNone({ groups, internal }: Grouped): readonly AnswerSection[] {
  const reason = 'no license that an id names is allowed today, so there is nothing to list'
  const sections = [
    section('No list is suggested', [['reason', reason]]),
    section('Admitted by no list', groups.map(todayOf)),
    section('Not judged', internal.length > 0 ? [['internal scopes', countOf(internal)]] : []),
  ]
  return sections.filter(({ fields }) => fields.length > 0)
}

function refuse(reason: string): Answer {
  return { found: false, sections: [{ title: 'Nothing was suggested', fields: [['reason', reason]] }] }
}

/**
 * The smallest `allow` list of ids under which all that passes today goes on passing, with a `review` list for what a
 * person is to look at: `all` packages, or `prod` without what development alone needs. Each entry says whom it admits;
 * what no list admits (denied, unknown) has a section of its own. Categories are never suggested. Nothing is found for
 * another word, and where nothing was collected.
 */
export function suggest(
  facts: readonly LicenseFact[],
  options: Options,
  argument: string,
  _now: Date,
): Answer {
  if (!SUGGEST_SCOPES.some((scope) => scope === argument))
    return refuse(`"${argument.slice(0, 60)}" is none of ${SUGGEST_SCOPES.join(', ')}`)
  const looked = argument === 'all' ? facts : facts.filter((fact) => fact.package.scope !== 'dev')
  if (looked.length === 0) return refuse('no package was collected')
  const grouped = groupsOf(looked, options)
  const lists = listsOf(grouped)
  // Without an allow list upkeep allows what is on no list: a review list alone would open the gate.
  if (lists.allow.length === 0) return { found: true, sections: sectionsOfNone(grouped) }
  const lines = [...yamlList('allow', lists.allow), ...yamlList('review', lists.review)]
  const sections = sectionsOf(lists, grouped, options)
  return { found: true, sections, lines: ['license-compliance:', ...lines] }
}
