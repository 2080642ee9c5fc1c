import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { ROOT } from '../docs/blocks.ts'
import { parsePairs } from '../support/runner/file-commands.ts'
import { type Command, parseCommands } from '../support/runner/parse-commands.ts'
import { listOf, type Mapping, recordOf } from './yaml.ts'

/** The steps of a job of scheduled.yml. */
export function scheduledSteps(job: string): readonly Mapping[] {
  const workflow = recordOf(load(readFileSync(join(ROOT, '.github/workflows/scheduled.yml'), 'utf8')))
  return listOf(recordOf(recordOf(workflow['jobs'])[job])['steps'])
}

/** One of them, by its id. */
export function scheduledStep(job: string, id: string): Mapping {
  return recordOf(scheduledSteps(job).find((step) => step['id'] === id))
}

/** What a script did. */
export interface Ended {
  readonly status: number | null
  /** What the runner obeys, and the rest of the log. */
  readonly commands: readonly Command[]
  readonly log: string
  readonly outputs: ReadonlyMap<string, string>
}

/** Runs a step's script as the runner does for `shell: bash`, with no more environment than given. */
export function runScript(step: Mapping, env: Readonly<Record<string, string>>): Ended {
  const folder = mkdtempSync(join(tmpdir(), 'upkeep-step-'))
  try {
    const output = join(folder, 'output')
    writeFileSync(output, '')
    writeFileSync(join(folder, 'script.sh'), String(step['run']))
    const { status, stdout, stderr } = spawnSync(
      'bash',
      ['--noprofile', '--norc', '-eo', 'pipefail', join(folder, 'script.sh')],
      { env: { PATH: process.env['PATH'], GITHUB_OUTPUT: output, ...env }, encoding: 'utf8' },
    )
    if (stderr !== '') throw new Error(stderr)
    const { commands, log } = parseCommands(stdout)
    const { pairs, error } = parsePairs(readFileSync(output, 'utf8'))
    if (error !== undefined) throw new Error(error)
    return { status, commands, log: log.join('\n'), outputs: new Map(pairs) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
