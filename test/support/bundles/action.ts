import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CompletedRun, Report } from '../../../src/core/report.ts'
import { type ActionOptions, type ActionResult, runAction } from '../runner/run-action.ts'

const ROOT = join(import.meta.dirname, '../../..')

/** The committed bundle of an action, and its action.yml. */
export function actionOf(id: string): Pick<ActionOptions, 'bundle' | 'actionYml'> {
  return { bundle: join(ROOT, 'dist', id, 'index.js'), actionYml: join(ROOT, 'actions', id, 'action.yml') }
}

export interface CheckResult extends ActionResult {
  readonly report: Report
  readonly run: CompletedRun
}

/** Runs a check's bundle as the runner does and reads the report that it names in its outputs. */
export async function runCheckBundle(
  id: string,
  options: Omit<ActionOptions, 'bundle'> & { readonly root: string },
): Promise<CheckResult> {
  const result = await runAction({ ...actionOf(id), ...options })
  const path = result.outputs['report-path']
  if (path === undefined) throw new Error(`no report: ${result.stdout}${result.stderr}`)
  const report = JSON.parse(readFileSync(path, 'utf8')) as Report
  const [run] = report.runs
  if (run?.status !== 'completed') throw new Error(`the run failed: ${JSON.stringify(run)}`)
  return { ...result, report, run }
}
