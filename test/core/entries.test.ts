import { describe, expect, test } from '@jest/globals'
import { type EntryForm, entries, splitEntries } from '../../src/core/entries.ts'

const FORM: EntryForm<Record<string, string>> = {
  placeholder: 'THINGS',
  main: 'thing',
  keys: { thing: 'What it is.', warn: 'When.', 'ca-file': 'Which.' },
  read: (said) =>
    said.get('thing') === 'bad' ? { problems: ['is bad'] } : { value: Object.fromEntries(said) },
}
const parser = entries(FORM)

describe('a list of things', () => {
  test.each<readonly [string, unknown, unknown]>([
    ['a word', 'a', [{ thing: 'a' }]],
    ['two words, a comma', 'a, b', [{ thing: 'a' }, { thing: 'b' }]],
    ['lines, also empty ones', '\na\r\n\r\n b \n', [{ thing: 'a' }, { thing: 'b' }]],
    ['settings', 'a warn=25% ca-file=x.pem', [{ thing: 'a', warn: '25%', 'ca-file': 'x.pem' }]],
    [
      'a comma in brackets',
      'a warn=min(30d, 25%), b',
      [{ thing: 'a', warn: 'min(30d, 25%)' }, { thing: 'b' }],
    ],
    ['a comma in braces', '*.{pem,crt}', [{ thing: '*.{pem,crt}' }]],
    ['an IPv6 address', '[::1]:8443, b', [{ thing: '[::1]:8443' }, { thing: 'b' }]],
    ['a bracket that is never closed ends with its line', 'a(b\nc', [{ thing: 'a(b' }, { thing: 'c' }]],
    ['a thing of several words', 'client secret 2027-01-31', [{ thing: 'client secret 2027-01-31' }]],
    ['an equals sign that is no setting', 'a?b=c', [{ thing: 'a?b=c' }]],
    ['a list', ['a', 'b warn=1d'], [{ thing: 'a' }, { thing: 'b', warn: '1d' }]],
    [
      'mappings',
      [{ thing: 'a', warn: '1d' }, { thing: 8443 }],
      [{ thing: 'a', warn: '1d' }, { thing: '8443' }],
    ],
  ])('%s', (_name, raw, value) => {
    expect(parser.parse(raw)).toEqual({ value })
  })

  test.each<readonly [string, unknown, readonly string[]]>([
    ['nothing', '', ['has no entries']],
    ['no list', 3, ['must be a list, not 3']],
    ['a mapping', { thing: 'a' }, ['must be a list, not a mapping']],
    ['an empty list', [], ['has no entries']],
    ['a number in it', ['a', 3], ['entry 2 must be text or a mapping, not 3']],
    ['a list in it', [['a']], ['entry 1 must be text or a mapping, not a list']],
    [
      'an unknown key',
      [{ thing: 'a', wran: '1d' }],
      ['entry "a" has the unknown key "wran" (did you mean "warn"?); known: thing, warn, ca-file'],
    ],
    ['a list for a value', [{ thing: ['a'] }], ['entry 1 has for thing a list, which is no line of text']],
    ['every mistake', 'bad, fine, bad', ['entry "bad" is bad', 'entry "bad" is bad']],
  ])('%s is a mistake', (_name, raw, problems) => {
    expect(parser.parse(raw)).toEqual({ problems })
  })

  test('does not repeat what may hold a password', () => {
    const secretive = entries({ ...FORM, read: () => ({ problems: ['is wrong'] }) })
    expect(secretive.parse('user:hunter2@a.example')).toEqual({ problems: ['entry 1 is wrong'] })
    expect(secretive.parse([{ thing: 'user:hunter2@a.example' }])).toEqual({ problems: ['entry 1 is wrong'] })
  })

  test('splits without looking into what it splits', () => {
    expect(splitEntries('a)b,c')).toEqual(['a)b', 'c'])
    expect(splitEntries(' , ,\n')).toEqual([])
  })

  test('its schema takes a line, lines and mappings', () => {
    expect(parser.schema).toMatchObject({
      oneOf: [
        { type: 'string' },
        { type: 'array', items: { oneOf: [{ type: 'string' }, { type: 'object' }] } },
      ],
    })
  })
})
