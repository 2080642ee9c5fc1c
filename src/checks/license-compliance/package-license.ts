import { type Declaration, NOT_DECLARED, readDeclaration } from './declaration.ts'
import type { LicenseFact, Reading } from './fact.ts'
import { judgeLeaf, type LicensePolicy } from './policy.ts'
import { textEvidence } from './text-evidence.ts'
import { type Judgment, judgeExpression, type LicenseVerdict, VERDICTS } from './verdict.ts'

/** A reading with what it says and what the policy makes of it. */
export interface JudgedReading {
  readonly reading: Reading
  readonly declaration: Declaration
  readonly judgment: Judgment
}

export interface PackageLicense {
  readonly verdict: LicenseVerdict | 'internal'
  /** The reading that counts: the stricter where two disagree. */
  readonly deciding: JudgedReading
  /** Readings that say something else than the one that counts. */
  readonly others: readonly JudgedReading[]
}

const NOTHING: Reading = { source: 'lockfile', path: '', value: undefined }

function strictness(judged: JudgedReading): number {
  return VERDICTS.indexOf(judged.judgment.verdict)
}

/** Judges values, each distinct text once: a tree of thousands has some dozens of licenses. */
export function valueJudge(policy: LicensePolicy): (reading: Reading) => JudgedReading {
  const known = new Map<string, Omit<JudgedReading, 'reading'>>()
  return (reading) => {
    const text = typeof reading.value === 'string' ? reading.value : undefined
    const cached = text === undefined ? undefined : known.get(text)
    if (cached) return { reading, declaration: cached.declaration, judgment: cached.judgment }
    const declaration = readDeclaration(reading.value)
    const judgment = judgeExpression(declaration.expression, (leaf) => judgeLeaf(leaf, policy))
    if (text !== undefined && text.length < 1000) known.set(text, { declaration, judgment })
    return { reading, declaration, judgment }
  }
}

function isInternal(fact: LicenseFact, scopes: readonly string[]): boolean {
  return scopes.some((scope) => fact.package.name.startsWith(`${scope}/`))
}

function hasValue({ value }: Reading): boolean {
  return value !== undefined && value !== null
}

/**
 * Readings that have a say. A lockfile's silence is usual; a package's own beside a lockfile that names a license
 * is not (0 of 3,900 installed packages), and may hide a lockfile edited by hand: it counts as a word.
 */
function spoken({ readings }: LicenseFact): readonly Reading[] {
  const isNamed = readings.some((reading) => reading.source === 'lockfile' && hasValue(reading))
  const said = readings.filter(
    (reading) => hasValue(reading) || (isNamed && reading.source === 'package.json'),
  )
  return said.length > 0 ? said : [readings[0] ?? NOTHING]
}

/** What is declared, and what the license files say against it or in its place. */
function withTexts(
  declared: readonly JudgedReading[],
  { files = [] }: LicenseFact,
  judgeValue: (reading: Reading) => JudgedReading,
): readonly JudgedReading[] {
  const evidence = textEvidence(
    files,
    declared.map((one) => one.declaration),
  )
  if (!evidence) return declared
  const text = judgeValue(evidence.reading)
  return evidence.isInstead ? [text] : [...declared, text]
}

/**
 * What the readings of a package come to: where two say different things the stricter counts, and among equals the
 * package's own manifest.
 */
export function packageJudge(
  policy: LicensePolicy,
  internalScopes: readonly string[],
): (fact: LicenseFact) => PackageLicense {
  const judgeValue = valueJudge(policy)
  return (fact) => {
    const [only, ...more] = fact.readings
    if (only && more.length === 0 && !fact.files) {
      const deciding = judgeValue(only)
      return {
        verdict: isInternal(fact, internalScopes) ? 'internal' : deciding.judgment.verdict,
        deciding,
        others: [],
      }
    }
    const judged = withTexts(spoken(fact).map(judgeValue), fact, judgeValue)
    const [deciding = judgeValue(NOTHING)] = judged.toSorted((a, b) => strictness(b) - strictness(a))
    const others = judged.filter((one) => one.declaration.text !== deciding.declaration.text)
    const verdict = isInternal(fact, internalScopes) ? 'internal' : deciding.judgment.verdict
    return { verdict, deciding, others }
  }
}

/** Why, in words: "AGPL-3.0-only is network-copyleft, denied by default". */
export function becauseOf({ judgment, declaration }: JudgedReading): string {
  const whys = judgment.deciding
    .slice(0, 3)
    .map(({ leaf, reason }) => (leaf.text === NOT_DECLARED ? reason : `${leaf.text} ${reason}`.trim()))
  const more = judgment.deciding.length > 3 ? [`${judgment.deciding.length - 3} more`] : []
  return [...whys, ...more, ...declaration.remarks].join('; ')
}

/** The branch of a choice that is taken, where there is a choice and it lets the package pass. */
export function branchOf({ judgment, declaration }: JudgedReading): string | undefined {
  const chosen = judgment.deciding.map(({ leaf }) => leaf.text).join(' AND ')
  return judgment.verdict === 'allow' && chosen !== declaration.text ? chosen : undefined
}
