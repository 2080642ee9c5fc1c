import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readAsset } from '../adapters/assets.ts'
import type { Environment, Process } from '../adapters/environment.ts'
import { type Event, workflowOf } from '../adapters/event.ts'
import { diskTree, repositoryRoot } from '../adapters/files.ts'
import { httpClient } from '../adapters/http.ts'
import { checkInstalled } from '../adapters/license-checker.ts'
import { openPkcs12 } from '../adapters/pkcs12.ts'
import { toolRunner } from '../adapters/process.ts'
import { repositoryOf } from '../adapters/repository.ts'
import { secretsOf } from '../adapters/secrets.ts'
import { tlsClient } from '../adapters/tls.ts'
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
const LICENSE_CHECKER = '../license-checker/index.cjs'

/** Of this workflow's job, else of this user (XDG Base Directory Specification). */
function cacheFolder(env: Environment): string | undefined {
  const base = env['RUNNER_TEMP'] || env['XDG_CACHE_HOME'] || env['LOCALAPPDATA']
  if (base) return join(base, 'upkeep')
  const home = env['HOME']
  return home ? join(home, '.cache', 'upkeep') : undefined
}

/** The real ports. */
export function portsOf({ process, directory, event, token, now, progress, mask }: WorldInput): Ports {
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
  // Tools are looked for outside the whole checkout, not only outside the folder that is checked.
  const checkout = repositoryRoot(directory) ?? (env['GITHUB_WORKSPACE'] || directory)
  return {
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
    tls: tlsClient(network),
    pkcs12: openPkcs12,
    secret: secretsOf(env, mask),
    workflow: workflowOf(env, event),
    github: { url: (url || 'https://api.github.com').replace(/\/+$/, ''), token },
    local: { directory, cache: cacheFolder(env) },
    licenseChecker: () => checkInstalled(LICENSE_CHECKER, directory),
    progress,
    clock: () => now ?? clock(),
    elapsed: () => clock().getTime(),
  }
}
