import type { Agent } from 'node:http'
import tunnel from 'tunnel'
import type { Environment } from './environment.ts'

function variable(env: Environment, name: string): string | undefined {
  return env[name.toLowerCase()] || env[name] || undefined
}

/** Whether NO_PROXY excepts a URL: `*`, a host, a suffix (`.test`, `*.test`, `test`), each with or without a port. */
export function isExcepted(url: URL, noProxy: string): boolean {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  const host = url.hostname.toLowerCase()
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((rule) => rule !== '')
    .some((rule) => {
      const [, name = '', rulePort] = /^(.*?)(?::(\d+))?$/.exec(rule) ?? []
      const suffix = name.replace(/^\*?\.?/, '')
      const isHost = name === '*' || host === suffix || host.endsWith(`.${suffix}`)
      return isHost && (rulePort === undefined || rulePort === port)
    })
}

/** The proxy that the environment names for a URL, if any (the usual HTTPS_PROXY, HTTP_PROXY, NO_PROXY). */
export function proxyFor(url: URL, env: Environment): URL | undefined {
  const proxy = variable(env, url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY')
  if (proxy === undefined || isExcepted(url, variable(env, 'NO_PROXY') ?? '')) return undefined
  return new URL(/^[a-z]+:\/\//i.test(proxy) ? proxy : `http://${proxy}`)
}

/** An agent that reaches a URL through a proxy by CONNECT (RFC 9110, 9.3.6). */
export function agentThrough(proxy: URL, url: URL): Agent {
  const user = decodeURIComponent(proxy.username)
  const options = {
    host: proxy.hostname,
    port: Number(proxy.port) || (proxy.protocol === 'https:' ? 443 : 80),
    ...(user === '' ? {} : { proxyAuth: `${user}:${decodeURIComponent(proxy.password)}` }),
  }
  const overHttps = proxy.protocol === 'https:'
  if (url.protocol === 'https:') {
    return overHttps ? tunnel.httpsOverHttps({ proxy: options }) : tunnel.httpsOverHttp({ proxy: options })
  }
  return overHttps ? tunnel.httpOverHttps({ proxy: options }) : tunnel.httpOverHttp({ proxy: options })
}
