import { connect } from 'node:tls'
import { expect, test } from '@jest/globals'
import { pem } from '../support/pki/der-writer.ts'
import type { Running, Scene } from '../support/pki/scene.ts'
import { SCENES } from '../support/pki/scenes.ts'

/** What OpenSSL objects to as well, if asked as a browser asks. */
const OBJECTIONABLE = [
  'expired',
  'not-yet-valid',
  'intermediate',
  'untrusted',
  'self-signed',
  'name',
  'usage',
  'constraints',
]

/** Where OpenSSL, as Node 20 asks it, is wrong or knows less, and why. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'the intermediate in ca-file': 'trusts no part of a chain without X509_V_FLAG_PARTIAL_CHAIN',
  'the intermediate in ca-file, sent too': 'trusts no part of a chain without X509_V_FLAG_PARTIAL_CHAIN',
  'a leaf in ca-file': 'trusts no part of a chain without X509_V_FLAG_PARTIAL_CHAIN',
  'a common name alone': "Node's own check still takes the common name where there is no DNS name",
  'a part of a label as wildcard': "Node's own check still takes it",
  'any extended key usage': 'OpenSSL wants serverAuth by name; browsers and Go take any',
}

function authoritiesOf({ hosts, values, files, roots = [] }: Running): readonly string[] {
  const isNamed = values['ca-file'] !== undefined || hosts.join().includes('ca-file=')
  const own = isNamed ? (files['ca.pem'] ?? '') : ''
  return [...roots.map((der) => pem('CERTIFICATE', der)), ...(own === '' ? [] : [own])]
}

/** OpenSSL's objection to a server; empty where it has none, undefined where the server would not be asked. */
function objectionTo(running: Running): Promise<string | undefined> {
  const [host = ''] = running.hosts
  const [showing] = running.showings
  const [, name] = /\bname=(\S+)/.exec(host) ?? []
  const own = showing?.address ?? ''
  const isTyped = /^[\d.[]/.test(host)
  const wanted = name ?? (isTyped ? own : host.replace(/:.*/, ''))
  const servername = new URL(`https://${wanted.includes(':') ? `[${wanted}]` : wanted}`).hostname
  return new Promise((done) => {
    const socket = connect({
      host: own,
      port: showing?.port ?? 0,
      servername: /^[\d.]+$|^\[/.test(servername) ? '' : servername.replace(/\.$/, ''),
      ca: [...authoritiesOf(running)],
      rejectUnauthorized: false,
      minVersion: 'TLSv1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    })
    socket.once('secureConnect', () => {
      const error: unknown = socket.authorizationError
      done(error ? String(error) : '')
      socket.destroy()
    })
    socket.once('error', () => done(undefined))
  })
}

/** One server with one certificate, as of now, whose verdict rests on what OpenSSL looks at as well. */
function isComparable({ needsV6 = false, gaps = [], expect: findings }: Scene): boolean {
  const others = ['revoked', 'chain']
  return !needsV6 && gaps.length === 0 && findings.every(({ rule }) => !others.includes(rule))
}

function isOne({ now, hosts, showings }: Running): boolean {
  const isPresent = Math.abs(now.getTime() - Date.now()) < 60_000
  return isPresent && hosts.length === 1 && showings.length === 1 && showings[0]?.leaves.length === 1
}

/** How OpenSSL and a scene disagree; undefined where they cannot be compared. */
async function disagreementOn(scene: Scene): Promise<readonly string[] | undefined> {
  const running = await scene.start()
  try {
    const objection = isOne(running) ? await objectionTo(running) : undefined
    if (objection === undefined) return undefined
    const isBad = scene.expect.some(({ rule }) => OBJECTIONABLE.includes(rule))
    const isAgreed = (objection !== '') === isBad || Object.hasOwn(EXCEPTIONS, scene.name)
    return isAgreed ? [] : [`${scene.name}: ${objection || 'no objection'}`]
  } finally {
    await running.close()
  }
}

test('OpenSSL agrees with the scenes', async () => {
  const compared: (readonly string[])[] = []
  for (const scene of SCENES.filter(isComparable)) {
    const disagreement = await disagreementOn(scene)
    if (disagreement) compared.push(disagreement)
  }
  expect(compared.flat()).toEqual([])
  expect(compared.length).toBeGreaterThan(150)
})
