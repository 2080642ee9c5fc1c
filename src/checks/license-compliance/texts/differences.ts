import { isBinding } from './loaded-words.ts'

/** The most words of names that may stand in one place of a text for others. */
const NAME_LIMIT = 15
const NUMBER = /^[0-9]+$/u
/** What a license may call what it is for. */
const THINGS: ReadonlySet<string> = new Set(
  'file library software program project package module work code'.split(' '),
)
/** What a number belongs to. */
const VERSION = /^(?:version|versions|v|[0-9]+)$/u
const MARK = /^(?:[0-9]{1,2}|[a-z]|i{2,3}|iv|vi{1,3}|ix)$/u

/**
 * Whether a license means the same when `removed` is left out of its text and `added` put in there: other names,
 * numbering, a slip of the pen. What is on both sides has only moved and does not count. `before` is the word before.
 */
export function isHarmless(removed: readonly string[], added: readonly string[], before: string): boolean {
  if (removed.length > NAME_LIMIT || added.length > NAME_LIMIT) return false
  const [gone, come] = [without(removed, added), without(added, removed)]
  if (gone.length === 1 && come.length === 1 && [...gone, ...come].every((word) => THINGS.has(word)))
    return true
  if ([...gone, ...come].some(isBinding)) return false
  const numbers = [...gone, ...come].filter((word) => NUMBER.test(word))
  if (numbers.length === 0) return true
  return !VERSION.test(before) && isNumbering(removed) && isNumbering(added)
}

/** Numbering of lists and nothing else: any number inside of a sentence may be that of a version. */
function isNumbering(words: readonly string[]): boolean {
  return words.length <= 1 && words.every((word) => MARK.test(word))
}

function without(words: readonly string[], others: readonly string[]): readonly string[] {
  const left = [...others]
  return words.filter((word) => {
    const at = left.indexOf(word)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}
