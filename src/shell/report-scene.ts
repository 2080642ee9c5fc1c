import type { Process } from '../adapters/environment.ts'
import type { Event } from '../adapters/event.ts'
import { githubClient } from '../adapters/github.ts'
import type { Given } from '../core/options.ts'
import { momentOf } from '../core/parsers.ts'
import type { Runner } from '../core/ports.ts'
import { plain } from '../formats/escape.ts'
import type { IssuePorts } from '../sinks/issues/api.ts'
import type { ReportOptions } from './report-options.ts'
import { type Run, reportOptions, runOf } from './report-setup.ts'
import { directoryOf, given, readConfig } from './setup.ts'
import { type World, worldOf } from './world.ts'

/** Everything that one run of `report` goes by, and what it has to say at its end. */
export interface Scene {
  readonly process: Process
  readonly runner: Runner
  readonly world: World
  readonly options: ReportOptions
  readonly run: Run
  readonly ports: IssuePorts
  readonly now: Date
  /** What could not be done, for which the step fails. */
  readonly faults: string[]
  readonly warnings: string[]
}

/** Reads inputs, configuration and the runner's word. Throws a ConfigError. */
export async function sceneOf(place: Given, process: Process, runner: Runner, event: Event): Promise<Scene> {
  const token = place.values.get('github-token')?.toString().trim() ?? ''
  const run = runOf(process, event)
  const directory = directoryOf(place, process.env['GITHUB_WORKSPACE'] || process.cwd)
  const at = momentOf(given(place, 'now'))
  const progress = (text: string) => runner.print(plain(text))
  const world = worldOf({ process, directory, event, token, now: at, progress, mask: runner.mask })
  const { config, notes, gaps } = await readConfig(place, world.ports.tree, world.ports.repository)
  const options = reportOptions(place, config)
  for (const secret of [options['slack-webhook'], options.webhook, options.pushgateway])
    if (secret !== '') runner.mask(secret)
  const { network, ports } = world
  const now = at ?? ports.clock()
  const start = ports.elapsed()
  const url = ports.github.url
  const github = githubClient({ url, token: token || 'none' })
  return {
    process,
    runner,
    world,
    options,
    run,
    // As of whatever moment is answered: waiting takes its time.
    ports: { github, wait: network.wait, now: () => now.getTime() + ports.elapsed() - start },
    now,
    faults: [],
    warnings: [
      ...notes.map(({ subject, text }) => `${subject}: ${text}`),
      ...gaps.map(({ subject, reason }) => `${subject}: ${reason}`),
    ],
  }
}
