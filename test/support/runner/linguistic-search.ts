/**
 * `String.IndexOf(string)` without a `StringComparison` is linguistic: ICU takes a match only where it begins and
 * ends between grapheme clusters, and skips characters that weigh nothing. `ActionCommand` searches its marks so;
 * a combining character after an annotation's `::` therefore hides that separator, and the whole line falls to the
 * legacy parser: `::error::\u0301##[add-mask]x` is an add-mask. Observed on runner packages of 2026-10 by the
 * differential tests of github.com/send/shoutx (ShoutxDifferentialL0.cs), whose cases are rows of our tests.
 */

/** Grapheme_Cluster_Break Extend, SpacingMark and ZWJ (UAX 29): what belongs to the character before it. */
const JOINING = /(?:[\p{Grapheme_Extend}\p{Emoji_Modifier}\p{Mc}]|\u200d|\u0e33|\u0eb3)+/uy

/** Grapheme_Cluster_Break Prepend (UAX 29): what belongs to the character after it. */
const PREPENDED =
  /(?:[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e]|\u{110bd}|\u{110cd}|[\u{111c2}\u{111c3}]|\u{113d1}|\u{1193f}|\u{11941}|\u{11a3a}|[\u{11a84}-\u{11a89}]|\u{11d46}|\u{11f02})$/u

/** Characters without collation weight may stand inside a match; in `##[` they would only garble the name. */
const MARKS = {
  '::': /:(?:(?![\t-\r\u0085])[\p{Default_Ignorable_Code_Point}\p{Cc}])*:/gu,
  '##[': /##\[/gu,
} as const

/** The runner's command marks (actions/runner, ActionCommand.cs). */
export type Mark = keyof typeof MARKS

/** The index at which the runner's `IndexOf(mark, from)` finds the mark, or -1. */
export function indexOfMark(text: string, mark: Mark, from = 0): number {
  const pattern = new RegExp(MARKS[mark])
  pattern.lastIndex = from
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    if (startsCluster(text, match.index, from) && endsCluster(text, match.index + match[0].length)) {
      return match.index
    }
    pattern.lastIndex = match.index + 1
  }
  return -1
}

function startsCluster(text: string, index: number, from: number): boolean {
  return !PREPENDED.test(text.slice(Math.max(from, index - 2), index))
}

/** Joining characters that weigh nothing are taken into the match; one that weighs something spoils it. */
function endsCluster(text: string, index: number): boolean {
  const pattern = new RegExp(JOINING)
  pattern.lastIndex = index
  const joined = pattern.exec(text)?.[0] ?? ''
  return !/\P{Default_Ignorable_Code_Point}/u.test(joined)
}
