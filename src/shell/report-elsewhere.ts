import { messageOf } from '../core/errors.ts'
import type { Json } from '../core/finding.ts'
import type { News } from '../core/news.ts'
import type { Http } from '../core/ports.ts'
import type { Report } from '../core/report.ts'
import { badgeOf } from '../formats/badge.ts'
import { jsonOf } from '../formats/json.ts'
import { openMetricsOf } from '../formats/openmetrics.ts'
import { slackOf } from '../formats/slack.ts'
import { webhookOf } from '../formats/webhook.ts'
import type { FilePlan } from '../sinks/files.ts'
import type { ReportOptions } from './report-options.ts'

const DEADLINE = 30_000
const LIMIT = 1024 * 1024
/** Before a second try, in milliseconds. */
const BUSY = 5000

export interface Sending {
  /** Sends once. */
  readonly http: Http
  readonly wait: (milliseconds: number) => Promise<void>
}

export interface Elsewhere {
  readonly repository: string
  readonly runUrl: string | null
  readonly dashboardUrl?: string | undefined
  readonly news: readonly News[]
  readonly lastSuccess: ReadonlyMap<string, Date>
}

/** The files that machines read. */
export function machineFiles(
  report: Report,
  options: ReportOptions,
  { lastSuccess }: Elsewhere,
  pathOf: (named: string) => string,
): readonly FilePlan[] {
  const metrics = options['metrics-file']
  const badge = options['badge-file']
  return [
    ...(metrics === ''
      ? []
      : [{ path: pathOf(metrics), text: () => openMetricsOf(report, { lastSuccess }) }]),
    ...(badge === '' ? [] : [{ path: pathOf(badge), text: () => `${JSON.stringify(badgeOf(report))}\n` }]),
  ]
}

interface Post {
  readonly what: string
  readonly method: 'POST'
  readonly url: string
  readonly type: string
  readonly body: string
}

function jsonPost(what: string, url: string, body: Json): Post {
  return { what, method: 'POST', url, type: 'application/json', body: JSON.stringify(body) }
}

/** The Pushgateway's address for this repository's metrics (its README, "API"; the value in base64url, as it holds a slash). */
function gatewayUrl(gateway: string, labels: Readonly<Record<string, string>>): string {
  const path = Object.entries(labels).map(
    ([label, value]) => `/${label}@base64/${Buffer.from(value).toString('base64url')}`,
  )
  return `${gateway.replace(/\/\/*$/, '')}/metrics/job/upkeep${path.join('')}`
}

/** A push replaces all of its group: so each check has one of its own, and what is not in this report stays. */
function pushesOf(report: Report, gateway: string, { repository, lastSuccess }: Elsewhere): readonly Post[] {
  const groups = new Map(report.runs.map(({ check, name }) => [`${check} ${name}`, { check, name }]))
  return [...groups.values()].map(({ check, name }) => {
    const runs = report.runs.filter((run) => run.check === check && run.name === name)
    const key = `${check} ${name}`
    const told = lastSuccess.get(key)
    const body = openMetricsOf({ ...report, runs }, { lastSuccess: new Map(told ? [[key, told]] : []) })
    return {
      what: 'the Pushgateway',
      method: 'POST',
      url: gatewayUrl(gateway, { repository, check, name }),
      type: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
      body,
    }
  })
}

function postsOf(report: Report, options: ReportOptions, elsewhere: Elsewhere): readonly Post[] {
  const { repository, runUrl, dashboardUrl, news } = elsewhere
  const frame = {
    repository,
    ...(runUrl === null ? {} : { runUrl }),
    ...(dashboardUrl === undefined ? {} : { dashboardUrl }),
  }
  const slack = options['slack-webhook']
  const { webhook, pushgateway } = options
  const isNews = news.length > 0
  return [
    ...(slack !== '' && isNews ? [jsonPost('Slack', slack, slackOf(news, frame))] : []),
    ...(webhook !== '' && isNews ? [jsonPost('the webhook', webhook, webhookOf(news, report, frame))] : []),
    ...(pushgateway === '' ? [] : pushesOf(report, pushgateway, elsewhere)),
  ]
}

/** The message without the address, which is a secret: whoever has it can write there. */
function withoutUrl(message: string, url: string): string {
  return message.replaceAll(url, 'its URL').replaceAll(new URL(url).host, 'its host')
}

/** An answer that says it was not taken: now is too early. */
function isBusy(status: number): boolean {
  return status === 429 || status >= 500
}

async function send(
  { what, method, url, type, body }: Post,
  { http, wait }: Sending,
): Promise<readonly string[]> {
  const request = {
    method,
    url,
    headers: { 'content-type': type },
    body: Buffer.from(body),
    deadline: DEADLINE,
    limit: LIMIT,
  }
  try {
    let { status } = await http(request)
    if (isBusy(status)) {
      await wait(BUSY)
      status = (await http(request)).status
    }
    return status >= 200 && status < 300 ? [] : [`${what} was not told: it answered ${status}`]
  } catch (thrown) {
    return [`${what} was not told: ${withoutUrl(messageOf(thrown), url)}`]
  }
}

/** Tells everybody who asked, and says whom it could not tell. Where no answer came it is not said again. */
export async function tellElsewhere(
  report: Report,
  options: ReportOptions,
  elsewhere: Elsewhere,
  sending: Sending,
): Promise<readonly string[]> {
  const faults: string[] = []
  for (const post of postsOf(report, options, elsewhere)) faults.push(...(await send(post, sending)))
  return faults
}

/** The merged report, as a file for whoever comes next. */
export function mergedFile(report: Report, path: string): FilePlan {
  return { path, text: () => jsonOf(report) }
}
