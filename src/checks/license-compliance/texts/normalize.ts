import { createHash } from 'node:crypto'
import { withoutCopyright } from './copyright-lines.ts'
import { joinedOf, spellingOf } from './varietals.ts'

/** Characters of a text that are looked at; what is longer is no license that can be recognized. */
export const TEXT_LIMIT = 200_000

const WORD = /[\p{L}\p{N}\p{M}]+/gu
const TAG =
  /<\/?(?:a|b|blockquote|body|br|code|div|em|font|h[1-6]|head|hr|html|i|li|ol|p|pre|span|strong|u|ul)(?: [^<>]{0,200})?\/?>/giu
const ENTITIES: readonly (readonly [string, string])[] = [
  ['&quot;', '"'],
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&nbsp;', ' '],
  ['&copy;', '©'],
]
/** A link of Markdown that is defined on a line of its own. */
const LINK = /^ {0,3}\[[^\]\s]{1,60}\]: ?<?https?:\S{1,300}\s*$/u
/** Marks of comments that would be punctuation: behind them a version's number would be that of a paragraph. */
const COMMENT = /^\s*(?:;+|:{2,})(?=\s|$)/u
const COUNTER = /^(?:[0-9]{1,2}|[a-z]|i{2,3}|iv|vi{1,3}|ix)$/u
const NOTICES: readonly (readonly string[])[] = [
  ['all', 'rights', 'reserved'],
  ['some', 'rights', 'reserved'],
]
/** The words of titles that say nothing beside the text: the text of these licenses says the same again. */
const TITLE: ReadonlySet<string> = new Set(
  'the mit isc bsd expat x11 new revised simplified modified 2 3 clause license licenses txt md'.split(' '),
)

/**
 * The words of a license text that matter, in their order: lower case, without punctuation, numbering of
 * lists, comment marks, markup, a bare title, copyright lines and "all rights reserved", one spelling of each
 * word. That is what the SPDX matching guidelines call the same text
 * (https://spdx.github.io/spdx-spec/v2.3/license-matching-guidelines-and-templates/). Linear in the text, of
 * which at most `TEXT_LIMIT` characters are looked at.
 */
export function wordsOf(text: string): readonly string[] {
  const words: string[] = []
  // As at the beginning, so after an empty line: what comes next may be the number of a paragraph.
  let before = '.'
  for (const line of linesOf(text)) {
    const isBlank = line.trim() === ''
    const start = words.length
    before = isBlank ? '.' : addWords(words, line, before)
    if (start === 0 && isTitle(words)) words.length = 0
  }
  return withoutNotices(words)
}

/** The words of `wordsOf`, with a space between them. */
export function normalize(text: string): string {
  return wordsOf(text).join(' ')
}

/** What a waiver names a text by: the first 16 hex digits of SHA-256 over the normalized text. */
export function hashOf(text: string): string {
  return createHash('sha256').update(normalize(text)).digest('hex').slice(0, 16)
}

function linesOf(text: string): readonly string[] {
  const known = text.slice(0, TEXT_LIMIT).normalize('NFKC').slice(0, TEXT_LIMIT)
  const plain = ENTITIES.reduce((rest, [entity, sign]) => rest.replaceAll(entity, sign), known)
  const lines = plain.replace(TAG, ' ').split(/\r\n?|\n/u)
  // A holder's name is told by its capital, hence lower case only afterward.
  return lines.map((line) =>
    LINK.test(line) ? '' : withoutCopyright(line).replace(COMMENT, '').toLowerCase(),
  )
}

/** Adds a line's words, and answers with what stands after the last of them. */
function addWords(words: string[], line: string, before: string): string {
  let gap = before
  let end = 0
  for (const match of line.matchAll(WORD)) {
    const word = match[0]
    gap += line.slice(end, match.index)
    end = match.index + word.length
    if (!(isCounter(word, line[end]) && startsItem(gap, words.at(-1)))) addWord(words, word)
    gap = ''
  }
  return gap + line.slice(end)
}

function isCounter(word: string, after: string | undefined): boolean {
  return (after === '.' || after === ')') && word.length <= 4 && COUNTER.test(word)
}

function startsItem(before: string, last: string | undefined): boolean {
  return /[.;:,(]/u.test(before) || last === 'and' || last === 'or' || last === undefined
}

function addWord(words: string[], raw: string): void {
  const word = spellingOf(raw)
  const last = words.at(-1)
  const joined = last === undefined ? undefined : joinedOf(last, word)
  if (joined === undefined) words.push(word)
  else words[words.length - 1] = joined
}

function isTitle(words: readonly string[]): boolean {
  return words.length <= 8 && words.includes('license') && words.every((word) => TITLE.has(word))
}

function withoutNotices(words: readonly string[]): readonly string[] {
  const kept: string[] = []
  for (const word of words) {
    kept.push(word)
    const notice = word === 'reserved' ? NOTICES.find((each) => endsWith(kept, each)) : undefined
    if (notice) kept.length -= notice.length
  }
  return kept
}

function endsWith(words: readonly string[], end: readonly string[]): boolean {
  return end.every((word, index) => words[words.length - end.length + index] === word)
}
