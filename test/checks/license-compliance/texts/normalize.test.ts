import { describe, expect, test } from '@jest/globals'
import {
  hashOf,
  normalize,
  TEXT_LIMIT,
  wordsOf,
} from '../../../../src/checks/license-compliance/texts/normalize.ts'
import { MIT } from './text-cases.ts'

const SAME: readonly (readonly [name: string, text: string, words: string])[] = [
  ['case', 'Permission Is HEREBY granted', 'permission is hereby granted'],
  ['white space', ' a\tword \r\n\n  more\u00a0words\f', 'a word more words'],
  ['quotes', '“the ‘Software’” "as is"', 'the software as is'],
  ['dashes', 'and/or – non‑stop — end', 'and or non stop end'],
  ['bullets', '* one thing\n- two things\n• three things', 'one thing two things three things'],
  [
    'numbers of a list',
    '1. one thing.\n2) two things.\n(iii) three things; (b) four',
    'one thing two things three things four',
  ],
  ['a number in a sentence', 'version 2 of the License', 'version 2 of the license'],
  ['a number that ends a sentence', 'under version 2. Then', 'under version 2 then'],
  ['comment marks', '/*\n * one\n */\n// two\n# three\n;; four\n-- five', 'one two three four five'],
  [
    'a copyright line',
    'Copyright (c) 2020, 2021 Jane Doe <jane@example.org>\nPermission is',
    'permission is',
  ],
  ['a copyright line with a sign', '© 2020 Acme\nPermission is', 'permission is'],
  [
    'a copyright line without a year',
    'Copyright Acme, Inc. and contributors\nPermission is',
    'permission is',
  ],
  ['a copyright line that goes on', 'Copyright (c) 2020 Acme. Permission is hereby', 'permission is hereby'],
  ['a holder to fill in', 'Copyright (c) <year> <owner>. \nPermission is', 'permission is'],
  ['two works', 'Original work Copyright (c) 2020 Jane\nPermission is', 'permission is'],
  [
    'a sentence of the LGPL that goes on with copyrighted by',
    'For software which is\ncopyrighted by the Free Software Foundation, write to the Free',
    'for software which is copyrighted by the free software foundation write to the free',
  ],
  ['a holder by whom a work is copyrighted', 'copyrighted by Jane Doe, 2020\nPermission is', 'permission is'],
  ['a copyright line that says more', '© 2020 Acme, not for sale', '2020 acme not for sale'],
  [
    'a sentence that begins with copyright',
    '“Copyright” also means\ncopyright on the work',
    'copyright also means copyright on the work',
  ],
  [
    'a sentence about copyright',
    'the above\ncopyright notice and this',
    'the above copyright notice and this',
  ],
  ['all rights reserved', 'All Rights\nReserved. Permission is', 'permission is'],
  ['a title', '# The MIT License (MIT)\n\nPermission is', 'permission is'],
  [
    'a title with a version',
    'Apache License\nVersion 2.0\n\nPermission',
    'apache license version 2 0 permission',
  ],
  [
    'varietal spelling',
    'the licence of the copyright owner, whilst organisation',
    'the license of the copyright holder while organization',
  ],
  [
    'words that are also written as one',
    'sub-license non-commercial sub\nlicense',
    'sublicense noncommercial sublicense',
  ],
  ['http and https', 'https://example.org http://example.org', 'http example org http example org'],
  ['markup', '<p class="x">one<br/>two &amp; <b>three</b></p> &quot;four&quot;', 'one two three four'],
  ['a link of Markdown', 'one\n[others]: https://example.org/others\ntwo', 'one two'],
  ['signs of compatibility', 'ﬁtness ＡＢ', 'fitness ab'],
  ['nothing', '\ufeff \n', ''],
]

describe('normalize', () => {
  test.each(SAME)('%s', (_, text, words) => {
    expect(normalize(text)).toBe(words)
  })

  test.each([
    ['one that changes nothing', (text: string) => text],
    ['one that drops everything', () => ''],
    [
      'one that knows case and signs alone',
      (text: string) =>
        text
          .toLowerCase()
          .match(/[a-z0-9]+/g)
          ?.join(' ') ?? '',
    ],
  ])('the table catches %s', (_, judge) => {
    expect(SAME.filter(([, text, words]) => judge(text) !== words).length).toBeGreaterThan(8)
  })

  test('what is normalized stays as it is', () => {
    const once = normalize(MIT)
    expect(normalize(once)).toBe(once)
    expect(once.split(' ')).toEqual(wordsOf(MIT))
  })

  test('no more of a text is looked at than the limit', () => {
    expect(wordsOf('a '.repeat(TEXT_LIMIT)).length).toBe(TEXT_LIMIT / 2)
    // One sign that stands for eighteen letters.
    expect(normalize('\ufdfa'.repeat(TEXT_LIMIT)).length).toBeLessThanOrEqual(TEXT_LIMIT)
  })
})

describe('hashOf', () => {
  test('is 16 hex digits that dress and holders do not change', () => {
    expect(hashOf(MIT)).toMatch(/^[0-9a-f]{16}$/)
    expect(hashOf(MIT.toUpperCase().replace('JANE', 'JOHN'))).toBe(hashOf(MIT))
  })

  test('another word is another hash', () => {
    expect(hashOf(MIT.replace('granted', 'denied'))).not.toBe(hashOf(MIT))
  })

  test('is SHA-256 over the normalized text', () => {
    // printf 'permission is' | sha256sum
    expect(hashOf('Permission is')).toBe('8958bdf0275fa35f')
  })
})
