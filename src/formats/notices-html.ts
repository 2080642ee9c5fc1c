import type { NoticeDocument, NoticeEntry, NoticeSection, NoticeText } from '../core/notices.ts'
import { html, linesOf } from './escape.ts'
import { NOTICES_STYLE } from './notices-style.ts'
import {
  countsOf,
  keyOfEntry,
  linkOf,
  MISSING_INTRODUCTION,
  MISSING_TITLE,
  NOTICES_INTRODUCTION,
  NOTICES_TITLE,
  nameOfEntry,
} from './notices-words.ts'

/** No script, and nothing from elsewhere, whatever a text says. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

/** Where a package's texts and its row in the table stand, as numbers from 1, by the package's key. */
interface Places {
  readonly row: ReadonlyMap<string, number>
  readonly sections: ReadonlyMap<string, readonly number[]>
}

function placesOf({ packages, sections }: NoticeDocument): Places {
  const keys = packages.map(keyOfEntry)
  const found = new Map<string, number[]>(keys.map((key) => [key, []]))
  for (const [i, section] of sections.entries())
    for (const entry of section.packages) found.get(keyOfEntry(entry))?.push(i + 1)
  return { row: new Map(keys.map((key, i) => [key, i + 1])), sections: found }
}

function nameCell(entry: NoticeEntry): string {
  const link = linkOf(entry.homepage)
  const name = html(entry.name)
  const shown = link === undefined ? name : `<a href="${html(link)}" rel="noreferrer nofollow">${name}</a>`
  return entry.authors === undefined ? shown : `${shown}<br><small>${html(entry.authors)}</small>`
}

function rowOf(entry: NoticeEntry, places: Places): string {
  const numbers = places.sections.get(keyOfEntry(entry)) ?? []
  const links = numbers.map((n) => `<a href="#texts-${n}" aria-label="texts ${n}">${n}</a>`).join(' ')
  const cells = [html(entry.version), html(entry.license), links || 'missing']
  const row = cells.map((cell) => `<td>${cell}</td>`).join('')
  return `<tr id="package-${places.row.get(keyOfEntry(entry)) ?? 0}"><th scope="row">${nameCell(entry)}</th>${row}</tr>`
}

function tableOf({ packages }: NoticeDocument, places: Places): readonly string[] {
  if (packages.length === 0) return ['<p>There are no third-party packages in it.</p>']
  const titles = ['Package', 'Version', 'License', 'Texts'].map((title) => `<th scope="col">${title}</th>`)
  return [
    '<table>',
    '<caption>Packages</caption>',
    `<thead><tr>${titles.join('')}</tr></thead>`,
    '<tbody>',
    ...packages.map((entry) => rowOf(entry, places)),
    '</tbody>',
    '</table>',
  ]
}

function itemOf(entry: NoticeEntry, places: Places): string {
  const row = places.row.get(keyOfEntry(entry))
  const name = html(nameOfEntry(entry))
  return row === undefined ? name : `<a href="#package-${row}">${name}</a>`
}

function linesOfText({ files, text }: NoticeText): readonly string[] {
  const lines = linesOf(text.trimEnd()).map(html)
  // A parser drops the first line break within the element, and no other.
  return [`<h3>${html(files.join(', '))}</h3>`, '<pre>', `${lines.join('\n')}</pre>`]
}

function linesOfSection(section: NoticeSection, number: number, places: Places): readonly string[] {
  const [first] = section.packages
  const more = section.packages.length - 1
  const title = `${html(first?.name ?? '')}${more > 0 ? ` and ${more} more` : ''}`
  return [
    `<section id="texts-${number}" aria-labelledby="title-${number}">`,
    `<h2 id="title-${number}">${number}. ${title}</h2>`,
    '<ul>',
    ...section.packages.map((entry) => `<li>${itemOf(entry, places)}</li>`),
    '</ul>',
    ...section.texts.flatMap(linesOfText),
    '</section>',
  ]
}

function linesOfMissing({ missing }: NoticeDocument, places: Places): readonly string[] {
  if (missing.length === 0) return []
  return [
    '<section aria-labelledby="missing">',
    `<h2 id="missing">${MISSING_TITLE}</h2>`,
    `<p>${MISSING_INTRODUCTION}</p>`,
    '<ul>',
    ...missing.map(({ package: entry, reason }) => `<li>${itemOf(entry, places)}: ${html(reason)}</li>`),
    '</ul>',
    '</section>',
  ]
}

/**
 * Third-party notices as one page of HTML that needs nothing else: a table of packages with anchors, then every text.
 * It runs no script and asks nobody for anything; homepages are links, if they are pages of the web.
 */
export function noticesHtml(document: NoticeDocument): string {
  const places = placesOf(document)
  const lines = [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${NOTICES_TITLE}</title>`,
    `<style>${NOTICES_STYLE}</style>`,
    '</head>',
    '<body>',
    '<main>',
    `<h1>${NOTICES_TITLE}</h1>`,
    `<p>${NOTICES_INTRODUCTION} ${countsOf(document)}</p>`,
    ...tableOf(document, places),
    ...document.sections.flatMap((section, i) => linesOfSection(section, i + 1, places)),
    ...linesOfMissing(document, places),
    '</main>',
    '</body>',
    '</html>',
  ]
  return lines.map((line) => `${line}\n`).join('')
}
