import type { NoticeDocument, NoticeEntry, NoticeSection } from '../core/notices.ts'
import { linesOf, plain } from './escape.ts'
import {
  detailsOf,
  MISSING_INTRODUCTION,
  MISSING_TITLE,
  NOTICES_INTRODUCTION,
  NOTICES_TITLE,
  nameOfEntry,
} from './notices-words.ts'

const WIDTH = 80
const BETWEEN_SECTIONS = '='.repeat(WIDTH)
const BETWEEN_TEXTS = '-'.repeat(WIDTH)

function linesOfEntry(entry: NoticeEntry): readonly string[] {
  return [nameOfEntry(entry), ...detailsOf(entry).map((detail) => `  ${detail}`)].map(plain)
}

function linesOfSection({ packages, texts }: NoticeSection): readonly string[] {
  const blocks = texts.map(({ files, text }) => [
    BETWEEN_TEXTS,
    plain(files.join(', ')),
    '',
    ...linesOf(text.trimEnd()).map(plain),
  ])
  return [BETWEEN_SECTIONS, ...packages.flatMap(linesOfEntry), ...blocks.flatMap((block) => [...block, ''])]
}

function linesOfMissing({ missing }: NoticeDocument): readonly string[] {
  if (missing.length === 0) return []
  const rows = missing.flatMap(({ package: entry, reason }) => [...linesOfEntry(entry), plain(`  ${reason}`)])
  return [BETWEEN_SECTIONS, MISSING_TITLE, MISSING_INTRODUCTION, '', ...rows, '']
}

/**
 * Third-party notices as plain text: UTF-8, lines that end in LF, sections apart by lines of 80 signs. A text stands as
 * it is in its package, save that nothing in it is hidden or a command of a log.
 */
export function noticesText(document: NoticeDocument): string {
  const { sections } = document
  const head = [NOTICES_TITLE, '', NOTICES_INTRODUCTION, '']
  const none = document.packages.length === 0 ? ['There are no third-party packages in it.', ''] : []
  const lines = [...head, ...none, ...sections.flatMap(linesOfSection), ...linesOfMissing(document)]
  return `${lines.join('\n').trimEnd()}\n`
}
