import type { Check } from '../../../src/core/check.ts'
import { messageOf } from '../../../src/core/errors.ts'
import { type Given, parseOptions, type SharedOptions } from '../../../src/core/options.ts'
import type { Ports } from '../../../src/core/ports.ts'
import { type Report, reportOf } from '../../../src/core/report.ts'
import { runCheck } from '../../../src/core/run.ts'
import { NOW } from './empty-world.ts'
import type { Scene } from './samples.ts'

/** A check's options from what a user types. Throws a ConfigError that lists the mistakes. */
export function optionsOf(check: Check, values: Scene['values']): SharedOptions {
  const place: Given = {
    origin: 'input',
    values: new Map(Object.entries(values)),
    label: (name) => `input ${name}`,
  }
  return parseOptions(check.options, [place]) as unknown as SharedOptions
}

export interface Acted {
  readonly report?: Report
  readonly facts: readonly unknown[]
  /** What was thrown, or recorded as a bug. */
  readonly thrown?: string
}

/** Runs a check without a waiver, as the shell does. */
export async function act(check: Check, options: SharedOptions, ports: Ports): Promise<Acted> {
  try {
    const { run, facts, bug } = await runCheck({ check, options, waivers: [], notes: [], gaps: [] }, ports)
    const report = reportOf([run], NOW)
    return bug === undefined ? { report, facts } : { report, facts, thrown: messageOf(bug) }
  } catch (thrown) {
    return { facts: [], thrown: messageOf(thrown) }
  }
}
