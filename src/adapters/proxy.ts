import { request as requestHttp } from 'node:http'
import { type RequestOptions, request as requestHttps } from 'node:https'
import { isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { urlToHttpOptions } from 'node:url'
import { RunError } from '../core/errors.ts'
import type { Environment } from './environment.ts'

function variable(env: Environment, name: string): string | undefined {
  return env[name.toLowerCase()]?.trim() || env[name]?.trim() || undefined
}

/** A host without the brackets that an IPv6 address has in a URL. */
function bare(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1')
}

/** Whether NO_PROXY excepts a URL: `*`, a host, a suffix (`.test`, `*.test`, `test`), each with or without a port. */
export function isExcepted(url: URL, noProxy: string): boolean {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  const host = bare(url.hostname.toLowerCase())
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((rule) => rule !== '')
    .some((rule) => {
      const [, name = '', rulePort] = isIP(rule) === 6 ? ['', rule] : (/^(.*?)(?::(\d+))?$/.exec(rule) ?? [])
      const suffix = bare(name).replace(/^\*?\.?/, '')
      const isHost = name === '*' || host === suffix || host.endsWith(`.${suffix}`)
      return isHost && (rulePort === undefined || rulePort === port)
    })
}

/**
 * The proxy that the environment names for a URL, if any (the usual HTTPS_PROXY, HTTP_PROXY, NO_PROXY). Throws a
 * RunError where it is of a kind that we do not speak; its text, which may hold a password, is not repeated.
 */
export function proxyFor(url: URL, env: Environment): URL | undefined {
  const name = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY'
  const value = variable(env, name)
  if (value === undefined || isExcepted(url, variable(env, 'NO_PROXY') ?? '')) return undefined
  const text = /^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}`
  const proxy = URL.canParse(text) ? new URL(text) : undefined
  if (proxy?.protocol === 'http:' || proxy?.protocol === 'https:') return proxy
  throw new RunError(`${name} names no http or https proxy`)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function authorization(proxy: URL): Readonly<Record<string, string>> {
  if (proxy.username === '' && proxy.password === '') return {}
  const text = `${decoded(proxy.username)}:${decoded(proxy.password)}`
  return { 'proxy-authorization': `Basic ${Buffer.from(text).toString('base64')}` }
}

function requester({ protocol }: URL): typeof requestHttp {
  return protocol === 'https:' ? requestHttps : requestHttp
}

/** How a URL is reached: what to call, with what. */
export interface Route {
  readonly request: typeof requestHttp
  readonly options: RequestOptions
  readonly headers: Readonly<Record<string, string>>
  /** Whether it leads to a proxy, which knows by itself where names are. */
  readonly isProxied: boolean
}

/**
 * The way to a URL, through the proxy that the environment names: https by CONNECT (RFC 9110, 9.3.6), http in the
 * absolute form (RFC 9112, 3.2.2), as most proxies allow CONNECT to port 443 alone.
 */
export async function routeTo(url: URL, env: Environment, signal: AbortSignal): Promise<Route> {
  const proxy = proxyFor(url, env)
  const direct = urlToHttpOptions(url)
  if (!proxy) return { request: requester(url), options: direct, headers: {}, isProxied: false }
  if (url.protocol === 'https:') {
    const socket = await openTunnel(proxy, url, signal)
    const host = bare(url.hostname)
    const createConnection = () => connectTls({ socket, host, ...(isIP(host) ? {} : { servername: host }) })
    const options = { ...direct, defaultPort: 443, createConnection }
    return { request: requestHttps, options, headers: {}, isProxied: true }
  }
  return {
    request: requester(proxy),
    options: { ...address(proxy), path: `${url.origin}${direct.path}` },
    headers: { host: url.host, ...authorization(proxy) },
    isProxied: true,
  }
}

/** Where a proxy is. Node would take the server's name out of the Host header, which names the one behind it. */
function address(proxy: URL): RequestOptions {
  const host = bare(proxy.hostname)
  const port = proxy.port || (proxy.protocol === 'https:' ? 443 : 80)
  return { host, port, servername: isIP(host) ? '' : host }
}

/** Why a proxy opened no tunnel: the status that it answered, or the system's code of what happened before. */
export class TunnelError extends Error {
  readonly status: number | undefined
  readonly code: string | undefined

  constructor(message: string, status: number | undefined, code: string | undefined) {
    super(message)
    this.status = status
    this.code = code
  }
}

/** A host and port as the URL that decides which proxy is theirs; undefined where they make none (an IPv6 zone). */
export function authorityUrl(host: string, port: number): URL | undefined {
  const text = `https://${isIP(host) === 6 ? `[${host}]` : host}:${port}/`
  return URL.canParse(text) ? new URL(text) : undefined
}

/**
 * A connection to the host and port of a URL through a proxy, by CONNECT. Throws a TunnelError, or a RunError where
 * the proxy wants credentials.
 */
export function openTunnel(proxy: URL, url: URL, signal: AbortSignal): Promise<Socket> {
  const path = `${url.hostname}:${url.port || 443}`
  const headers = { host: path, ...authorization(proxy) }
  return new Promise((done, fail) => {
    const options = { ...address(proxy), method: 'CONNECT', path, headers, agent: false, signal } as const
    const sent = requester(proxy)(options)
    sent.on('connect', ({ statusCode = 0 }, socket: Socket) => {
      if (statusCode >= 200 && statusCode < 300) return done(socket)
      socket.destroy()
      const message = `the proxy answered ${statusCode}`
      fail(statusCode === 407 ? unauthorized() : new TunnelError(message, statusCode, undefined))
    })
    sent.on('error', ({ message, code }: NodeJS.ErrnoException) => {
      fail(new TunnelError(`the proxy: ${message}`, undefined, code))
    })
    sent.on('close', () => fail(new TunnelError('the proxy closed the connection', undefined, undefined)))
    sent.end()
  })
}

/** A proxy's 407: another try would end the same way. */
export function unauthorized(): RunError {
  return new RunError('the proxy wants another user and password (http://user:password@host:port)')
}
