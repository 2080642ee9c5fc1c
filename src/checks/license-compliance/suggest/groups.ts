import { labelOf } from '../../../inventory/package.ts'
import { parseExpression } from '../expression.ts'
import type { LicenseFact } from '../fact.ts'
import type { Options } from '../options.ts'
import { type PackageLicense, packageJudge } from '../package-license.ts'
import { judgeLeaf, policyOf } from '../policy.ts'
import type { LicenseVerdict } from '../verdict.ts'
import { type Need, needOf } from './alternatives.ts'

/** Packages whose licenses are said in the same words. */
export interface Group {
  /** One of them. */
  readonly fact: LicenseFact
  readonly license: PackageLicense
  /** `name@version`, sorted. */
  readonly packages: readonly string[]
  /** What a list must hold so that they keep their verdict; only where that is allow or review. */
  readonly need: Need
}

export interface Grouped {
  readonly groups: readonly Group[]
  /** Packages of internal scopes, which nobody judges. */
  readonly internal: readonly string[]
  /** Today's verdict on what an entry of a list names. */
  readonly judgeEntry: (entry: string) => LicenseVerdict
}

const NOTHING: Need = { alternatives: [], isWhole: true }
/** What a leaf may be at worst so that its package keeps its verdict. */
const AT_WORST: Readonly<Record<string, readonly LicenseVerdict[]>> = {
  allow: ['allow'],
  review: ['allow', 'review'],
}

/** All packages by what is said of their licenses, in an order that does not hang on that of the facts. */
export function groupsOf(facts: readonly LicenseFact[], options: Options): Grouped {
  const policy = policyOf(options)
  const judge = packageJudge(policy, options['internal-scopes'])
  const groups = new Map<string, Omit<Group, 'packages' | 'need'> & { readonly packages: Set<string> }>()
  const internal = new Set<string>()
  for (const fact of facts) {
    const license = judge(fact)
    if (license.verdict === 'internal') {
      internal.add(labelOf(fact.package))
      continue
    }
    const texts = [license.deciding, ...license.others].map((one) => one.declaration.text)
    const key = JSON.stringify([license.verdict, texts])
    const group = groups.get(key) ?? { fact, license, packages: new Set<string>() }
    group.packages.add(labelOf(fact.package))
    groups.set(key, group)
  }
  const sorted = [...groups].sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    groups: sorted.map(([, { fact, license, packages }]) => {
      const verdicts = AT_WORST[license.verdict]
      const need = verdicts ? needOf(license, policy, verdicts) : NOTHING
      return { fact, license, packages: [...packages].sort(), need }
    }),
    internal: [...internal].sort(),
    judgeEntry: (entry) => {
      const expression = parseExpression(entry)
      return 'leaf' in expression ? judgeLeaf(expression.leaf, policy).verdict : 'unknown'
    },
  }
}
