import type { NoticeDocument, NoticeEntry } from '../core/notices.ts'

/** What stands above third-party notices in every format. */
export const NOTICES_TITLE = 'Third-party notices'
export const NOTICES_INTRODUCTION =
  'This software contains the packages listed here. Their licenses ask that the texts below go with it.'
/** What stands above packages whose texts are not there. */
export const MISSING_TITLE = 'Packages whose texts are missing'
export const MISSING_INTRODUCTION =
  'Their own files do not hold what they should; no text is made up for them. Ask their authors.'

/** A package as people write it, unescaped: `name@version`. */
export function labelOfEntry({ name, version }: NoticeEntry): string {
  return version === '' ? name : `${name}@${version}`
}

/** The same with its license, unescaped: `name@version (license)`. */
export function nameOfEntry(entry: NoticeEntry): string {
  return entry.license === '' ? labelOfEntry(entry) : `${labelOfEntry(entry)} (${entry.license})`
}

/** What more is known of who made a package, unescaped. */
export function detailsOf({ homepage, authors }: NoticeEntry): readonly string[] {
  return [authors, homepage].filter((detail) => detail !== undefined && detail !== '') as readonly string[]
}

/** The same for one package wherever it stands in the document, which may have been read from JSON. */
export function keyOfEntry({ name, version, purl, license, homepage, authors }: NoticeEntry): string {
  return JSON.stringify([name, version, purl, license, homepage, authors])
}

/** How many packages and texts there are, as a sentence. */
export function countsOf({ packages, sections }: NoticeDocument): string {
  const texts = sections.reduce((sum, section) => sum + section.texts.length, 0)
  return `Packages: ${packages.length}. Texts: ${texts}.`
}

/** An address that may be linked: what a browser opens as a page, and nothing that it would run. */
export function linkOf(homepage: string | undefined): string | undefined {
  if (homepage === undefined || homepage.length > 2000 || !URL.canParse(homepage)) return undefined
  const { protocol, href } = new URL(homepage)
  return protocol === 'https:' || protocol === 'http:' ? href : undefined
}
