import { type Package, purlOf } from '../../../inventory/package.ts'
import type { Declaration } from '../declaration.ts'
import { type Expression, isException, type Leaf } from '../expression.ts'
import type { LicenseFact } from '../fact.ts'
import type { Options } from '../options.ts'
import { type JudgedReading, type PackageLicense, packageJudge } from '../package-license.ts'
import { policyOf } from '../policy.ts'
import { digestOf } from './identity.ts'

/** All copies of a package that have the same archive and license: one component of a bill of materials. */
export interface Component {
  /** Its package URL; one that another component has too goes on with `#` and eight hexadecimal digits. */
  readonly ref: string
  readonly purl: string
  /** Of its first copy. */
  readonly package: Package
  /** `dev` or `optional` only where all copies are. */
  readonly scope: 'required' | 'optional' | 'dev'
  readonly license: PackageLicense
  /** The license that counts where it is an SPDX license expression, undefined where it is not. */
  readonly expression: string | undefined
  /** What is declared of it, by a manifest, a lockfile or a registry; undefined where only its texts tell. */
  readonly declared: JudgedReading | undefined
  /** In the order of lockfiles and of places in them. */
  readonly copies: readonly LicenseFact[]
}

/** Orders texts by their code units: the same on every machine. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

function scopeOf(copies: readonly LicenseFact[]): Component['scope'] {
  const scopes = new Set(copies.map((copy) => copy.package.scope))
  if (scopes.has('prod') || scopes.has('both')) return 'required'
  return scopes.has('optional') ? 'optional' : 'dev'
}

/** The leaves of an expression, from left to right, without recursion: it may be as deep as it is long. */
export function leavesOf(root: Expression): readonly Leaf[] {
  const leaves: Leaf[] = []
  const open = [root]
  for (let node = open.pop(); node; node = open.pop()) {
    if ('leaf' in node) leaves.push(node.leaf)
    else open.push(node.right, node.left)
  }
  return leaves
}

/** Whether an SPDX document may hold it as it is: ids of the list and LicenseRef- alone, of this document. */
function isSpdx(leaf: Leaf): boolean {
  if (leaf.kind !== 'license') return false
  return !isException(leaf.license) && !leaf.license.startsWith('DocumentRef-')
}

/** A declaration as SPDX writes it (SPDX 2.3, annex D); undefined for what is no such expression. */
export function spdxOf({ expression, text }: Declaration): string | undefined {
  return leavesOf(expression).every(isSpdx) ? text : undefined
}

/** Whether a reading is a conclusion from texts, and no declaration. */
export function isConcluded({ reading }: JudgedReading): boolean {
  return reading.source === 'license file'
}

function keyOf({ package: pkg }: LicenseFact, { deciding, others }: PackageLicense): string {
  const texts = [deciding, ...others].map((one) => [isConcluded(one), one.declaration.text])
  return JSON.stringify([purlOf(pkg), pkg.source, pkg.integrity ?? '', texts])
}

function inOrder(a: LicenseFact, b: LicenseFact): number {
  return compare(a.lockfile, b.lockfile) || compare(a.package.location, b.package.location)
}

/** The components of all facts, by package URL: the same for the same facts in whatever order. */
export function componentsOf(facts: readonly LicenseFact[], options: Options): readonly Component[] {
  const judge = packageJudge(policyOf(options), options['internal-scopes'])
  const groups = new Map<string, { readonly license: PackageLicense; readonly copies: LicenseFact[] }>()
  for (const fact of facts.toSorted(inOrder)) {
    const license = judge(fact)
    const key = keyOf(fact, license)
    const group = groups.get(key) ?? { license, copies: [] }
    group.copies.push(fact)
    groups.set(key, group)
  }
  const used = new Set<string>()
  return [...groups]
    .sort(([a], [b]) => compare(a, b))
    .map(([key, { license, copies }]) => {
      const [first] = copies as [LicenseFact, ...LicenseFact[]]
      const purl = purlOf(first.package)
      const ref = used.has(purl) ? `${purl}#${digestOf(key)}` : purl
      used.add(purl)
      const expression = spdxOf(license.deciding.declaration)
      const declared = [license.deciding, ...license.others].find((one) => !isConcluded(one))
      return {
        ref,
        purl,
        package: first.package,
        scope: scopeOf(copies),
        license,
        expression,
        declared,
        copies,
      }
    })
}
