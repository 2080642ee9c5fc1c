import { X509Certificate } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { forbiddenName } from '../../../src/checks/certificate-expiry/constraints.ts'
import { isCertificateFor } from '../../../src/checks/certificate-expiry/name-match.ts'
import { findPaths, trustStoreOf, withAuthorities } from '../../../src/checks/certificate-expiry/paths.ts'
import { parseCertificate } from '../../../src/checks/certificate-expiry/x509/parse-certificate.ts'
import { createVerifier } from '../../../src/checks/certificate-expiry/x509/signatures.ts'
import { certificateOf, DAY, NOW } from '../../support/certificate-expiry/facts.ts'
import { type Minted, type MintRequest, mint } from '../../support/pki/mint.ts'

const LIFE = { from: NOW, to: new Date(NOW.getTime() + 90 * DAY) }

function authority(subject: string, over: Partial<MintRequest> = {}): Minted {
  return mint({ subject, ...LIFE, ca: true, ...over })
}

function read({ der }: Minted) {
  return parseCertificate(der)
}

const root = authority('Root')
const other = authority('Other root')
const upper = authority('Upper', { by: root })
const crossed = authority('Upper', { by: other, keysOf: upper })
const lower = authority('Lower', { by: upper })
const leaf = mint({ subject: 'leaf.example', ...LIFE, by: lower, dns: ['leaf.example'] })

/** The ways up, each as the subjects on it. */
function waysOf(
  sent: readonly Minted[],
  trusted: readonly Minted[],
  own: readonly Minted[] = [],
  from = leaf,
) {
  const store = trustStoreOf(trusted.map(read), own.map(read))
  const paths = findPaths(read(from), [from, ...sent].map(read), store, createVerifier())
  return paths.map(({ certificates, isTrusted, isPublic }) => {
    const way = certificates.map(({ subject }) => subject.text.replace('CN=', '')).join(' > ')
    return `${way}${isTrusted ? ' +' : ''}${isPublic ? '!' : ''}`
  })
}

describe('the ways up', () => {
  const WHOLE = 'leaf.example > Lower > Upper > Root +!'
  test.each<readonly [string, readonly Minted[], readonly Minted[], readonly string[]]>([
    ['in order', [lower, upper], [root], [WHOLE]],
    ['out of order', [upper, lower], [root], [WHOLE]],
    ['with the root', [lower, upper, root], [root], [WHOLE]],
    ['with something else', [other, lower, authority('Junk'), upper], [root], [WHOLE]],
    [
      'cross-signed, both trusted',
      [lower, crossed, upper],
      [root, other],
      ['leaf.example > Lower > Upper > Other root +!', WHOLE],
    ],
    ['cross-signed, one trusted', [lower, crossed, upper], [root], [WHOLE]],
    ['nothing sent', [], [root], ['leaf.example']],
    ['an intermediate missing', [lower], [root], ['leaf.example > Lower']],
    ['an unknown root', [lower, upper, root], [other], ['leaf.example > Lower > Upper > Root']],
    ['an impostor of the same name', [authority('Lower', { by: upper })], [root], ['leaf.example']],
  ])('%s', (_name, sent, trusted, ways) => {
    expect(waysOf(sent, trusted).toSorted()).toEqual([...ways].sort())
  })

  test('end at what the user trusts, which is not public', () => {
    expect(waysOf([lower], [], [upper])).toEqual(['leaf.example > Lower > Upper +'])
    expect(waysOf([], [], [lower])).toEqual(['leaf.example > Lower +'])
    expect(waysOf([], [], [leaf])).toEqual(['leaf.example +'])
  })

  test('do not go over what is no authority', () => {
    const none = mint({ subject: 'Lower', ...LIFE, by: upper })
    const under = mint({ subject: 'under.example', ...LIFE, by: none })
    expect(waysOf([none, upper], [root], [], under)).toEqual(['under.example'])
    const noSigner = authority('No signer', { by: upper, keyUsage: ['digitalSignature'] })
    const below = mint({ subject: 'below.example', ...LIFE, by: noSigner })
    expect(waysOf([noSigner, upper], [root], [], below)).toEqual(['below.example'])
  })

  test('do not go over a wrong signature', () => {
    const torn = authority('Lower', { by: upper, keysOf: lower, isTampered: true })
    expect(waysOf([torn, upper], [root])).toEqual(['leaf.example > Lower'])
  })

  test('do not go in circles, and come to an end among many', () => {
    const a = authority('A', { by: root })
    const b = authority('B', { by: a })
    const again = authority('A', { by: b, keysOf: a })
    const under = mint({ subject: 'under.example', ...LIFE, by: a })
    expect(waysOf([again, b, a], [other], [], under).every((way) => !way.endsWith('+'))).toBe(true)
    const many = Array.from({ length: 9 }, (_, index) =>
      Array.from({ length: 4 }, () => `Level ${index}`),
    ).flat()
    const keys = new Map<string, Minted>()
    const tangle = many.map((name, index) => {
      const level = Math.floor(index / 4)
      const above = keys.get(`Level ${level - 1}`) ?? other
      const keysOf = keys.get(name)
      const one = authority(name, { by: above, ...(keysOf ? { keysOf } : {}) })
      keys.set(name, one)
      return one
    })
    const top = keys.get('Level 8')
    const low = mint({ subject: 'low.example', ...LIFE, ...(top ? { by: top } : {}) })
    expect(waysOf(tangle, [root], [], low).length).toBeLessThanOrEqual(64)
  })

  test('find what is trusted for one host alone', () => {
    const store = trustStoreOf([read(other)], [])
    const more = withAuthorities(store, [read(root)])
    expect(more.bySubject.size).toBe(2)
    expect(store.bySubject.size).toBe(1)
    expect(withAuthorities(store, [])).toBe(store)
  })
})

describe('a name', () => {
  const NAMES = ['a.example', '*.wild.example', '*.com', 'x*.part.example', 'UPPER.example', 'dot.example.']
  const IPS = ['192.0.2.1', '2001:db8::1']
  const minted = mint({ subject: 'cn.example', ...LIFE, by: root, dns: NAMES, ip: IPS })

  test.each([
    ['a.example', true],
    ['A.Example', true],
    ['b.a.example', false],
    ['one.wild.example', true],
    ['two.one.wild.example', false],
    ['wild.example', false],
    ['.wild.example', false],
    ['anything.com', false],
    ['xy.part.example', false],
    ['upper.example', true],
    ['dot.example', true],
    ['cn.example', false],
    ['192.0.2.1', true],
    ['192.0.2.2', false],
    ['2001:db8::1', true],
    ['2001:db8::2', false],
  ])('%s is covered: %s', (name, covered) => {
    expect(isCertificateFor(read(minted), name)).toBe(covered)
  })

  test('is judged as OpenSSL does it, but for half a label and a wildcard below a top-level domain', () => {
    const theirs = new X509Certificate(minted.der)
    const names = ['a.example', 'one.wild.example', 'two.one.wild.example', 'wild.example', 'cn.example']
    for (const name of names)
      expect(isCertificateFor(read(minted), name)).toBe(
        theirs.checkHost(name, { subject: 'never' }) !== undefined,
      )
    for (const ip of ['192.0.2.1', '192.0.2.2', '2001:db8::1', '2001:db8::2'])
      expect(isCertificateFor(read(minted), ip)).toBe(theirs.checkIP(ip) !== undefined)
  })
})

describe('name constraints', () => {
  const bytes = (...numbers: readonly number[]) => Uint8Array.from(numbers)
  const net10 = { kind: 'ip', address: bytes(10, 0, 0, 0), mask: bytes(255, 0, 0, 0) } as const
  const net6 = {
    kind: 'ip',
    address: bytes(0x20, 1, 0x0d, 0xb8, ...new Array<number>(12).fill(0)),
    mask: bytes(255, 255, 255, 255, ...new Array<number>(12).fill(0)),
  } as const
  const dns = (domain: string) => ({ kind: 'dns', domain }) as const

  test.each([
    ['permitted domain', [dns('example')], [], { dns: ['a.example'], ip: [] }, undefined],
    ['permitted domain itself', [dns('a.example')], [], { dns: ['a.example'], ip: [] }, undefined],
    ['a name that only ends alike', [dns('example')], [], { dns: ['notexample'], ip: [] }, 'notexample'],
    ['a leading dot', [dns('.example')], [], { dns: ['a.example'], ip: [] }, undefined],
    ['a leading dot and the domain itself', [dns('.example')], [], { dns: ['example'], ip: [] }, 'example'],
    ['one of two', [dns('example'), dns('test')], [], { dns: ['a.example', 'b.test'], ip: [] }, undefined],
    ['one outside', [dns('example')], [], { dns: ['a.example', 'b.test'], ip: [] }, 'b.test'],
    ['everything', [dns('')], [], { dns: ['b.test'], ip: [] }, undefined],
    ['an address where names are permitted', [dns('example')], [], { dns: [], ip: ['10.1.2.3'] }, undefined],
    ['excluded', [], [dns('a.example')], { dns: ['x.a.example'], ip: [] }, 'x.a.example'],
    [
      'excluded and permitted',
      [dns('example')],
      [dns('a.example')],
      { dns: ['a.example'], ip: [] },
      'a.example',
    ],
    ['an address inside', [net10], [], { dns: [], ip: ['10.1.2.3'] }, undefined],
    ['an address outside', [net10], [], { dns: [], ip: ['11.1.2.3'] }, '11.1.2.3'],
    ['an IPv6 address where IPv4 is permitted', [net10], [], { dns: [], ip: ['2001:db8::1'] }, '2001:db8::1'],
    ['an IPv6 address inside', [net6], [], { dns: [], ip: ['2001:db8:1::1'] }, undefined],
    ['an IPv6 address outside', [net6], [], { dns: [], ip: ['2001:db9::1'] }, '2001:db9::1'],
    ['another form of name', [{ kind: 'other' } as const], [], { dns: ['a.example'], ip: [] }, undefined],
  ])('%s', (_name, permitted, excluded, names, forbidden) => {
    const above = certificateOf({ constraints: { permitted, excluded } })
    expect(forbiddenName(certificateOf({ names }), above)).toBe(forbidden)
  })

  test('that are not there forbid nothing', () => {
    expect(forbiddenName(certificateOf(), certificateOf())).toBeUndefined()
  })
})
