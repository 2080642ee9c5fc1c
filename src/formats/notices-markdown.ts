import type { NoticeDocument, NoticeEntry, NoticeSection } from '../core/notices.ts'
import { markdown, markdownBlock, markdownCode } from './escape.ts'
import {
  countsOf,
  labelOfEntry,
  MISSING_INTRODUCTION,
  MISSING_TITLE,
  NOTICES_INTRODUCTION,
  NOTICES_TITLE,
} from './notices-words.ts'

/** Names and addresses stand as code: GitHub makes nothing of them, and they can be read without being rendered. */
function itemOf(entry: NoticeEntry, more: readonly string[] = []): string {
  const { license, authors, homepage } = entry
  const name = `${markdownCode(labelOfEntry(entry))}${license === '' ? '' : ` ${markdown(`(${license})`)}`}`
  const details = [...more, authors].flatMap((text) => (text ? [markdown(text)] : []))
  return `- ${[name, ...details, ...(homepage ? [markdownCode(homepage)] : [])].join('<br>')}`
}

/** A heading of the first package, so that a table of contents can be read, and how many others there are. */
function titleOf({ packages }: NoticeSection): string {
  const [first] = packages
  const more = packages.length - 1
  return `## ${markdownCode(first?.name ?? '')}${more > 0 ? ` and ${more} more` : ''}`
}

function linesOfSection(section: NoticeSection): readonly string[] {
  const blocks = section.texts.map(({ files, text }) => [
    files.map(markdownCode).join(', '),
    '',
    markdownBlock(text.trimEnd()),
    '',
  ])
  const items = section.packages.map((entry) => itemOf(entry))
  return [titleOf(section), '', ...items, '', ...blocks.flat()]
}

function linesOfMissing({ missing }: NoticeDocument): readonly string[] {
  if (missing.length === 0) return []
  const items = missing.map(({ package: entry, reason }) => itemOf(entry, [reason]))
  return [`## ${MISSING_TITLE}`, '', MISSING_INTRODUCTION, '', ...items, '']
}

/** Third-party notices as GitHub-flavored Markdown; every text in a fence that it cannot close. */
export function noticesMarkdown(document: NoticeDocument): string {
  const head = [`# ${NOTICES_TITLE}`, '', `${NOTICES_INTRODUCTION} ${countsOf(document)}`, '']
  const lines = [...head, ...document.sections.flatMap(linesOfSection), ...linesOfMissing(document)]
  return `${lines.join('\n').trimEnd()}\n`
}
