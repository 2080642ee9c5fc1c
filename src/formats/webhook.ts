import type { Json } from '../core/finding.ts'
import type { News } from '../core/news.ts'
import type { Report } from '../core/report.ts'
import { clip } from './escape.ts'
import { type Standing, standingsOf } from './standing.ts'

/** What the message needs beside the news and the report. */
export interface WebhookFrame {
  /** `owner/name`. */
  readonly repository: string
  readonly runUrl?: string
}

/** Bytes of the message as `JSON.stringify` writes it. */
const MAX_BYTES = 1_000_000
/** Longer texts are cut, in UTF-16 units. */
const MAX_TEXT = 1000
const MAX_MESSAGES = 10

function short(text: string): string {
  return text.length > MAX_TEXT ? `${clip(text, MAX_TEXT - 1)}…` : text
}

function newsJson({ kind, check, target, severity, open, added, messages, url }: News): Json {
  return {
    kind,
    check: short(check),
    target: short(target),
    severity,
    open,
    added,
    messages: messages.slice(0, MAX_MESSAGES).map(short),
    url: url === undefined ? null : short(url),
  }
}

function checkJson({ check, name, verdict, findings, gaps }: Standing): Json {
  return { check: short(check), name: short(name), verdict, findings, gaps }
}

function bytesOf(value: Json): number {
  return Buffer.byteLength(JSON.stringify(value))
}

/** As many of the first as fit, each with its comma. */
function fitting(
  items: readonly Json[],
  room: number,
): { readonly taken: readonly Json[]; readonly left: number } {
  const taken: Json[] = []
  let left = room
  for (const item of items) {
    const size = bytesOf(item) + 1
    if (size > left) break
    left -= size
    taken.push(item)
  }
  return { taken, left }
}

/**
 * The news and how every check stands, as JSON for any receiver (docs/notifications.md has its schema). At most a
 * million bytes: long texts are cut, whole items are dropped, and `left` says how many. Texts are as they came: who shows
 * them must escape them.
 */
export function webhookOf(news: readonly News[], report: Report, { repository, runUrl }: WebhookFrame): Json {
  const standings = standingsOf(report)
  const message = {
    schema: 1,
    repository: short(repository),
    runUrl: runUrl === undefined ? null : short(runUrl),
    at: short(report.at),
    verdict: report.verdict,
  }
  const largest = { news: news.length, checks: standings.length }
  const room = MAX_BYTES - bytesOf({ ...message, news: [], checks: [], left: largest })
  const checks = fitting(standings.map(checkJson), Math.floor(room / 2))
  const told = fitting(news.map(newsJson), room - Math.floor(room / 2) + checks.left)
  return {
    ...message,
    news: told.taken,
    checks: checks.taken,
    left: { news: news.length - told.taken.length, checks: standings.length - checks.taken.length },
  }
}
