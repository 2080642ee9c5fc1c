import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import type { TlsRequest } from '../../src/core/ports.ts'
import { closedPort, openDoor } from '../support/pki/door.ts'
import { ODD, type Oddity } from '../support/pki/odd-server.ts'
import { startTls } from '../support/pki/tls-server.ts'
import { createAuthority } from '../support/servers/certificates.ts'
import { startDns } from '../support/servers/dns.ts'
import { startProxy } from '../support/servers/proxy.ts'
import { compile, runScript } from './child.ts'
import { createTls, mismatch, requestTo } from './tls-world.ts'

const certified = createAuthority().issue('a.test')
const chain = { key: certified.key, certificates: [certified.cert] }
const open: { readonly close: () => Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

function kept<T extends { readonly close: () => Promise<void> }>(started: T): T {
  open.push(started)
  return started
}

describe('afterwards nothing keeps a process alive', () => {
  let folder = ''
  let entry = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'upkeep-tls-'))
    entry = pathToFileURL(compile('src/adapters/tls.ts', folder)).href
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** What is said, and milliseconds until the process has ended by itself after that. */
  async function ended(call: string, env: Readonly<Record<string, string>> = {}, more = '{}') {
    const script = `
      import { tlsClient } from ${JSON.stringify(entry)}
      const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds))
      const world = { env: process.env, now: Date.now, wait, random: Math.random, hostsFile: '/no/such/file' }
      const tls = tlsClient({ ...world, ...${more} })
      const said = await ${call}.then((answer) => answer.fault ?? answer.kind ?? answer.addresses.length, String)
      const start = Date.now()
      process.on('exit', () => process.stdout.write(said + ' ' + (Date.now() - start < 500)))`
    return runScript(script, env)
  }

  function looking(more: Partial<TlsRequest>, env?: Readonly<Record<string, string>>) {
    const request = requestTo(443, { deadline: 600, ...more })
    return ended(`tls.look(${JSON.stringify(request)})`, env)
  }

  test('looks', async () => {
    const odd = async (oddity: Oddity) => (await kept(await openDoor(ODD[oddity]))).port
    const healthy = kept(await startTls({ chains: [chain] })).port
    const mutual = kept(await startTls({ chains: [chain], clientAuthority: certified.cert })).port
    const dumb = kept(await startProxy({ connectStatus: 0 })).port
    const through = { family: 'proxy', address: 'a.test' } as const
    const proxied = (port: number) => ({ HTTPS_PROXY: `http://127.0.0.1:${port}` })
    const tunnel = kept(await startProxy({ hosts: { 'a.test:443': healthy } })).port
    const all = await Promise.all([
      looking({ port: healthy, deadline: 5000 }),
      looking({ port: mutual, deadline: 5000 }),
      looking({ port: await closedPort() }),
      looking({ port: await odd('silent') }),
      looking({ port: await odd('drip') }),
      looking({ port: await odd('half a hello') }),
      looking({ port: await odd('http'), deadline: 5000 }),
      looking({ port: await odd('ssh'), deadline: 5000 }),
      looking({ port: await odd('silent'), protocol: 'smtp' }),
      looking({ port: await odd('ssh'), protocol: 'smtp', deadline: 5000 }),
      looking(through, proxied(dumb)),
      looking({ ...through, deadline: 5000 }, proxied(tunnel)),
    ])
    const words =
      'served served refused timeout timeout timeout not-tls not-tls timeout starttls proxy served'
    expect(all.map(({ stdout }) => stdout)).toEqual(words.split(' ').map((word) => `${word} true`))
    // Nothing on stderr: Node warns of what will stop working.
    expect(all.map(({ status, stderr }) => [status, stderr])).toEqual(Array(all.length).fill([0, '']))
  })

  test('names', async () => {
    const names = { 'a.test': { A: ['192.0.2.1'] }, 'b.test': { A: 'silence', AAAA: 'silence' } } as const
    const dns = kept(await startDns(names))
    const more = JSON.stringify({ dnsServers: [dns.server], dnsDeadline: 500 })
    const all = await Promise.all(
      ['a.test', 'b.test'].map((name) => ended(`tls.resolve('${name}', 443, 'tls')`, {}, more)),
    )
    expect(all).toEqual([
      { status: 0, stdout: '1 true', stderr: '' },
      { status: 0, stdout: 'RunError: the name server does not answer true', stderr: '' },
    ])
  })
})

describe('a machine that takes no connection at all', () => {
  // Listens, and never comes to look who is there; what does not fit in the queue is not answered.
  const script = `
    const server = require('node:net').createServer()
    server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
      require('node:fs').writeSync(1, String(server.address().port))
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
    })`

  test('is waited for until the deadline, and said', async () => {
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
    const sockets: Socket[] = []
    try {
      const port = Number(await new Promise<Buffer>((done) => child.stdout.once('data', done)))
      for (let count = 0; count < 4; count++)
        sockets.push(connect(port, '127.0.0.1').on('error', () => undefined))
      await new Promise((done) => setTimeout(done, 100))
      const answer = await createTls().look(requestTo(port, { deadline: 900 }))
      expect(mismatch(answer, { fault: 'timeout', reason: 'no connection in time' })).toBe('')
    } finally {
      for (const socket of sockets) socket.destroy()
      const gone = once(child, 'close')
      child.kill('SIGKILL')
      await gone
    }
  })
})
