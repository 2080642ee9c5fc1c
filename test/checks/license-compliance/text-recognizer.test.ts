import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { textRecognizer } from '../../../src/checks/license-compliance/text-recognizer.ts'
import { RunError } from '../../../src/core/errors.ts'
import { readText } from './texts/known-corpora.ts'
import { ISC, MIT } from './texts/text-cases.ts'

/** MIT-Wu, which is among the rarer ones alone. */
const RARE = readText('jsbn@0.1.1')
const UNKNOWN = 'Do as you like, but not on Sundays.'

/** A recognizer with the assets as they ship, and the names of those that it asked for. */
function recognizing() {
  const loaded: string[] = []
  const asset = (name: string) => {
    loaded.push(name)
    return readFileSync(new URL(`../../../assets/license-texts-${name}`, import.meta.url))
  }
  return { recognize: textRecognizer({ asset }), loaded }
}

test('nothing is loaded before the first text', () => {
  expect(recognizing().loaded).toEqual([])
})

test('common texts need the common ones alone, loaded once', () => {
  const { recognize, loaded } = recognizing()
  expect(recognize(MIT)?.ids).toEqual(['MIT'])
  expect(recognize(ISC)?.ids).toEqual(['ISC'])
  expect(loaded).toEqual(['common.br'])
})

test.each([
  ['a rare text is known by all of them', RARE, ['MIT-Wu']],
  ['a text that nobody knows is looked for in all of them', UNKNOWN, undefined],
])('%s, loaded with the first such text and once', (_what, text, ids) => {
  const { recognize, loaded } = recognizing()
  recognize(MIT)
  expect(loaded).toEqual(['common.br'])
  expect(recognize(text)?.ids).toEqual(ids)
  expect(recognize(`${text}\nNor on Mondays.`)).toBeUndefined()
  expect(recognize(MIT)?.ids).toEqual(['MIT'])
  expect(loaded).toEqual(['common.br', 'all.br'])
})

test('each distinct text is looked at once: its copies have the very same answer', () => {
  const { recognize } = recognizing()
  const copy = Buffer.from(MIT).toString()
  expect(recognize(copy)).toBe(recognize(MIT))
  expect(recognize(`${MIT}\n`)).not.toBe(recognize(MIT))
  expect(recognize(`${MIT}\n`)).toEqual(recognize(MIT))
})

test('another recognizer remembers nothing of it', () => {
  const [one, other] = [recognizing(), recognizing()]
  one.recognize(MIT)
  expect(other.loaded).toEqual([])
  expect(other.recognize(MIT)).not.toBe(one.recognize(MIT))
})

test.each(['common.br', 'all.br'])(
  'where %s cannot be read, that is thrown each time and never an unknown text',
  (gone) => {
    const asset = (name: string) => {
      if (name === gone) throw new RunError(`${name} could not be read`)
      return readFileSync(new URL(`../../../assets/license-texts-${name}`, import.meta.url))
    }
    const recognize = textRecognizer({ asset })
    expect(() => recognize(RARE)).toThrow(RunError)
    expect(() => recognize(RARE)).toThrow(`${gone} could not be read`)
  },
)
