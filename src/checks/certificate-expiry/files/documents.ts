import type { Finds } from './found.ts'

const SAML = 'urn:oasis:names:tc:SAML:2.0:metadata'
/** A start tag; attributes are looked for in it alone. */
const TAG = /<(?![!?/])[A-Za-z][^<>]{0,20000}>/g
const VALID_UNTIL = /\svalidUntil\s{0,10}=\s{0,10}(?:"([^"]{0,60})"|'([^']{0,60})')/
const NAME = /\s(?:entityID|Name|ID)\s{0,10}=\s{0,10}(?:"([^"]{0,1000})"|'([^']{0,1000})')/
/** A value that a program will put in: `{{ end }}`, `${END}`. */
const TEMPLATE = /[{}$%]/
const CERTIFICATES = /<key>DeveloperCertificates<\/key>\s{0,200}<array/
/** xs:dateTime; without a zone it is UTC (SAML 2.0 core, 1.3.3). */
const MOMENT = /^\s{0,20}(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,12})?)(Z|[+-]\d\d:\d\d)?\s{0,20}$/

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Text of XML that was read byte by byte. */
function wordsOf(written: string): string {
  const text = written.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? '')
  return Buffer.from(text, 'latin1').toString('utf8')
}

function momentIn(written: string): number | undefined {
  const [, moment, zone = 'Z'] = MOMENT.exec(written) ?? []
  const time = Date.parse(`${moment}${zone}`)
  return Number.isNaN(time) ? undefined : time
}

function inspectMetadata(text: string, finds: Finds): void {
  for (const [tag] of text.matchAll(TAG)) {
    if (!tag.includes('validUntil')) continue
    const [, double, single] = VALID_UNTIL.exec(tag) ?? []
    const written = double ?? single
    if (written === undefined || TEMPLATE.test(written)) continue
    const [, name, other] = NAME.exec(tag) ?? []
    const end = momentIn(written)
    if (end === undefined) finds.problem('the validUntil of SAML metadata is no moment')
    else finds.document({ what: 'metadata', name: wordsOf(name ?? other ?? ''), start: undefined, end })
  }
}

/** The value of a key of a property list that stands directly in it. */
function textUnder(text: string, key: string, type: string): string | undefined {
  const at = text.indexOf(`<key>${key}</key>`)
  if (at === -1) return undefined
  const value = new RegExp(`^<key>${key}</key>\\s{0,200}<${type}>([^<]{0,1000})</${type}>`)
  return value.exec(text.slice(at, at + 2000))?.[1]
}

function inspectProfile(text: string, finds: Finds): void {
  const end = momentIn(textUnder(text, 'ExpirationDate', 'date') ?? '')
  if (end === undefined) {
    finds.problem('a provisioning profile does not say when it ends')
    return
  }
  const start = momentIn(textUnder(text, 'CreationDate', 'date') ?? '')
  finds.document({ what: 'profile', name: wordsOf(textUnder(text, 'Name', 'string') ?? ''), start, end })
}

/** SAML metadata with a `validUntil`, and what an Apple provisioning profile says in clear. */
export function inspectDocuments(text: string, finds: Finds): void {
  if (text.includes('validUntil') && text.includes(SAML)) inspectMetadata(text, finds)
  if (text.includes('<plist') && CERTIFICATES.test(text)) inspectProfile(text, finds)
}
