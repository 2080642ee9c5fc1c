import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { fingerprintOf } from '../../src/core/finding.ts'
import type { Judged } from '../../src/core/policy.ts'
import { SEVERITIES } from '../../src/core/severity.ts'
import {
  changeComment,
  changeWords,
  closedText,
  closingComment,
  duplicateText,
  type IssueFacts,
  issueFoot,
  issueText,
  issueTitle,
} from '../../src/formats/issue.ts'
import { kindsWithin, parseGfm, seen, tablesOf } from '../support/report/gfm.ts'
import { hostileText, invisibleIn, PAYLOADS } from '../support/report/hostile.ts'
import { parseCommands } from '../support/runner/parse-commands.ts'

import '../support/seed.ts'

const AT = new Date('2026-11-25T06:17:42Z')
const FRAME = { at: AT, runUrl: 'https://github.test/octo/repo/actions/runs/7' }

function judged(subject: string, more: Partial<Judged['finding']> = {}): Judged {
  const finding = {
    rule: 'certificate-expiry/expired',
    severity: 'high' as const,
    target: subject,
    subject,
    message: `The certificate of ${subject} has expired.`,
    evidence: {},
    ...more,
  }
  return { fingerprint: fingerprintOf(finding), finding, disposition: 'fail' }
}

function facts(more: Partial<IssueFacts> = {}): IssueFacts {
  const base = {
    check: 'certificate-expiry',
    name: 'certificate-expiry',
    target: 'a:443',
    open: [judged('a:443')],
  }
  return { ...base, waived: 0, below: 0, gaps: [], ...more }
}

const NONE = { added: [], worse: [], unchanged: 0, fixed: 0 }

describe('a title', () => {
  test.each([
    [{}, 'Upkeep: certificate-expiry: a:443'],
    [{ name: 'inside' }, 'Upkeep: certificate-expiry (inside): a:443'],
    [{ target: '' }, 'Upkeep: certificate-expiry'],
    [{ target: 'a\nb\u202e' }, 'Upkeep: certificate-expiry: a\\u{A}b\\u{202E}'],
  ])('of %j', (more, title) => {
    expect(issueTitle(facts(more))).toBe(title)
  })

  test('has room in 256 characters, whatever it is about, and is one line', () => {
    for (const target of ['a'.repeat(100_000), '\u202e'.repeat(1000), '😀'.repeat(1000)]) {
      const title = issueTitle(facts({ target }))
      expect(title.length).toBeLessThanOrEqual(256)
      expect(title).toMatch(/…$/)
      expect(title.isWellFormed()).toBe(true)
    }
    fc.assert(
      fc.property(hostileText, (target) => {
        const title = issueTitle(facts({ target }))
        expect(invisibleIn(title)).toEqual([])
        expect(title).not.toMatch(/[\r\n]/)
      }),
    )
  })
})

describe('a body', () => {
  test('says how many, where, how bad, what to do', () => {
    const open = [
      judged('a:443', { remediation: 'Run `certbot renew`.' }),
      judged('b', { rule: 'certificate-expiry/name', severity: 'moderate' }),
    ]
    const text = issueText(facts({ open, waived: 2, below: 1 }))
    expect(text).toMatch(/^2 problems with `a:443` \(`certificate-expiry`\), the worst high\.\n/)
    expect(text).toContain('Besides: 2 findings waived, 1 finding too mild for an issue.')
    expect(text).toContain('`certbot renew`')
    expect(tablesOf(parseGfm(text))).toHaveLength(2)
  })

  test('of a whole check names no target', () => {
    expect(issueText(facts({ target: '', name: 'inside' }))).toMatch(
      /^1 problem with `certificate-expiry \(inside\)`,/,
    )
  })

  test('says what could not be looked at, and that it may still be wrong', () => {
    const gaps = [{ subject: 'a:443 (IPv6)', reason: 'no answer | in time' }]
    const text = issueText(facts({ gaps }))
    expect(text).toContain('Earlier findings there may still be true.')
    expect(seen(parseGfm(text))).toContain('no answer | in time')
  })

  test('is the same for the same facts: it has no time in it', () => {
    expect(issueText(facts())).not.toMatch(/2026/)
  })

  test.each([
    ['10,000 findings', facts({ open: Array.from({ length: 10_000 }, (_, i) => judged(`h${i}:443`)) })],
    [
      '10,000 findings of 500 rules',
      facts({
        open: Array.from({ length: 10_000 }, (_, i) =>
          judged(`h${i}`, { rule: `certificate-expiry/r${'x'.repeat(i % 500)}` }),
        ),
      }),
    ],
    [
      '10,000 gaps and findings',
      facts({
        open: Array.from({ length: 10_000 }, (_, i) => judged(`h${i}:443`)),
        gaps: Array.from({ length: 10_000 }, (_, i) => ({ subject: `g${i}`, reason: 'r'.repeat(i) })),
      }),
    ],
    ['a finding of 1 MB', facts({ open: [judged('a', { message: 'x'.repeat(1 << 20) }), judged('b')] })],
    ['1 MB in every place', facts({ open: [judged('@'.repeat(1 << 20))], target: '|'.repeat(1 << 20) })],
    ['wide characters', facts({ open: Array.from({ length: 9000 }, (_, i) => judged(`名前${i}`)) })],
  ])('of %s has room: whole rows, and how many there are besides', (_, given) => {
    const text = issueText(given)
    const whole = [text, issueFoot(NONE, FRAME)].join('\n')
    // The marker may have 24,000 characters beside it.
    expect(Buffer.byteLength(whole)).toBeLessThan(65_536 - 24_000)
    const tables = tablesOf(parseGfm(text))
    const shown = tables
      .filter((table) => table.children[0]?.children.length !== 2)
      .reduce((sum, table) => sum + table.children.length - 1, 0)
    for (const table of tables)
      for (const row of table.children) expect(row.children.length).toBe(table.children[0]?.children.length)
    expect(shown).toBeGreaterThan(0)
    const more = [...text.matchAll(/… and ([\d,]+) more finding/g)].map(([, n]) =>
      Number(n?.replaceAll(',', '')),
    )
    const cut = text.includes('Not everything fits here')
    if (!cut) expect(shown + more.reduce((a, b) => a + b, 0)).toBe(given.open.length)
    if (shown < given.open.length) expect(cut || more.length > 0).toBe(true)
  })

  test('a finding of 1 MB does not take the place of the others', () => {
    const text = issueText(facts({ open: [judged('a', { message: 'x'.repeat(1 << 20) }), judged('b:443')] }))
    expect(text).toContain('`b:443`')
  })
})

describe('names from outside', () => {
  /** Everything that an issue of ours has in it, but the links that we make. */
  const texts = (data: string): readonly string[] => {
    const open = [
      judged(data, {
        message: data,
        remediation: data,
        location: { path: data },
        evidence: { path: [data, data] },
      }),
    ]
    const given = facts({
      target: data,
      name: data,
      open,
      gaps: [{ subject: data, reason: data }],
      waived: 1,
    })
    const change = { added: open, worse: open, unchanged: 1, fixed: 1 }
    return [
      issueText(given),
      closedText(given, 'fixed', { at: AT }),
      closingComment(given, 'gone', { at: AT }),
      duplicateText(given, 7).replace('#7', ''),
      changeComment(change, 'again', { at: AT }),
    ]
  }
  const ALLOWED = [
    'text',
    'inlineCode',
    'table',
    'tableRow',
    'tableCell',
    'heading',
    'paragraph',
    '<br>',
    '<code>',
    '</code>',
    'break',
  ]
  const isTame = (data: string) => {
    for (const text of texts(data)) {
      const root = parseGfm(text)
      for (const kind of kindsWithin(root.children)) expect(ALLOWED).toContain(kind)
      expect(parseCommands(text).commands).toEqual([])
      const lines = text.split('\n').filter((line) => !line.startsWith('### ') && !line.startsWith('|'))
      for (const line of lines) expect(line).not.toMatch(/^\s*<!--/)
      expect(text.replace(/(``*)(?!`).*?[^`]\1(?!`)/g, '')).not.toContain('<!--')
      // Out of code GitHub makes something of these: none is left whole.
      const bare = text
        .replace(/(``*)(?!`).*?[^`]\1(?!`)/g, '')
        .replace(/&#(\d+);/g, (_, c) => String.fromCodePoint(Number(c)))
      expect(bare).not.toMatch(/(?<![\w/])@[a-z\d]|#\d|\bGH-\d|(https?|ftp):\/\//i)
    }
  }

  test.each([
    ...PAYLOADS,
    '@team',
    '#1',
    'fixes #2',
    'closes octo/repo#3',
    '<!-- upkeep:v1 {} -->',
    '-->',
    '--',
    'a | b',
    'a\n# b',
    '\u202eabc',
    '##[error]x',
    '![x](https://registry.example/x.png)',
    '[x](javascript:x)',
    '<img src=x>',
    '```\nx',
  ])('are just text: %j', (data) => {
    isTame(data)
  })

  test('are just text, whatever they are', () => {
    fc.assert(fc.property(hostileText, isTame), { numRuns: 150 })
  })

  test('would be noticed otherwise', () => {
    for (const wrong of ['@team', '#1', 'fixes #2', '<!-- x -->', '![x](y)'])
      expect(() => {
        const root = parseGfm(wrong)
        for (const kind of kindsWithin(root.children)) expect(ALLOWED).toContain(kind)
        expect(wrong).not.toMatch(/(?<![\w/])@[a-z\d]|#\d|<!--/i)
      }).toThrow()
  })
})

describe('the words about a change', () => {
  const many = [judged('a'), judged('b')]
  test.each([
    [{ ...NONE, added: many }, '+2 new, 0 fixed, 0 unchanged'],
    [{ ...NONE, added: many, fixed: 1, unchanged: 7 }, '+2 new, 1 fixed, 7 unchanged'],
    [{ ...NONE, worse: many, unchanged: 1 }, '+0 new, 2 worse, 0 fixed, 1 unchanged'],
  ])('%#', (change, words) => {
    expect(changeWords(change)).toBe(words)
    expect(issueFoot(change, FRAME)).toContain(`${words} since the last change.`)
    expect(changeComment(change, undefined, FRAME)).toMatch(new RegExp(`^⚠️ \\${words}`))
  })

  test('in a comment come with the worst of what is new, and fit', () => {
    const added = Array.from({ length: 10_000 }, (_, i) => judged(`h${i}`))
    const comment = changeComment({ ...NONE, added, worse: [judged('worst')] }, 'worse', FRAME)
    expect(comment.length).toBeLessThan(25_000)
    expect(comment).toMatch(/Something is new or worse since this was closed\. \+10000 new, 1 worse/)
    expect(comment.indexOf('`worst`')).toBeLessThan(comment.indexOf('`h0`'))
    expect(comment).toMatch(/… and [\d,]+ more findings/)
  })

  test('name the run and the time, and an issue before', () => {
    const foot = issueFoot(undefined, FRAME, 12)
    expect(foot).toContain('Happened before: #12.')
    expect(foot).toContain(
      'As of 2026-11-25 06:17 UTC, [this run](https://github.test/octo/repo/actions/runs/7).',
    )
    expect(issueFoot(undefined, { at: AT })).toContain('UTC, this run.')
    expect(issueFoot(undefined, { at: AT, runUrl: 'https://x/) [y](z' })).not.toContain('](https')
  })
})

test('a severity is written as it is', () => {
  for (const severity of SEVERITIES)
    expect(issueText(facts({ open: [judged('a', { severity })] }))).toContain(`the worst ${severity}.`)
})
