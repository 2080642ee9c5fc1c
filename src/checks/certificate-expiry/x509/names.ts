import type { Name } from './certificate.ts'
import { childrenOf, demand, type Element, encodingOf, sequenceOf, TAG } from './der.ts'
import { textOf } from './der-strings.ts'
import { hexOf, oidOf } from './der-values.ts'

const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  ['2.5.4.3', 'CN'],
  ['2.5.4.4', 'SN'],
  ['2.5.4.5', 'serialNumber'],
  ['2.5.4.6', 'C'],
  ['2.5.4.7', 'L'],
  ['2.5.4.8', 'ST'],
  ['2.5.4.9', 'street'],
  ['2.5.4.10', 'O'],
  ['2.5.4.11', 'OU'],
  ['2.5.4.12', 'title'],
  ['2.5.4.13', 'description'],
  ['2.5.4.15', 'businessCategory'],
  ['2.5.4.17', 'postalCode'],
  ['2.5.4.41', 'name'],
  ['2.5.4.42', 'GN'],
  ['2.5.4.43', 'initials'],
  ['2.5.4.46', 'dnQualifier'],
  ['2.5.4.65', 'pseudonym'],
  ['2.5.4.97', 'organizationIdentifier'],
  ['0.9.2342.19200300.100.1.1', 'UID'],
  ['0.9.2342.19200300.100.1.25', 'DC'],
  ['1.2.840.113549.1.9.1', 'emailAddress'],
  ['1.2.840.113549.1.9.2', 'unstructuredName'],
  ['1.3.6.1.4.1.311.60.2.1.1', 'jurisdictionL'],
  ['1.3.6.1.4.1.311.60.2.1.2', 'jurisdictionST'],
  ['1.3.6.1.4.1.311.60.2.1.3', 'jurisdictionC'],
])

interface Attribute {
  readonly text: string
  readonly canonical: string
}

/** Quoted where it could be taken for more than one value. */
function quoted(value: string): string {
  if (!/[,+"]|^[\s#]|\s$/.test(value)) return value
  return `"${value.replace(/["\\]/g, '\\$&')}"`
}

function attributeOf(element: Element): Attribute {
  const [type, value] = sequenceOf(element)
  const oid = oidOf(type)
  const name = SHORT_NAMES.get(oid) ?? oid
  if (value === undefined) return { text: `${name}=`, canonical: `${oid}=` }
  const text = textOf(value)
  if (text === undefined) {
    const hex = hexOf(encodingOf(value))
    return { text: `${name}=#${hex}`, canonical: `${oid}#${hex}` }
  }
  const folded = text.toLowerCase().replace(/\s+/g, ' ').trim()
  return { text: `${name}=${quoted(text)}`, canonical: `${oid}=${folded}` }
}

/**
 * A Name (RFC 5280, 4.1.2.4). In its text the attributes stand most specific first, `+` between those of one RDN; a
 * value with a comma, a plus, a quotation mark or spaces around it stands in quotation marks; what is no string is
 * `#` and hex (RFC 4514, 2.4). In its canonical form white space is collapsed, so that tabs and newlines can separate.
 * Throws a DerError.
 */
export function readName(element: Element | undefined): Name {
  const texts: string[] = []
  const canonicals: string[] = []
  for (const rdn of sequenceOf(element)) {
    const attributes = childrenOf(demand(rdn, TAG.set)).map(attributeOf)
    if (attributes.length > 0) texts.push(attributes.map(({ text }) => text).join(' + '))
    const sorted = attributes.map(({ canonical }) => canonical).sort()
    canonicals.push(sorted.join('\t'))
  }
  return { text: texts.reverse().join(', '), canonical: canonicals.join('\n') }
}
