import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { News } from '../../src/core/news.ts'
import { type SlackFrame, slackOf } from '../../src/formats/slack.ts'
import { hostileText, PAYLOADS } from '../support/report/hostile.ts'

const FRAME: SlackFrame = {
  repository: 'orchard/fruit',
  runUrl: 'https://github.example/orchard/fruit/actions/runs/1',
  dashboardUrl: 'https://github.example/orchard/fruit/issues/2',
}

function news(part: Partial<News> = {}): News {
  return {
    kind: 'started',
    check: 'fruit',
    target: 'basket.json',
    severity: 'high',
    open: 3,
    added: 2,
    messages: ['plum@2.0.0 is rotten.', 'peach@5.0.0 is rotten.'],
    url: 'https://github.example/orchard/fruit/issues/7',
    ...part,
  }
}

interface TextObject {
  readonly type: 'plain_text' | 'mrkdwn'
  readonly text: string
  readonly emoji?: boolean
  readonly verbatim?: boolean
}

interface Block {
  readonly type: 'header' | 'section' | 'context'
  readonly text?: TextObject
  readonly elements?: readonly TextObject[]
}

interface Message {
  readonly text: string
  readonly blocks: readonly Block[]
}

function messageOf(all: readonly News[], frame = FRAME): Message {
  return JSON.parse(JSON.stringify(slackOf(all, frame))) as Message
}

function textsIn({ blocks }: Message): readonly TextObject[] {
  return blocks.flatMap(({ text, elements = [] }) => [...(text ? [text] : []), ...elements])
}

const LINK = /^<https?:\/\/[^<>|\s]*\|(The run|The dashboard|Open the issue)>$/

/** What Slack refuses, or would make more of than text. */
function problemsOf(message: Message): readonly string[] {
  const texts = textsIn(message)
  const markup = texts.filter(({ type }) => type === 'mrkdwn').flatMap(({ text }) => text.split(' · '))
  return [
    ...(message.blocks.length > 50 ? ['too many blocks'] : []),
    ...(JSON.stringify(message).length > 13_500 ? ['too long'] : []),
    ...(/[<>*_~`&]/.test(message.text) ? [`markup in ${message.text}`] : []),
    ...(message.text.length > 150 ? ['a long notification'] : []),
    ...texts.flatMap(({ type, text, emoji, verbatim }) => [
      ...(text.length < 1 || text.length > 3000 ? ['a text of a wrong length'] : []),
      ...(type === 'plain_text' && emoji !== false ? ['emoji'] : []),
      ...(type === 'mrkdwn' && verbatim !== true ? ['links of bare words'] : []),
      ...(type === 'plain_text' && /[<>]|&(?!(amp|lt|gt);)/.test(text) ? [`not escaped: ${text}`] : []),
    ]),
    ...markup.filter((text) => !LINK.test(text)),
    ...message.blocks
      .filter(({ type, text }) => type === 'header' && (text?.text.length ?? 0) > 150)
      .map(() => 'a long header'),
    ...message.blocks
      .filter(({ type, text }) => (type === 'header') !== (text?.text.startsWith('Upkeep: ') ?? false))
      .map(({ type }) => `a strange ${type}`),
  ]
}

describe('a message', () => {
  test('is as it should be', () => {
    const message = messageOf([
      news(),
      news({ kind: 'recovered', target: '', open: 0, added: 0, messages: [] }),
    ])
    expect(message).toEqual({
      text: 'Upkeep: 1 new, 1 fixed in orchard/fruit',
      unfurl_links: false,
      unfurl_media: false,
      blocks: [
        {
          type: 'header',
          text: { type: 'plain_text', text: 'Upkeep: 1 new, 1 fixed in orchard/fruit', emoji: false },
        },
        {
          type: 'section',
          text: {
            type: 'plain_text',
            text: [
              '🔴 New: fruit · basket.json (high, 3 findings, 2 of them new or worse)',
              '• plum@2.0.0 is rotten.',
              '• peach@5.0.0 is rotten.',
              '… and 1 more finding',
            ].join('\n'),
            emoji: false,
          },
        },
        context('<https://github.example/orchard/fruit/issues/7|Open the issue>'),
        { type: 'section', text: { type: 'plain_text', text: '🟢 Fixed: fruit (was high)', emoji: false } },
        context('<https://github.example/orchard/fruit/issues/7|Open the issue>'),
        context(
          '<https://github.example/orchard/fruit/actions/runs/1|The run> · <https://github.example/orchard/fruit/issues/2|The dashboard>',
        ),
      ],
    })
    expect(problemsOf(message)).toEqual([])
  })

  test('says what matters most first', () => {
    const all = [
      news({ kind: 'recovered', target: 'a' }),
      news({ kind: 'reminder', target: 'b' }),
      news({ kind: 'worsened', target: 'c' }),
      news({ severity: 'low', target: 'd' }),
      news({ severity: 'critical', target: 'e' }),
    ]
    const sections = messageOf(all).blocks.filter(({ type }) => type === 'section')
    const said = sections.map(({ text }) => /· ([a-e]) /.exec(text?.text ?? '')?.[1])
    expect(said).toEqual(['e', 'd', 'c', 'b', 'a'])
  })

  test('has no links where there is nothing to link to', () => {
    const { url: _url, ...bare } = news()
    const message = messageOf([bare], { repository: 'orchard/fruit' })
    expect(message.blocks.map(({ type }) => type)).toEqual(['header', 'section'])
    const strange = messageOf([news({ url: 'javascript:alert(1)' })], {
      ...FRAME,
      runUrl: 'x|y',
      dashboardUrl: '',
    })
    expect(strange.blocks.map(({ type }) => type)).toEqual(['header', 'section'])
  })

  test('says so where nothing happened', () => {
    expect(messageOf([]).text).toBe('Upkeep: nothing new in orchard/fruit')
    expect(problemsOf(messageOf([]))).toEqual([])
  })
})

function context(text: string): object {
  return { type: 'context', elements: [{ type: 'mrkdwn', text, verbatim: true }] }
}

const LONG = '&\u202e'.repeat(100_000)

describe('a message that would be too long', () => {
  test.each<readonly [string, readonly News[]]>([
    ['very many', Array.from({ length: 5000 }, () => news())],
    ['very many without links', Array.from({ length: 5000 }, () => news({ url: '' }))],
    ['short ones', Array.from({ length: 60 }, () => news({ messages: [], url: '' }))],
    ['endless names', [news({ check: LONG, target: LONG, messages: [LONG, LONG], url: LONG }), news()]],
    [
      'endless messages',
      Array.from({ length: 30 }, () => news({ messages: Array(500).fill(LONG) as string[] })),
    ],
    ['very many messages', [news({ open: 100_000, messages: Array(100_000).fill('x') as string[] })]],
  ])('keeps the limits: %s', (_name, all) => {
    const message = messageOf(all)
    expect(problemsOf(message)).toEqual([])
    const sections = message.blocks.filter(({ type }) => type === 'section').length
    expect(sections).toBeGreaterThan(0)
    const [, left = '0'] = /… and ([\d,]+) more items?: see/.exec(JSON.stringify(message.blocks)) ?? []
    expect(sections + Number(left.replaceAll(',', ''))).toBe(all.length)
  })

  test('leaves out a name that is none', () => {
    for (const repository of [LONG, 'a', '<!channel>/x', '*a*/b', '']) {
      const message = messageOf([news()], { ...FRAME, repository })
      expect(message.text).toBe('Upkeep: 1 new')
      expect(problemsOf(message)).toEqual([])
    }
  })

  test('says of how many findings it does not tell', () => {
    const said = textsIn(
      messageOf([news({ open: 4311, messages: Array(300).fill('y'.repeat(50)) as string[] })]),
    )
    const text = said.find(({ text }) => text.includes('•'))?.text ?? ''
    const lines = text.split('\n').filter((line) => line.startsWith('•')).length
    expect(lines).toBeGreaterThan(20)
    expect(text).toContain(`… and ${(4311 - lines).toLocaleString('en-US')} more findings`)
  })
})

describe('whatever texts hold', () => {
  const holds = (word: string) => {
    const one = news({
      check: word,
      target: word,
      messages: [word, `a ${word}`],
      url: `https://a.example/${word}`,
    })
    const frame = { repository: word, runUrl: word, dashboardUrl: `https://a.example/${word}` }
    const message = messageOf([one, { ...one, kind: 'recovered' }], frame)
    expect(problemsOf(message)).toEqual([])
    expect(message.blocks.filter(({ type }) => type === 'section')).toHaveLength(2)
  }

  test('they are text', () => {
    for (const payload of [...PAYLOADS, '<!channel>', '<@U012AB3CD>', '<!subteam^S1>', '*x*', ':smile:'])
      holds(payload)
    fc.assert(fc.property(hostileText, holds), { numRuns: 200 })
  })

  test('the tests would see it otherwise', () => {
    const message = messageOf([news()])
    const with_ = (text: TextObject): Message => ({ ...message, blocks: [{ type: 'section', text }] })
    expect(problemsOf(with_({ type: 'plain_text', text: '<!channel>', emoji: false }))).not.toEqual([])
    expect(problemsOf(with_({ type: 'mrkdwn', text: '*x*', verbatim: true }))).not.toEqual([])
    expect(problemsOf({ ...message, text: '<!here>' })).not.toEqual([])
    expect(problemsOf({ ...message, blocks: Array(51).fill(message.blocks[0]) as Block[] })).not.toEqual([])
  })
})
