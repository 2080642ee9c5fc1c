import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readAsset } from '../adapters/assets.ts'
import type { Environment, Process } from '../adapters/environment.ts'
import { type Event, workflowOf } from '../adapters/event.ts'
import { diskTree, repositoryRoot } from '../adapters/files.ts'
import { type HttpContext, httpClient } from '../adapters/http.ts'
import { toolRunner } from '../adapters/process.ts'
import { repositoryOf } from '../adapters/repository.ts'
import { secretsOf } from '../adapters/secrets.ts'
import type { Ports } from '../core/ports.ts'

export interface WorldInput {
  readonly process: Process
  readonly directory: string
  readonly event: Event
  readonly token: string
  readonly now: Date | undefined
  readonly progress: (text: string) => void
  /** Hides a secret in what is printed, where somebody listens to that. */
  readonly mask: (secret: string) => void
}

/** Beside every bundle, in folders of their own: loaded only when they are needed. */
const LICENSE_TEXTS = '../license-texts'

/** Of this workflow's job, else of this user (XDG Base Directory Specification). */
function cacheFolder(env: Environment): string | undefined {
  const base = env['RUNNER_TEMP'] || env['XDG_CACHE_HOME'] || env['LOCALAPPDATA']
  if (base) return join(base, 'upkeep')
  const home = env['HOME']
  return home ? join(home, '.cache', 'upkeep') : undefined
}

/** What the ports are made from: those that only one check needs are made from it in a file of their own. */
export interface World {
  /** What every check may know. */
  readonly ports: Ports
  readonly env: Environment
  readonly network: Omit<HttpContext, 'lookUp'>
  /** The directory being checked, and the checkout that it is a part of: tools are looked for outside of that. */
  readonly directory: string
  readonly checkout: string
  /** A folder that the checkout does not control, for what must lie in files. */
  readonly elsewhere: string
}

/** The world as it is. */
export function worldOf({ process, directory, event, token, now, progress, mask }: WorldInput): World {
  const { env, cwd } = process
  const elsewhere = env['RUNNER_TEMP'] || tmpdir()
  const clock = () => new Date()
  const network = {
    env,
    now: () => clock().getTime(),
    wait: (milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds)),
    random: Math.random,
  }
  const http = httpClient(network)
  const url = env['GITHUB_API_URL']
  const repository = env['GITHUB_REPOSITORY']
  // Not only outside the folder that is checked.
  const checkout = repositoryRoot(directory) ?? (env['GITHUB_WORKSPACE'] || directory)
  const ports: Ports = {
    tree: diskTree(directory),
    repository: repositoryOf({
      directory,
      workspace: env['GITHUB_WORKSPACE'] || cwd,
      event,
      api: url && repository ? { url: url.replace(/\/+$/, ''), repository, token } : undefined,
      run: toolRunner(env, checkout, elsewhere),
      http,
    }),
    asset: (name) => readAsset(LICENSE_TEXTS, name),
    http,
    secret: secretsOf(env, mask),
    workflow: workflowOf(env, event),
    github: { url: (url || 'https://api.github.com').replace(/\/+$/, ''), token },
    local: { directory, cache: cacheFolder(env) },
    progress,
    clock: () => now ?? clock(),
    elapsed: () => clock().getTime(),
  }
  return { ports, env, network, directory, checkout, elsewhere }
}

/** The ports of a check that needs no others. */
export function commonPorts({ ports }: World): Ports {
  return ports
}
