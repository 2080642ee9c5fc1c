import { AwsV4Signer } from 'aws4fetch'
import type { Bucket } from '../core/engine-ports.ts'
import { RunError } from '../core/errors.ts'

/** The only verbs that this program can send to a store. */
export type ReadVerb = 'GET' | 'HEAD'

function rfc3986(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** A key in a URL; a RunError where none can hold it. */
function encodeKey(key: string): string {
  if (!key.isWellFormed()) throw new RunError('there is no URL of a key that is no Unicode text')
  if (key.split('/').some((part) => part === '.' || part === '..'))
    throw new RunError('there is no URL of a key with a part "." or ".."')
  return key.split('/').map(rfc3986).join('/')
}

const AMAZON = /(^|\.)amazonaws\.com(\.cn)?$/
/** As a host's name (RFC 1123); with a dot in it a bucket's certificate would not fit. */
const LABEL = /^[a-z0-9](?:[a-z0-9-]{1,61}[a-z0-9])?$/

/** Where a bucket is: Amazon's have hosts of their own, elsewhere a bucket is the first part of the path. */
function rootOf({ endpoint, bucket }: Bucket): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:')
    throw new RunError('the endpoint of the object store is no http or https URL')
  if (url.username !== '' || url.password !== '' || url.search !== '')
    throw new RunError('the endpoint of the object store is a URL with more than a host and a path')
  const path = url.pathname.replace(/\/+$/, '')
  const isHost = AMAZON.test(url.hostname) && LABEL.test(bucket)
  if (isHost && url.hostname.startsWith(`${bucket}.`)) return `${url.origin}${path}`
  if (isHost) return `${url.protocol}//${bucket}.${url.host}${path}`
  return `${url.origin}${path}/${rfc3986(bucket)}`
}

/** The URL of a bucket, with a question, or of an object in it. Throws a RunError for what has none. */
export function urlOf(bucket: Bucket, key: string, query: Readonly<Record<string, string>> = {}): string {
  const written = Object.entries(query).map(([name, value]) => `${name}=${rfc3986(value)}`)
  const search = written.length === 0 ? '' : `?${written.join('&')}`
  return `${rootOf(bucket)}/${encodeKey(key)}${search}`
}

/** `20261125T101500Z`. */
function stamp(now: number): string {
  return new Date(now).toISOString().replace(/[:-]|\.\d{3}/g, '')
}

/** The headers of a signed request without a body (AWS Signature Version 4), at a moment in milliseconds since 1970. */
export async function sign(
  method: ReadVerb,
  url: string,
  headers: Readonly<Record<string, string>>,
  bucket: Bucket,
  now: number,
): Promise<Readonly<Record<string, string>>> {
  const signer = new AwsV4Signer({
    method,
    url,
    headers: { ...headers },
    accessKeyId: bucket.accessKey,
    secretAccessKey: bucket.secretKey,
    ...(bucket.sessionToken === '' ? {} : { sessionToken: bucket.sessionToken }),
    service: 's3',
    region: bucket.region,
    datetime: stamp(now),
  })
  const signed = await signer.sign()
  return Object.fromEntries(signed.headers)
}
