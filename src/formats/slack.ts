import type { Json } from '../core/finding.ts'
import type { News } from '../core/news.ts'
import { compareSeverity } from '../core/severity.ts'
import { clip, slackLink, slackText } from './escape.ts'
import { count } from './words.ts'

/** Where the message comes from, and what it links to. */
export interface SlackFrame {
  /** `owner/name`. */
  readonly repository: string
  readonly runUrl?: string
  readonly dashboardUrl?: string
}

/** Characters of the whole message as JSON: Slack takes some more. */
const MAX_MESSAGE = 13_000
/** Blocks of a message (Slack, "Block Kit"), less those around the news. */
const MAX_NEWS_BLOCKS = 50 - 3
const MAX_SECTION = 3000
const MAX_HEADER = 150
/** UTF-16 units of a text from outside, before it is escaped. */
const MAX_NAME = 80
const MAX_LINE = 200
/** Kept for saying how many items did not fit, and for the links at the end. */
const KEPT = 300

const WORDS: Readonly<Record<News['kind'], string>> = {
  started: '🔴 New',
  worsened: '🔴 Worse',
  reminder: '🟠 Still open',
  recovered: '🟢 Fixed',
}
/** For the sentence at the top. */
const VERBS: Readonly<Record<News['kind'], string>> = {
  started: 'new',
  worsened: 'worse',
  reminder: 'still open',
  recovered: 'fixed',
}
/** What matters most comes first: it is dropped last. */
const ORDER: readonly News['kind'][] = ['started', 'worsened', 'reminder', 'recovered']

function name(text: string, max: number): string {
  return slackText(text.length > max ? `${clip(text, max - 1)}…` : text)
}

function compare(a: News, b: News): number {
  return ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || compareSeverity(a.severity, b.severity)
}

/** Not markup: nothing in it is a mention, a link or bold. */
function plainText(text: string): Json {
  return { type: 'plain_text', text, emoji: false }
}

function countsOf({ kind, severity, open, added }: News): string {
  if (kind === 'recovered') return `was ${severity}`
  return `${severity}, ${count(open, 'finding')}${added > 0 && added < open ? `, ${added} of them new or worse` : ''}`
}

/** The text of one item: whole lines, as many as a section takes. */
function textOf(news: News): string {
  const { kind, check, target, open, messages } = news
  const subject = [check, ...(target === '' ? [] : [target])].map((one) => name(one, MAX_NAME)).join(' · ')
  const lines = [`${WORDS[kind]}: ${subject} (${countsOf(news)})`]
  let left = MAX_SECTION - 40 - (lines[0]?.length ?? 0)
  let said = 0
  for (const message of kind === 'recovered' ? [] : messages) {
    const line = `• ${name(message, MAX_LINE)}`
    if (line.length + 1 > left) break
    left -= line.length + 1
    said++
    lines.push(line)
  }
  if (kind !== 'recovered' && open > said && said > 0)
    lines.push(`… and ${count(open - said, 'more finding')}`)
  return lines.join('\n')
}

function linksBlock(links: readonly (string | undefined)[]): readonly Json[] {
  const written = links.filter((link) => link !== undefined)
  if (written.length === 0) return []
  // The one markup there is: links with our own words.
  return [{ type: 'context', elements: [{ type: 'mrkdwn', text: written.join(' · '), verbatim: true }] }]
}

function blocksOf(news: News): readonly Json[] {
  const link = news.url === undefined ? undefined : slackLink(news.url, 'Open the issue')
  return [{ type: 'section', text: plainText(textOf(news)) }, ...linksBlock([link])]
}

function sizeOf(blocks: readonly Json[]): number {
  return JSON.stringify(blocks).length
}

function fitting(
  news: readonly News[],
  room: number,
): { readonly blocks: readonly Json[]; readonly said: number } {
  const blocks: Json[] = []
  let left = room
  let said = 0
  for (const one of news) {
    const mine = blocksOf(one)
    const size = sizeOf(mine)
    if (size > left || blocks.length + mine.length > MAX_NEWS_BLOCKS) break
    left -= size
    said++
    blocks.push(...mine)
  }
  return { blocks, said }
}

function countsTitle(news: readonly News[]): string {
  const counts = ORDER.map((kind) => [VERBS[kind], news.filter((one) => one.kind === kind).length] as const)
  const said = counts.filter(([, number]) => number > 0).map(([verb, number]) => `${number} ${verb}`)
  return said.length === 0 ? 'nothing new' : said.join(', ')
}

/** Our own words and the name of a repository, if it is one: Slack may read markup in it. */
function titleOf(news: readonly News[], repository: string): string {
  const isName = /^[\w.-]{1,39}\/[\w.-]{1,100}$/.test(repository)
  const short = `Upkeep: ${countsTitle(news)}`
  const full = `${short} in ${repository}`
  return isName && full.length <= MAX_HEADER ? full : short
}

/**
 * A message for an incoming webhook of Slack, or of what understands Slack's: blocks, and a text for notifications.
 * Within Slack's limits: whole items are dropped, what matters least first, and it is said how many. Texts from outside
 * stand in plain text and cannot mention, link or format.
 */
export function slackOf(news: readonly News[], frame: SlackFrame): Json {
  const title = titleOf(news, frame.repository)
  const sorted = [...news].sort(compare)
  const links = linksBlock([
    frame.runUrl === undefined ? undefined : slackLink(frame.runUrl, 'The run'),
    frame.dashboardUrl === undefined ? undefined : slackLink(frame.dashboardUrl, 'The dashboard'),
  ])
  const head: readonly Json[] = [{ type: 'header', text: plainText(title) }]
  const { blocks, said } = fitting(sorted, MAX_MESSAGE - KEPT - sizeOf([...head, ...links]) - title.length)
  const left = news.length - said
  const more = `… and ${count(left, 'more item')}: see the dashboard or the run.`
  const rest = left === 0 ? [] : [{ type: 'context', elements: [plainText(more)] }]
  return {
    text: title,
    unfurl_links: false,
    unfurl_media: false,
    blocks: [...head, ...blocks, ...rest, ...links],
  }
}
