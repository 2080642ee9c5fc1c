import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { BYTE_LIMIT } from '../../../../src/checks/license-compliance/texts/find.ts'
import { shippedRecognizer } from './known-corpora.ts'
import { APACHE_NOTICE, ISC, MIT } from './text-cases.ts'

const recognize = shippedRecognizer()
const LICENSES = [
  ['MIT', MIT],
  ['ISC', ISC],
  ['Apache-2.0', APACHE_NOTICE],
] as const
const license = fc.constantFrom(...LICENSES)
const name = fc.constantFrom(
  'Jane Doe',
  'Acme, Inc.',
  'José Ñandú',
  '李伟',
  "O'Neill & Sons GmbH",
  'the Foo authors',
)
const holder = fc
  .tuple(
    fc.constantFrom('Copyright (c)', 'Copyright ©', '©', 'Copyright', 'COPYRIGHT (C)', '* Copyright (c)'),
    fc.integer({ min: 1970, max: 2099 }),
    name,
    fc.constantFrom('', ' <jane@example.org>', ' (https://example.org/)', '. All rights reserved.'),
  )
  .map(([sign, year, who, end]) => `${sign} ${year} ${who}${end}`)

/** Paragraphs filled anew to a width. */
function wrap(text: string, width: number): string {
  return text
    .split('\n\n')
    .map((paragraph) =>
      paragraph.split(/\s+/).reduce((lines, word) => {
        const last = lines.slice(lines.lastIndexOf('\n') + 1)
        return last.length + word.length > width ? `${lines}\n${word}` : `${lines} ${word}`
      }, ''),
    )
    .join('\n\n')
}

function ids(text: string): string {
  return recognize(text)?.ids.join(' ') ?? ''
}

const MARKS = ['', '// ', '# ', ' * ', '> ', ';; ', '; ', ':: ', '\t']

function marked(text: string, mark: string, end = '\n'): string {
  return text
    .split('\n')
    .map((line) => mark + line)
    .join(end)
}

describe('recognizer', () => {
  test.each(MARKS)('comment marks %j, whatever the width', (mark) => {
    for (const [id, text] of LICENSES) {
      for (let width = 30; width <= 200; width++) {
        expect([width, ids(marked(wrap(text, width), mark))]).toEqual([width, id])
      }
    }
  })

  test('any holders, any width, any comment marks: the same license', () => {
    fc.assert(
      fc.property(
        license,
        fc.array(holder, { maxLength: 5 }),
        fc.integer({ min: 30, max: 200 }),
        fc.constantFrom(...MARKS),
        fc.constantFrom('\n', '\r\n'),
        ([id, text], holders, width, mark, end) => {
          const whole = `${holders.join('\n')}\n\n${wrap(text.replace(/Copyright .*\n/, ''), width)}`
          expect(ids(marked(whole, mark, end))).toBe(id)
        },
      ),
    )
  })

  test('a sentence that is left out: another license or none', () => {
    fc.assert(
      fc.property(license, fc.nat(), ([id, text], pick) => {
        const sentences = text
          .split(/(?<=[.:;])\s+/)
          .filter((sentence) => !/^Copyright|^[\w ]*$/.test(sentence))
        const gone = sentences[pick % sentences.length] ?? ''
        fc.pre(gone.split(/\s+/).length >= 5 && !gone.includes('Copyright'))
        expect(ids(text.replace(gone, ' '))).not.toBe(id)
      }),
    )
  })

  test('a restriction anywhere: no license', () => {
    const restriction = fc.constantFrom(
      'Commercial use is not permitted.',
      'You must not use it for evil.',
      'For evaluation only.',
      'The grant does not include the right to sell.',
      'Companies with more than 100 employees need a paid license.',
      'Use in weapons is prohibited.',
      'You agree to the terms of Acme.',
      'Modified versions may not be distributed.',
    )
    fc.assert(
      fc.property(license, restriction, fc.nat(), ([, text], added, pick) => {
        const paragraphs = text.split('\n\n')
        const at = pick % (paragraphs.length + 1)
        expect(ids([...paragraphs.slice(0, at), added, ...paragraphs.slice(at)].join('\n\n'))).toBe('')
      }),
    )
  })

  test('any text: an answer, and never more than it covers', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...LICENSES.map(([, text]) => text), '\n\n', 'third party licenses'),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const found = recognize(pieces.join(''))
        const numbers = found ? [found.score, found.coverage] : [1]
        expect(numbers.every((number) => number > 0 && number <= 1)).toBe(true)
      }),
    )
  })

  test('hostile repetition ends', () => {
    const phrases = [
      'permission is hereby granted ',
      'copyright (c) 2000 ',
      '<a ',
      '(',
      '\n',
      '[',
      MIT,
      'all rights reserved ',
    ]
    const answers = phrases.map((phrase) => ids(phrase.repeat(199_000 / phrase.length)))
    expect(answers).toEqual(phrases.map(() => ''))
    expect(ids('a'.repeat(BYTE_LIMIT))).toBe('')
  })
})
