import { createHash, createHmac } from 'node:crypto'
import { expect } from '@jest/globals'
import type { Environment } from '../../src/adapters/environment.ts'
import { objectStore } from '../../src/adapters/objects.ts'
import type { Bucket, ObjectStore } from '../../src/core/engine-ports.ts'
import { type HttpServer, type Seen, serve } from '../support/servers/http-server.ts'
import type { ProxyServer } from '../support/servers/proxy.ts'

export const NOW = Date.UTC(2026, 10, 25, 10, 15)
export const KEYS = { accessKey: 'AKIDEXAMPLE', secretKey: 'S3CRETKEY', sessionToken: '' }

export const servers: (HttpServer | ProxyServer)[] = []

/** Ends every server of a test. */
export async function closeAll(): Promise<void> {
  await Promise.all(servers.splice(0).map((server) => server.close()))
}

export function storeOf(bucket: Bucket, env: Environment = {}): ObjectStore {
  let now = NOW
  const wait = async (milliseconds: number) => {
    now += milliseconds
  }
  return objectStore(
    bucket,
    { answer: 60_000, read: 60_000 },
    { env, now: () => now, wait, random: () => 0.5 },
  )
}

export async function started(script: Parameters<typeof serve>[0]) {
  const server = await serve(script)
  servers.push(server)
  const bucket: Bucket = { endpoint: server.url, region: 'eu-central-1', bucket: 'backups', ...KEYS }
  return { server, bucket, store: storeOf(bucket) }
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

/** What the signature of a request must be, by the specification alone (Signature Version 4, "Create a signed request"). */
function signatureOf({ method, path, headers }: Seen, region: string): string {
  const [plain = '', query = ''] = path.split('?')
  const [, signed = ''] = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '') ?? []
  const date = String(headers['x-amz-date'])
  const canonical = [
    method,
    plain,
    query.split('&').sort().join('&'),
    ...signed.split(';').map((name) => `${name}:${String(headers[name]).trim()}`),
    '',
    signed,
    String(headers['x-amz-content-sha256']),
  ].join('\n')
  const scope = `${date.slice(0, 8)}/${region}/s3/aws4_request`
  const text = ['AWS4-HMAC-SHA256', date, scope, createHash('sha256').update(canonical).digest('hex')].join(
    '\n',
  )
  const parts = [date.slice(0, 8), region, 's3', 'aws4_request']
  const key = parts.reduce<string | Buffer>(hmac, `AWS4${KEYS.secretKey}`)
  const signature = hmac(key, text).toString('hex')
  return `AWS4-HMAC-SHA256 Credential=${KEYS.accessKey}/${scope}, SignedHeaders=${signed}, Signature=${signature}`
}

export function expectSigned(seen: readonly Seen[], region = 'eu-central-1'): void {
  for (const one of seen) {
    expect(['GET', 'HEAD']).toContain(one.method)
    expect(one.headers.authorization).toBe(signatureOf(one, region))
    expect(one.headers.authorization).toMatch(/SignedHeaders=host;/)
  }
}
