import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { evaluate } from '../../../src/checks/certificate-expiry/evaluate.ts'
import type { CertificateFact, EndpointFact } from '../../../src/checks/certificate-expiry/fact.ts'
import { standingOf } from '../../../src/checks/certificate-expiry/lifetime.ts'
import { OPTIONS } from '../../../src/checks/certificate-expiry/options.ts'
import { parseOptions } from '../../../src/core/options.ts'
import {
  authorityOf,
  certificateOf,
  DAY,
  dateOf,
  endpointOf,
  fileOf,
  HOUR,
  NOW,
  pathOf,
  ROOT,
  scheduleOf,
  THRESHOLDS,
} from '../../support/certificate-expiry/facts.ts'
import { failingRows } from '../../support/runner/failing-rows.ts'

const AS_THEY_ARE = parseOptions(OPTIONS, [])

type Judge = (facts: readonly CertificateFact[], now: Date) => readonly string[]

const judge: Judge = (facts, now) =>
  evaluate(facts, AS_THEY_ARE, now).map(({ rule, severity }) => `${rule.split('/')[1]} ${severity}`)

/** A certificate of so many days, of which so many are left. */
function aged(lifetime: number, left: number) {
  const notAfter = NOW.getTime() + left * DAY
  return certificateOf({ notAfter, notBefore: notAfter - lifetime * DAY })
}

function agedEndpoint(lifetime: number, left: number): EndpointFact {
  const leaf = aged(lifetime, left)
  return endpointOf({ leaf, paths: [pathOf(leaf, authorityOf(), ROOT)] })
}

/** A healthy endpoint whose authority ends in so many days. */
function under(days: number, over: Parameters<typeof authorityOf>[0] = {}): EndpointFact {
  const leaf = certificateOf()
  return endpointOf({
    paths: [pathOf(leaf, authorityOf({ notAfter: NOW.getTime() + days * DAY, ...over }), ROOT)],
  })
}

const EXPIRED = authorityOf({ notAfter: NOW.getTime() - DAY })

function withPaths(...paths: EndpointFact['paths']): EndpointFact {
  return endpointOf({ paths })
}

function leafed(over: Parameters<typeof certificateOf>[0], more: Partial<EndpointFact> = {}): EndpointFact {
  const leaf = certificateOf(over)
  return endpointOf({ leaf, paths: [pathOf(leaf, authorityOf(), ROOT)], ...more })
}

function constrained(domain: string, kind: 'permitted' | 'excluded'): EndpointFact {
  const trees = [{ kind: 'dns', domain } as const]
  const constraints = { permitted: [], excluded: [], [kind]: trees }
  return under(1825, { constraints })
}

const UNTRUSTED = { certificates: [certificateOf()], isTrusted: false, isPublic: false }
const SELF_SIGNED = certificateOf({ issuer: 'CN=api.example' })
const MISSING = { url: 'http://ca.example/r11.der', completes: true } as const

/** Public, issued on a day, valid for so many days. */
function issued(from: string, days: number, isPublic = true): EndpointFact {
  const notBefore = Date.parse(from)
  const leaf = certificateOf({ notBefore, notAfter: notBefore + days * DAY - 1000 })
  return endpointOf({ leaf, paths: [{ ...pathOf(leaf, authorityOf(), ROOT), isPublic }] })
}

const at = (moment: string) => new Date(moment)

const CASES: readonly (readonly [string, readonly CertificateFact[], readonly string[], Date?])[] = [
  // Healthy, whatever its lifetime: a renewal that comes by itself comes before the first warning.
  ['398 days, 31 left', [agedEndpoint(398, 31)], []],
  ['90 days, renewed at 30', [agedEndpoint(90, 29)], []],
  ['64 days, renewed at a third', [agedEndpoint(64, 21)], []],
  ['47 days, renewed at a third', [agedEndpoint(47, 15)], []],
  ['45 days, renewed at a third', [agedEndpoint(45, 14)], []],
  ['160 hours, renewed at half', [agedEndpoint(160 / 24, 79 / 24)], []],
  ['45 days, daily', [agedEndpoint(45, 14), scheduleOf(1)], []],
  ['160 hours, daily', [agedEndpoint(160 / 24, 79 / 24), scheduleOf(1)], []],
  ['160 hours less a second, daily', [agedEndpoint(160 / 24 - 1 / 86400, 79 / 24), scheduleOf(1)], []],
  ['160 hours, daily, the day the clocks change', [agedEndpoint(160 / 24, 6), scheduleOf(25 / 24)], []],
  ['160 hours, just issued, daily', [agedEndpoint(160 / 24, 159 / 24), scheduleOf(1)], []],
  ['a date far away', [dateOf(31)], []],
  ['a file', [fileOf()], []],
  // Thresholds.
  ['398 days, 30 left', [agedEndpoint(398, 30)], ['expiring moderate']],
  ['398 days, a second over 30 left', [agedEndpoint(398, 30 + 1 / 86400)], []],
  ['398 days, 10 left', [agedEndpoint(398, 10)], ['expiring high']],
  ['90 days, 22 left', [agedEndpoint(90, 22)], ['expiring moderate']],
  ['90 days, 9 left', [agedEndpoint(90, 9)], ['expiring high']],
  ['45 days, 11 left', [agedEndpoint(45, 11)], ['expiring moderate']],
  ['45 days, 4 left', [agedEndpoint(45, 4)], ['expiring high']],
  ['160 hours, 39 hours left', [agedEndpoint(160 / 24, 39 / 24)], ['expiring moderate']],
  ['160 hours, 15 hours left', [agedEndpoint(160 / 24, 15 / 24)], ['expiring high']],
  ['a last second', [agedEndpoint(90, 0)], ['expiring high']],
  ['a second too late', [agedEndpoint(90, -1 / 86400)], ['expired high']],
  ['long over', [agedEndpoint(90, -400)], ['expired high']],
  ['not begun', [agedEndpoint(90, 91)], ['not-yet-valid high']],
  // The schedule.
  ['45 days, weekly', [agedEndpoint(45, 40), scheduleOf(7)], ['schedule moderate']],
  ['90 days, weekly', [agedEndpoint(90, 40), scheduleOf(7)], []],
  ['160 hours, weekly, fresh', [agedEndpoint(160 / 24, 6), scheduleOf(7)], ['schedule moderate']],
  ['45 days, every six days', [agedEndpoint(45, 40), scheduleOf(6)], []],
  [
    'ends before the next look, and should have been renewed',
    [agedEndpoint(398, 31), scheduleOf(31)],
    ['expiring high', 'schedule moderate'],
  ],
  ['ends after the next look and a day', [agedEndpoint(398, 35), scheduleOf(19)], []],
  [
    '90 days, monthly, before its renewal is due',
    [agedEndpoint(90, 31), scheduleOf(31)],
    ['schedule moderate'],
  ],
  // Authorities above.
  ['an authority ends first, far away', [under(40)], []],
  ['an authority ends first, soon', [under(25)], ['chain moderate']],
  ['an authority ends first, very soon', [under(9)], ['chain high']],
  ['an authority has ended', [under(-1)], ['chain high']],
  ['an authority is not valid yet', [under(1825, { notBefore: NOW.getTime() + HOUR })], ['chain high']],
  ['an authority ends soon, the leaf sooner', [leafed({ notAfter: NOW.getTime() + 46 * DAY })], []],
  [
    'one way has ended, another is good',
    [withPaths(pathOf(certificateOf(), EXPIRED, ROOT), pathOf(certificateOf(), authorityOf(), ROOT))],
    ['unneeded info'],
  ],
  [
    'both ways have ended',
    [withPaths(pathOf(certificateOf(), EXPIRED, ROOT), pathOf(certificateOf(), EXPIRED, ROOT))],
    ['chain high'],
  ],
  [
    'an issuer that is not sent',
    [endpointOf({ paths: [UNTRUSTED], missing: MISSING })],
    ['intermediate high'],
  ],
  [
    'an issuer that is not sent and could not be fetched',
    [
      endpointOf({
        paths: [UNTRUSTED],
        missing: { url: MISSING.url, completes: undefined, reason: 'refused' },
      }),
    ],
    ['intermediate high'],
  ],
  [
    'what is fetched leads nowhere',
    [endpointOf({ paths: [UNTRUSTED], missing: { url: MISSING.url, completes: false } })],
    ['untrusted high'],
  ],
  ['an unknown issuer', [endpointOf({ paths: [UNTRUSTED] })], ['untrusted high']],
  [
    'an unknown root',
    [endpointOf({ paths: [{ certificates: [certificateOf(), ROOT], isTrusted: false, isPublic: false }] })],
    ['untrusted high'],
  ],
  [
    'signed by itself',
    [
      endpointOf({
        leaf: SELF_SIGNED,
        paths: [{ certificates: [SELF_SIGNED], isTrusted: false, isPublic: false }],
      }),
    ],
    ['self-signed high'],
  ],
  [
    'signed by itself and trusted',
    [endpointOf({ leaf: SELF_SIGNED, sent: [SELF_SIGNED], paths: [pathOf(SELF_SIGNED)] })],
    [],
  ],
  ['OpenSSL objects', [endpointOf({ complaint: 'PATH_LENGTH_EXCEEDED' })], ['untrusted high']],
  ['OpenSSL has another clock', [endpointOf({ complaint: 'CERT_HAS_EXPIRED' })], []],
  // Names and uses.
  ['another name', [endpointOf({ isNamed: false })], ['name high']],
  ['for clients', [leafed({ extendedKeyUsage: ['1.3.6.1.5.5.7.3.2'] })], ['usage high']],
  ['for everything', [leafed({ extendedKeyUsage: ['2.5.29.37.0'] })], []],
  ['for servers', [leafed({ extendedKeyUsage: ['1.3.6.1.5.5.7.3.1'] })], []],
  ['an authority for mail', [under(1825, { extendedKeyUsage: ['1.3.6.1.5.5.7.3.4'] })], ['usage high']],
  ['permitted elsewhere', [constrained('other.example', 'permitted')], ['constraints high']],
  ['permitted here', [constrained('example', 'permitted')], []],
  ['excluded', [constrained('api.example', 'excluded')], ['constraints high']],
  // Strength.
  ['RSA 1024', [leafed({ key: { type: 'rsa', bits: 1024, spki: new Uint8Array() } })], ['weak high']],
  ['RSA 2048', [leafed({ key: { type: 'rsa', bits: 2048, spki: new Uint8Array() } })], []],
  ['P-192', [leafed({ key: { type: 'ec', bits: 192, spki: new Uint8Array() } })], ['weak high']],
  ['SHA-1', [leafed({ signature: { algorithm: '1', hash: 'sha1' } })], ['signature high']],
  [
    'an authority with MD5',
    [under(1825, { signature: { algorithm: '1', hash: 'md5' } })],
    ['signature high'],
  ],
  [
    'a root with SHA-1',
    [
      endpointOf({
        paths: [
          pathOf(certificateOf(), authorityOf(), { ...ROOT, signature: { algorithm: '1', hash: 'sha1' } }),
        ],
      }),
    ],
    [],
  ],
  ['TLS 1.0', [endpointOf({ version: 'TLSv1' })], ['protocol high']],
  ['TLS 1.1', [endpointOf({ version: 'TLSv1.1' })], ['protocol high']],
  ['TLS 1.2', [endpointOf({ version: 'TLSv1.2' })], []],
  // Lists.
  [
    'revoked',
    [
      endpointOf({
        revocations: [
          { certificate: certificateOf(), at: NOW.getTime() - DAY, reason: 'keyCompromise', url: 'u' },
        ],
      }),
    ],
    ['revoked high'],
  ],
  [
    'revoked from tomorrow on',
    [
      endpointOf({
        revocations: [{ certificate: certificateOf(), at: NOW.getTime() + DAY, reason: '', url: 'u' }],
      }),
    ],
    [],
  ],
  [
    'a list out of date',
    [endpointOf({ lists: [{ url: 'u', issuer: 'CN=Root', nextUpdate: NOW.getTime() - 1000 }] })],
    ['crl-stale moderate'],
  ],
  [
    'a list of today',
    [endpointOf({ lists: [{ url: 'u', issuer: 'CN=Root', nextUpdate: NOW.getTime() + 1 }] })],
    [],
  ],
  // What is sent.
  ['the root is sent', [endpointOf({ sent: [certificateOf(), authorityOf(), ROOT] })], ['unneeded info']],
  [
    'twice itself',
    [endpointOf({ sent: [certificateOf(), certificateOf(), authorityOf()] })],
    ['unneeded info'],
  ],
  // How long public ones may be valid.
  ['398 days in 2026-03', [issued('2026-03-14', 398)], [], at('2026-04-01')],
  ['399 days in 2026-03', [issued('2026-03-14', 399)], ['validity high'], at('2026-04-01')],
  ['201 days from 2026-03-15 on', [issued('2026-03-15', 201)], ['validity high'], at('2026-04-01')],
  ['200 days from 2026-03-15 on', [issued('2026-03-15', 200)], [], at('2026-04-01')],
  ['101 days in 2027', [issued('2027-03-15', 101)], ['validity high'], at('2027-04-01')],
  ['48 days in 2029', [issued('2029-03-15', 48)], ['validity high'], at('2029-03-20')],
  ['825 days in 2020-08', [issued('2020-08-31', 825)], [], at('2022-01-01')],
  ['ten years, private', [issued('2026-03-15', 3650, false)], [], at('2026-04-01')],
  // Renewal information.
  ['renewal overdue', [endpointOf({ renewBy: NOW.getTime() - HOUR })], ['renewal-overdue moderate']],
  ['renewal in time', [endpointOf({ renewBy: NOW.getTime() + HOUR })], []],
  // Files and dates.
  ['a file that ends soon', [fileOf({ certificate: aged(398, 20) })], ['expiring moderate']],
  ['a file that has ended', [fileOf({ certificate: aged(398, -1) })], ['expired high']],
  [
    'an old one beside its successor',
    [fileOf({ certificate: aged(398, -1), isSuperseded: true })],
    ['unneeded info'],
  ],
  [
    'a short key in a file',
    [fileOf({ certificate: certificateOf({ key: { type: 'rsa', bits: 1024, spki: new Uint8Array() } }) })],
    ['weak low'],
  ],
  ['a date that comes', [dateOf(29)], ['date moderate']],
  ['a date that is near', [dateOf(9)], ['date high']],
  ['a date that is over', [dateOf(-1)], ['date high']],
  ['a date that is not begun', [dateOf(400, { start: NOW.getTime() + DAY })], []],
  // More than one at once.
  ['over and for another name', [{ ...agedEndpoint(90, -1), isNamed: false }], ['expired high', 'name high']],
  [
    'one address of two',
    [agedEndpoint(90, -1), { ...agedEndpoint(90, 45), address: '192.0.2.2' }],
    ['expired high'],
  ],
]

const ROWS = CASES.map(([name, facts, expected, now = NOW]) => ({
  name,
  input: { facts, now },
  expected: expected.toSorted(),
}))

function failuresOf(subject: Judge): readonly string[] {
  return failingRows(ROWS, ({ facts, now }) => subject(facts, now).toSorted())
}

describe('evaluate', () => {
  test.each(ROWS.map((row) => [row.name, row] as const))('%s', (_name, { input, expected }) => {
    expect(judge(input.facts, input.now).toSorted()).toEqual(expected)
  })

  test('its table fails one that always says fine, and one that always complains', () => {
    expect(failuresOf(judge)).toEqual([])
    expect(failuresOf(() => []).length).toBeGreaterThan(40)
    expect(failuresOf(() => ['expiring moderate']).length).toBeGreaterThan(60)
  })

  test('says the same whatever the order of the facts', () => {
    const facts = CASES.flatMap(([, some]) => some).filter(({ kind }) => kind !== 'schedule')
    const said = JSON.stringify(evaluate(facts, AS_THEY_ARE, NOW))
    fc.assert(
      fc.property(fc.shuffledSubarray(facts, { minLength: facts.length }), (shuffled) => {
        expect(JSON.stringify(evaluate(shuffled, AS_THEY_ARE, NOW))).toBe(said)
      }),
      { numRuns: 50 },
    )
  })

  test('names the addresses that show it, once for all of them', () => {
    const bad = { ...agedEndpoint(90, -1), address: '192.0.2.9' }
    const worse = { ...agedEndpoint(90, -2), address: '2001:db8::1' }
    const findings = evaluate([agedEndpoint(90, 45), bad, worse], AS_THEY_ARE, NOW)
    expect(findings).toHaveLength(1)
    expect(findings[0]).toMatchObject({
      target: 'api.example:443',
      subject: 'api.example:443',
      message:
        'api.example:443: the certificate CN=api.example ended 48 hours ago, on 2026-05-30 12:00 UTC (at 2 of 3 addresses: 192.0.2.9, 2001:db8::1; 1 more like this).',
      evidence: { addresses: ['192.0.2.9', '2001:db8::1'], expires: '2026-05-30T12:00:00.000Z' },
    })
  })

  test('does not ask whether lists and renewals of today are late at a moment that the user imagines', () => {
    const late = endpointOf({
      lists: [{ url: 'u', issuer: 'CN=Root', nextUpdate: NOW.getTime() - 1000 }],
      renewBy: NOW.getTime() - HOUR,
    })
    expect(evaluate([late], { ...AS_THEY_ARE, now: NOW }, NOW)).toEqual([])
    expect(evaluate([late], AS_THEY_ARE, NOW)).toHaveLength(2)
  })

  test.each([
    [-20 / 1440, 'ended 20 minutes ago'],
    [-5 / 24, 'ended 5 hours ago'],
    [-4, 'ended 4 days ago'],
    [20 / 1440, 'ends in 20 minutes'],
    [5 / 24, 'ends in 5 hours'],
    [2.5, 'ends in 60 hours'],
    [6, 'ends in 6 days'],
  ])('tells what is near in small units: %d days', (left, words) => {
    expect(evaluate([agedEndpoint(90, left)], AS_THEY_ARE, NOW)[0]?.message).toContain(` ${words}, on `)
  })
})

describe('a lifetime', () => {
  const RANKS = ['fine', 'expiring moderate', 'expiring high', 'expired']
  const length = fc.integer({ min: 1, max: 20_000 }).map((hours) => hours * HOUR)
  const threshold = fc.record({
    cap: fc.option(length, { nil: undefined }),
    share: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
  })

  test('is never judged better at a later moment', () => {
    const nextRun = fc.option(length, { nil: undefined })
    const moments = fc.tuple(
      fc.double({ min: 0, max: 3, noNaN: true }),
      fc.double({ min: 0, max: 3, noNaN: true }),
    )
    fc.assert(
      fc.property(length, threshold, threshold, nextRun, moments, (end, warn, critical, pause, parts) => {
        const ranks = parts
          .toSorted((a, b) => a - b)
          .map((part) => {
            const now = part * end
            const moment = {
              now,
              nextRun: pause === undefined ? undefined : Math.ceil(now / pause) * pause,
              isImagined: false,
            }
            const standing = standingOf({ start: 0, end }, { warn, critical }, moment)
            return RANKS.indexOf(
              standing.kind === 'expiring' ? `expiring ${standing.severity}` : standing.kind,
            )
          })
        expect(ranks[0]).toBeGreaterThanOrEqual(0)
        expect(ranks[0]).toBeLessThanOrEqual(ranks[1] ?? -1)
      }),
      { numRuns: 2000 },
    )
  })

  test('without a beginning is judged by its cap alone', () => {
    const standing = (left: number) =>
      standingOf({ start: undefined, end: left }, THRESHOLDS, {
        now: 0,
        nextRun: undefined,
        isImagined: false,
      })
    expect([31, 30, 10, 0].map((days) => standing(days * DAY))).toMatchObject([
      { kind: 'fine' },
      { kind: 'expiring', severity: 'moderate' },
      { kind: 'expiring', severity: 'high' },
      { kind: 'expiring', severity: 'high' },
    ])
    expect(standing(-1)).toMatchObject({ kind: 'expired' })
  })
})
