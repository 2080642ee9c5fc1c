import { describe, expect, test } from '@jest/globals'
import { OPTIONS, problemsOf } from '../../../src/checks/certificate-expiry/options.ts'
import { limitOf, thresholdOf } from '../../../src/checks/certificate-expiry/threshold.ts'
import { ConfigError } from '../../../src/core/errors.ts'
import { parseOptions } from '../../../src/core/options.ts'
import { DAY, HOUR } from '../../support/certificate-expiry/facts.ts'

function optionsOf(values: Readonly<Record<string, unknown>>) {
  return parseOptions(OPTIONS, [
    { origin: 'input', values: new Map(Object.entries(values)), label: (name) => name },
  ])
}

function mistakesIn(values: Readonly<Record<string, unknown>>): readonly string[] {
  try {
    return problemsOf(optionsOf(values))
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.problems
    throw thrown
  }
}

function hostsOf(text: string) {
  return optionsOf({ hosts: text }).hosts
}

describe('hosts', () => {
  test.each([
    ['api.example.org', 'api.example.org:443', 'api.example.org', 443, 'tls'],
    ['API.Example.org.', 'api.example.org:443', 'api.example.org', 443, 'tls'],
    ['api.example.org:8443', 'api.example.org:8443', 'api.example.org', 8443, 'tls'],
    ['https://api.example.org', 'api.example.org:443', 'api.example.org', 443, 'tls'],
    ['https://api.example.org/', 'api.example.org:443', 'api.example.org', 443, 'tls'],
    ['192.0.2.1', '192.0.2.1:443', '192.0.2.1', 443, 'tls'],
    ['[::1]:8443', '[::1]:8443', '::1', 8443, 'tls'],
    ['[::1]', '[::1]:443', '::1', 443, 'tls'],
    ['2001:DB8::0:1', '[2001:db8::1]:443', '2001:db8::1', 443, 'tls'],
    ['bücher.example', 'xn--bcher-kva.example:443', 'xn--bcher-kva.example', 443, 'tls'],
    ['smtp://mail.example:587', 'smtp://mail.example:587', 'mail.example', 587, 'smtp'],
    ['smtp://mail.example', 'smtp://mail.example:25', 'mail.example', 25, 'smtp'],
    ['imaps://mail.example', 'mail.example:993', 'mail.example', 993, 'tls'],
    ['ldap://[2001:db8::1]', 'ldap://[2001:db8::1]:389', '2001:db8::1', 389, 'ldap'],
    ['postgresql://db.example', 'postgres://db.example:5432', 'db.example', 5432, 'postgres'],
    ['MySQL://db.example', 'mysql://db.example:3306', 'db.example', 3306, 'mysql'],
    ['localhost:1', 'localhost:1', 'localhost', 1, 'tls'],
    ['db_primary.internal', 'db_primary.internal:443', 'db_primary.internal', 443, 'tls'],
  ])('%s', (typed, target, host, port, protocol) => {
    expect(hostsOf(typed)).toMatchObject([{ target, host, port, protocol, name: host }])
  })

  test('take settings, on a line and in a mapping', () => {
    const said = {
      target: '10.0.0.5:8443 (api.example.org)',
      host: '10.0.0.5',
      name: 'api.example.org',
      authorityFile: 'ca.pem',
      warn: { cap: 30 * DAY, share: 0.5 },
      critical: { cap: 2 * DAY, share: undefined },
      client: { certificate: 'env:CERT', key: 'env:KEY' },
    }
    const settings = {
      name: 'api.example.org',
      'ca-file': 'ca.pem',
      warn: 'min(30d, 50%)',
      critical: '2d',
      'client-certificate': 'env:CERT',
      'client-key': 'env:KEY',
    }
    const line = Object.entries(settings).map(([key, value]) => `${key}=${value}`)
    expect(hostsOf(`10.0.0.5:8443 ${line.join(' ')}`)).toMatchObject([said])
    expect(optionsOf({ hosts: [{ host: '10.0.0.5:8443', ...settings }] }).hosts).toMatchObject([said])
  })

  test.each([
    ['gopher://a.example', 'hosts entry "gopher://a.example" has the unknown scheme "gopher"'],
    ['smtq://a.example', 'has the unknown scheme "smtq" (did you mean "smtp"?); known: https, tls, smtps'],
    ['constructor://a.example', 'has the unknown scheme "constructor"'],
    ['http://a.example', 'begins with http://, which has no certificate; write https://'],
    ['a.example:0', 'has the port "0"; ports are 1 to 65535'],
    ['a.example:65536', 'has the port "65536"'],
    ['a.example:https', 'has the port "https"'],
    ['a.example:', 'has the port ""'],
    ['[::1', 'is no host'],
    ['[::1]x', 'is no host'],
    ['a b.example', 'is no host'],
    ['*.example', 'is no host'],
    ['a..example/x', 'must be a host and a port, without a path'],
    ['https://a.example/health', 'must be a host and a port, without a path'],
    ['300.1.1.1', 'is no host'],
    ['a.example warn=soon', 'has for warn "soon", which is not a length of time (30d), a share'],
    ['a.example warn=101%', 'has for warn "101%"'],
    ['a.example name=*', 'has for name "*", which is neither a host name nor an IP address'],
    ['a.example client-key=k.pem', 'needs both client-certificate and client-key, or neither'],
    ['warn=30d', 'names no host'],
    ['a.example, a.example:443', 'hosts names a.example:443 twice; give one of them a name='],
    ['a.example critical=40d', 'hosts: a.example:443: critical begins before warn'],
  ])('%s is a mistake', (typed, problem) => {
    expect(mistakesIn({ hosts: typed }).join('\n')).toContain(problem)
  })

  test('with a password are a mistake that does not repeat it', () => {
    const problems = mistakesIn({ hosts: 'postgres://me:hunter2@db.example, fine.example' })
    expect(problems).toEqual(['hosts entry 1 must not hold a user or a password'])
  })
})

describe('dates', () => {
  test.each([
    ['client secret 2027-01-31', { name: 'client secret', end: Date.parse('2027-01-31'), start: undefined }],
    ['token 2027-01-31T09:00:00Z', { name: 'token', end: Date.parse('2027-01-31T09:00:00Z') }],
    [
      'contract date=2027-01-31 from=2026-01-31 warn=25%',
      { name: 'contract', start: Date.parse('2026-01-31') },
    ],
  ])('%s', (typed, date) => {
    expect(optionsOf({ dates: typed }).dates).toMatchObject([date])
  })

  test.each([
    ['secret', 'has for date "", which is no date like 2027-01-31'],
    ['secret 2027-02-30', 'has for date "2027-02-30"'],
    ['secret soon', 'has for date "soon"'],
    ['date=2027-01-31', 'has no name'],
    ['a 2027-01-31 warn=25%', 'has for warn a share of a lifetime that nobody knows: give it a `from` date'],
    ['a 2027-01-31 from=2027-02-01', 'begins after it ends'],
    ['a 2027-01-31, a 2027-02-01', 'dates names "a" twice'],
  ])('%s is a mistake', (typed, problem) => {
    expect(mistakesIn({ dates: typed }).join('\n')).toContain(problem)
  })
})

describe('the other options', () => {
  test('have defaults that stand for themselves', () => {
    expect(optionsOf({})).toMatchObject({
      hosts: [],
      files: [],
      dates: [],
      warn: { cap: 30 * DAY, share: 0.25 },
      critical: { cap: 10 * DAY, share: 0.1 },
      timeout: 30_000,
      'allow-private': false,
      ari: [],
    })
  })

  test.each([
    [{ files: '!' }, 'files entry "!" names no file'],
    [
      { warn: '30' },
      'warn must be a length of time (30d), a share of the lifetime (25%), or min(30d, 25%), not "30"',
    ],
    [{ warn: 'min(30d, 20d)' }, 'warn must be a length of time'],
    [{ warn: '1d', hosts: 'a.example' }, 'critical begins before warn'],
    [
      { warn: '25%', dates: 'a 2027-01-31' },
      'dates: a: warn or critical is a share of a lifetime that nobody knows',
    ],
    [{ ari: 'acme' }, 'ari holds what is no http or https URL'],
    [{ 'password-env': 'hunter2!' }, 'password-env holds what is no name of an environment variable'],
    [{ timeout: 'long' }, 'timeout must be a length of time'],
  ])('%j is a mistake', (values, problem) => {
    expect(mistakesIn(values).join('\n')).toContain(problem)
    expect(mistakesIn(values).join('\n')).not.toContain('hunter2')
  })
})

describe('a threshold', () => {
  test.each([
    ['30d', 398, 30 * DAY],
    ['72h', 398, 72 * HOUR],
    ['25%', 90, 22.5 * DAY],
    ['min(30d,25%)', 398, 30 * DAY],
    ['min(30d, 25%)', 45, 11.25 * DAY],
    ['min(25%, 30d)', 45, 11.25 * DAY],
    ['12.5%', 80, 10 * DAY],
    ['0%', 80, 0],
  ])('%s of %d days', (text, days, limit) => {
    const threshold = thresholdOf(text)
    expect(threshold && limitOf(threshold, days * DAY)).toBe(limit)
  })

  test.each(['', '30', '%', '25 d%', '-1d', 'min()', 'min(30d)', 'min(25%,30%)', 'max(30d,25%)', '1e3d'])(
    '"%s" is none',
    (text) => {
      expect(thresholdOf(text)).toBeUndefined()
    },
  )
})
