import { describe, expect, test } from '@jest/globals'
import { RunError } from '../../src/core/errors.ts'
import type { News } from '../../src/core/news.ts'
import { parseOptions } from '../../src/core/options.ts'
import type { Http } from '../../src/core/ports.ts'
import { machineFiles, mergedFile, tellElsewhere } from '../../src/shell/report-elsewhere.ts'
import { REPORT_OPTIONS } from '../../src/shell/report-options.ts'
import { FAILING } from '../support/issues/scenes.ts'

const SECRET = 'https://hooks.example/services/T0KEN'
const STARTED: News = {
  ...{ kind: 'started', check: 'certificate-expiry', target: 'a:443', severity: 'high', open: 1, added: 1 },
  messages: ['It has expired.'],
}

function options(given: Readonly<Record<string, string>>) {
  const label = (name: string) => name
  return parseOptions(REPORT_OPTIONS, [{ origin: 'input', values: new Map(Object.entries(given)), label }])
}

function elsewhere(news: readonly News[]) {
  return { repository: 'octo/repo', runUrl: null, news, lastSuccess: new Map<string, Date>() }
}

type Sent = Parameters<Http>[0]

async function tell(
  given: Readonly<Record<string, string>>,
  news: readonly News[],
  status: number | 'lost' = 200,
) {
  const sent: Sent[] = []
  const http = (async (request: Sent) => {
    sent.push(request)
    if (status === 'lost') throw new RunError(`${request.url} gave no answer: ECONNREFUSED hooks.example`)
    return { status, headers: {}, body: Buffer.alloc(0) }
  }) as unknown as Http
  const wait = async () => undefined
  const faults = await tellElsewhere(FAILING, options(given), elsewhere(news), { http, wait })
  return { sent, faults }
}

const textOf = ({ body }: Sent) => Buffer.from(body ?? '').toString()

describe('news', () => {
  test.each(['slack-webhook', 'webhook'])(
    'goes to the %s, once, as JSON, and only when there is some',
    async (name) => {
      const { sent, faults } = await tell({ [name]: SECRET }, [STARTED])
      expect(faults).toEqual([])
      expect(sent.map(({ url, method }) => [url, method])).toEqual([[SECRET, 'POST']])
      expect(JSON.parse(sent.map(textOf).join())).toBeInstanceOf(Object)
      expect((await tell({ [name]: SECRET }, [])).sent).toEqual([])
      expect((await tell({}, [STARTED])).sent).toEqual([])
    },
  )

  test.each([404, 500, 302, 'lost'] as const)(
    'that nobody took (%s) is a fault, without the address',
    async (status) => {
      const { sent, faults } = await tell({ 'slack-webhook': SECRET, webhook: SECRET }, [STARTED], status)
      // A server that is busy is asked once more; where no answer came it may have been told.
      expect(sent).toHaveLength(status === 500 ? 4 : 2)
      expect(faults).toHaveLength(2)
      for (const fault of faults) {
        expect(fault).toMatch(/^(Slack|the webhook) was not told: /)
        expect(fault).not.toMatch(/T0KEN|hooks\.example/)
      }
    },
  )
})

describe('metrics', () => {
  test.each(['https://push.example', 'https://push.example/', 'https://push.example//'])(
    'go to %s',
    async (pushgateway) => {
      const { sent } = await tell({ pushgateway }, [])
      const [repository, check] = ['octo/repo', 'certificate-expiry'].map((text) =>
        Buffer.from(text).toString('base64url'),
      )
      const group = `repository@base64/${repository}/check@base64/${check}/name@base64/${check}`
      expect(sent.map(({ url }) => url)).toEqual([`https://push.example/metrics/job/upkeep/${group}`])
      expect(sent.map(textOf).join()).toMatch(/# EOF\n$/)
    },
  )
})

describe('files', () => {
  const pathOf = (named: string) => `/base/${named}`
  test('are those that were asked for', () => {
    const plans = (given: Readonly<Record<string, string>>) =>
      machineFiles(FAILING, options(given), elsewhere([]), pathOf)
    expect(plans({})).toEqual([])
    const both = plans({ 'metrics-file': 'm.prom', 'badge-file': 'b.json' })
    expect(both.map(({ path }) => path)).toEqual(['/base/m.prom', '/base/b.json'])
    expect(both[0]?.text()).toMatch(/upkeep_findings.*# EOF\n$/s)
    expect(JSON.parse(String(both[1]?.text()))).toMatchObject({ schemaVersion: 1 })
  })

  test('the merged report is a report', () => {
    const { path, text } = mergedFile(FAILING, '/x.json')
    expect(path).toBe('/x.json')
    expect(JSON.parse(String(text()))).toEqual(FAILING)
  })
})
