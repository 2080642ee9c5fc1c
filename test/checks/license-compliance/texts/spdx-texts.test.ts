import { createRequire } from 'node:module'
import { describe, expect, test } from '@jest/globals'
import {
  CATEGORIES,
  type Category,
  categoryOf,
} from '../../../../src/checks/license-compliance/categories.ts'
import { recognizer } from '../../../../src/checks/license-compliance/texts/recognize.ts'
import { readCorpus } from './known-corpora.ts'

// Five megabytes that Jest need not transform.
const LISTED: Readonly<Record<string, { readonly licenseText: string }>> = createRequire(import.meta.url)(
  'spdx-license-list/full.js',
)
const [common, all] = [readCorpus('common'), readCorpus('all')]
const TEXTS = Object.entries(LISTED).map(([id, { licenseText }]) => ({
  id: id.replace(/\+$/, '-or-later'),
  text: licenseText,
}))

/** How welcome a license is, the most welcome first; an unknown category is the least. */
function rankOf(id: string): number {
  const category: Category | undefined = categoryOf(id)
  return category ? CATEGORIES.indexOf(category) : CATEGORIES.length
}

/** The ids of texts for which an answer holds a license that is more welcome than what the text is. */
function tooKind(recognize: (text: string) => readonly string[] | undefined): readonly string[] {
  return TEXTS.filter(({ id, text }) => recognize(text)?.some((each) => rankOf(each) < rankOf(id))).map(
    ({ id }) => id,
  )
}

describe('the texts of the SPDX License List', () => {
  test('each is exactly itself, or an id with the same text', () => {
    const recognize = recognizer(common, () => all)
    const wrong = TEXTS.filter(({ id, text }) => {
      const found = recognize(text)
      return found?.how !== 'exact' || !found.alike.includes(id)
    })
    expect(TEXTS.length).toBeGreaterThan(700)
    expect(wrong.map(({ id }) => id)).toEqual([])
  })

  test('the common texts alone call none another', () => {
    const recognize = recognizer(common)
    const wrong = TEXTS.filter(({ id, text }) => {
      const found = recognize(text)
      return found && !found.alike.includes(id)
    })
    expect(wrong.map(({ id }) => id)).toEqual([])
  })

  test('a text that is not known is not called a more welcome one', () => {
    // Each text against a corpus that lacks it: what a license that nobody knows yet would be called.
    const wrong = TEXTS.filter(({ id, text }) => {
      const texts = all.texts.map((each) =>
        each.alike.includes(id) ? { ...each, words: new Int32Array() } : each,
      )
      const exact = new Map([...all.exact].filter(([, place]) => !all.texts[place]?.alike.includes(id)))
      const found = recognizer({ ...all, texts, exact })(text)
      return found?.ids.some((each) => rankOf(each) < rankOf(id))
    })
    expect(wrong.map(({ id }) => id)).toEqual([])
  })

  test('the judge catches one that calls everything MIT', () => {
    expect(tooKind(() => ['MIT']).length).toBeGreaterThan(100)
    expect(tooKind(() => ['of no category'])).toEqual([])
    expect(tooKind(() => undefined)).toEqual([])
  })
})
