import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { readXml, textIn, type XmlElement } from '../../src/adapters/objects-xml.ts'

test('elements, text and references', () => {
  const root = readXml(
    `\ufeff<?xml version='1.0' encoding="UTF-8"?>\n<!-- a < b -->\n<s3:List xmlns:s3="http://x/"><Key>a&amp;b&#x20;&#252;&lt;&gt;&quot;&apos;</Key><Empty/><Key>second</Key><Data><![CDATA[<&>]]></Data></s3:List>\n`,
  )
  expect(root?.name).toBe('List')
  expect(root && textIn(root, 'Key')).toBe('a&b ü<>"\'')
  expect(root && textIn(root, 'Empty')).toBe('')
  expect(root && textIn(root, 'Data')).toBe('<&>')
  expect(root && textIn(root, 'Absent')).toBeUndefined()
  expect(root?.children).toHaveLength(4)
})

test.each([
  ['nothing', ''],
  ['no markup', 'hello'],
  ['JSON', '{"a":1}'],
  ['a cut document', '<a><b>x</b>'],
  ['a cut tag', '<a><b'],
  ['another end', '<a></b>'],
  ['crossed ends', '<a><b></a></b>'],
  ['two roots', '<a/><b/>'],
  ['text after the root', '<a/>x'],
  ['a bare ampersand', '<a>a & b</a>'],
  ['an entity of its own', '<a>&xxe;</a>'],
  ['a document type', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'],
  ['a document type alone', '<!DOCTYPE html><html></html>'],
  ['a character that is none', '<a>&#1114112;</a>'],
  ['the character 0', '<a>&#0;</a>'],
  ['an attribute without quotes', '<a b=c></a>'],
  ['a web page', '<html><body><br><p>Hello</body></html>'],
  ['an open comment', '<a><!-- x</a>'],
  ['too deep', '<a>'.repeat(17) + '</a>'.repeat(17)],
  ['too long', `<a>${'<b/>'.repeat(50_000)}</a>`],
])('%s is refused', (_name, xml) => {
  expect(readXml(xml)).toBeUndefined()
})

test('does not take long, whatever it is', () => {
  const start = performance.now()
  const much = 2_000_000
  for (const xml of [
    '<'.repeat(much),
    `<a ${' '.repeat(much)}`,
    `<a${' b'.repeat(much / 2)}>`,
    `<a>${'&'.repeat(much)}`,
  ])
    expect(readXml(xml)).toBeUndefined()
  expect(readXml(`<a>${'&amp;'.repeat(much / 4)}</a>`)?.text.length).toBe(much / 4)
  expect(performance.now() - start).toBeLessThan(5000)
})

function write({ name, text, children }: XmlElement): string {
  const escaped = text.replace(/[&<>\r]/g, (one) => `&#${one.charCodeAt(0)};`)
  return `<${name}>${escaped}${children.map(write).join('')}</${name}>`
}

test('reads what was written', () => {
  const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,5}$/)
  const text = fc.string({ unit: 'grapheme', maxLength: 20 })
  const leaf = fc.record({ name, text, children: fc.constant([] as XmlElement[]) })
  const tree = fc.record({ name, text, children: fc.array(leaf, { maxLength: 5 }) })
  fc.assert(
    fc.property(tree, (root) => {
      expect(readXml(write(root))).toEqual(root)
    }),
  )
})

test('never throws', () => {
  const piece = fc.constantFrom(
    '<',
    '>',
    '/',
    'a',
    '&',
    ';',
    '#',
    'x',
    '"',
    '=',
    '<a>',
    '</a>',
    '<!--',
    '-->',
    '<?',
    '?>',
    '<![CDATA[',
    ']]>',
    ' ',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      readXml(pieces.join(''))
    }),
    { numRuns: 2000 },
  )
})
