import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { createAuthority } from '../support/servers/certificates.ts'
import { serve } from '../support/servers/http-server.ts'
import { startProxy } from '../support/servers/proxy.ts'
import { compile, type Ended, runScript } from './child.ts'
import { fileAnswer } from './download-client.ts'

jest.setTimeout(20_000)

// An authority is added to those that Node trusts only when a process starts.
const authority = createAuthority()
let folder = ''
let entry = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'upkeep-download-'))
  entry = pathToFileURL(compile('src/adapters/download.ts', folder)).href
  writeFileSync(join(folder, 'ca.pem'), authority.cert)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function download(url: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const script = `
    import { downloader } from ${JSON.stringify(entry)}
    const get = downloader({ env: process.env, now: Date.now, wait: async () => {}, random: () => 0 })
    const redirects = 'any-without-authorization'
    const wanted = { url: ${JSON.stringify(url)}, deadline: 8000, limit: 1e6, redirects }
    let size = 0
    const said = await get(wanted, (chunk) => { size += chunk.length }).then(({ status }) => status, String)
    process.stdout.write(said + ' ' + size)`
  return runScript(script, { NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'), ...env })
}

test('goes through a tunnel, and goes on there where it was cut off', async () => {
  const body = Buffer.alloc(100_000, 'x')
  const script = [fileAnswer(body, { etag: '"a"', cut: 40_000 }), fileAnswer(body, { etag: '"a"' })]
  const server = await serve(script, authority.issue('a.test'))
  const proxy = await startProxy({ hosts: { 'a.test:443': server.port } })
  const ended = await download('https://a.test/x', { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` })
  await Promise.all([server.close(), proxy.close()])
  expect(ended).toEqual({ status: 0, stdout: '206 100000', stderr: '' })
  expect(proxy.tunnels).toEqual(['a.test:443', 'a.test:443'])
})

test('is never led from https to http', async () => {
  const plain = await serve([{ body: 'tampered' }])
  const location = `${plain.url}/?sig=s3cret`
  const secure = await serve([{ status: 302, headers: { location } }], authority.issue('127.0.0.1'))
  const { stdout } = await download(secure.url)
  await Promise.all([plain.close(), secure.close()])
  expect(stdout).toBe(
    `RunError: 127.0.0.1:${secure.port} redirects to 127.0.0.1:${plain.port} without encryption 0`,
  )
  expect(plain.seen).toEqual([])
})
