import { isLoaded } from './loaded-words.ts'

/** The most words beside licenses that may stand in one place of a file: a title, names, where it comes from. */
const LIMIT = 60

/** What else a license is called by, beside the words of its id; by the beginning of the id. */
const NAMES: readonly (readonly [string, string])[] = [
  ['MIT', 'expat x11 mit no attribution'],
  ['BSD', 'new simplified revised modified original berkeley clause freebsd style'],
  ['0BSD', 'zero clause bsd free public domain equivalent'],
  ['ISC', 'internet systems consortium'],
  ['Apache', 'asl asf version january 2004'],
  [
    'CC',
    'creative commons attribution international public legal code unported universal deed zero dedication domain',
  ],
  ['GPL', 'gnu general public version june 1991 2007 gplv2 gplv3'],
  ['LGPL', 'gnu lesser library general public version february june 1991 1999 2007'],
  ['AGPL', 'gnu affero general public version november 2007'],
  ['MPL', 'mozilla public version'],
  ['EPL', 'eclipse public version'],
  ['OFL', 'sil open font version february 2007'],
  ['WTFPL', 'do what the fuck you want to public version december 2004'],
  ['BlueOak', 'blue oak model version'],
  ['Artistic', 'artistic version'],
  ['Unlicense', 'public domain free'],
]
const TITLE: ReadonlySet<string> = new Set(['the', 'license', 'licenses', 'software'])
/** Words around a license that say that it is the license, and how often the same is said without them. */
const ANNOUNCEMENTS: readonly string[] = [
  'is free software released under',
  'is released under the terms of',
  'is licensed under the terms of',
  'is distributed under the terms of',
  'is released under',
  'is licensed under',
  'is distributed under',
  'is covered under the following copyright',
  'are released under',
  'are licensed under',
  'released under',
  'licensed under',
  'available under',
  'distributed under',
  'is licensed for use as follows',
  'is licensed as follows',
  'as follows',
  'for more information',
  'can be found',
  'end of terms and conditions',
  'terms and conditions',
  'version of',
  'open source',
  'all contributors',
  'and other contributors',
  'and individual contributors',
  'source code',
  'copy of the license',
  'see license file',
  'see the license file',
  'third party contributors',
  'the following license',
  'under the following',
  'at your option you may choose either of the following licenses',
  // What the authors of the OFL and of Creative Commons write before and into their texts.
  'this license is copied below and is also available with a faq at',
  'considerations for licensees',
]

/**
 * Whether words of a file that are no part of a license leave the licenses as they are: a title, names and
 * addresses, a sentence that says that it is the license. `ids` are those of the licenses beside them: a title of
 * another license is no leftover.
 */
export function isInert(words: readonly string[], ids: readonly string[]): boolean {
  if (words.length === 0) return true
  if (words.length > LIMIT) return false
  const own = new Set(ids.flatMap(namesOf))
  if (words.some((word, at) => word === 'version' && isOther(words[at + 1], own))) return false
  const rest = withoutAnnouncements(words).filter((word) => !own.has(word))
  return !rest.some(isLoaded)
}

/** Whether words are the name of a license with one of the ids, and nothing else. */
export function isTitleOf(words: readonly string[], ids: readonly string[]): boolean {
  const own = new Set(ids.flatMap(namesOf))
  return words.length <= 12 && words.every((word) => own.has(word) || TITLE.has(word))
}

/** Whether a license of that version is another one. */
function isOther(version: string | undefined, own: ReadonlySet<string>): boolean {
  return version !== undefined && /^[0-9]/u.test(version) && !own.has(version)
}

function namesOf(id: string): readonly string[] {
  const words = id.toLowerCase().split(/[-.+]/u)
  const more = NAMES.flatMap(([start, names]) => (id.startsWith(start) ? names.split(' ') : []))
  return [...words, ...more]
}

function withoutAnnouncements(words: readonly string[]): readonly string[] {
  const text = ANNOUNCEMENTS.reduce(
    (rest, phrase) => rest.replaceAll(` ${phrase} `, ' '),
    ` ${words.join(' ')} `,
  )
  return text.split(' ').filter((word) => word !== '')
}
