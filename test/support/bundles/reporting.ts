import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { IssueNow } from '../github/model/summary.ts'
import { createModel, type ModelOptions } from '../github/model.ts'
import { type ModelServer, serveModel } from '../github/server.ts'
import type { RunnerEvent } from '../runner/environment.ts'
import { type ActionResult, FAKE_TOKEN, runAction } from '../runner/run-action.ts'
import { actionOf } from './action.ts'

export const REPOSITORY = 'octo-org/octo-repo'
/** What the runner's model says is checked out. */
export const COMMIT = 'ffac537e6cbbf934b08745a378932722df287a53'

/** One run of a workflow: a check, and then the report of it. */
export interface WorkflowRun {
  readonly workspace: string
  /** Inputs of license-compliance; undefined where no check runs before the report. */
  readonly check?: Readonly<Record<string, string>>
  /** Inputs of report. */
  readonly report?: Readonly<Record<string, string>>
  readonly id: number
  readonly attempt?: number
  readonly event?: RunnerEvent
  readonly node?: string
}

export interface Workflow {
  readonly server: ModelServer
  /** Runs both bundles in the same RUNNER_TEMP, as the steps of a job; answers the report's end. */
  readonly run: (run: WorkflowRun) => Promise<ActionResult>
  /** The issues of findings, and not the dashboard. */
  readonly issues: () => readonly IssueNow[]
  readonly dashboards: () => readonly IssueNow[]
}

/** Repositories that are taken away together, also after a test has failed. */
export interface Workflows {
  readonly make: (root: string, options?: ModelOptions, basePath?: '' | '/api/v3') => Promise<Workflow>
  /** Throws where a request was wrong. */
  readonly close: () => Promise<void>
}

/** For a test file: `make` as often as wanted, `close` after each test. */
export function workflows(): Workflows {
  const made: Workflow[] = []
  return {
    make: async (root, options, basePath) => {
      const workflow = await workflowOf(root, options, basePath)
      made.push(workflow)
      return workflow
    },
    close: async () => {
      for (const { server } of made.splice(0)) await server.close()
    },
  }
}

/** A repository on the fake GitHub in which bundles run. `root` is a temporary folder. */
async function workflowOf(
  root: string,
  options: ModelOptions = {},
  basePath: '' | '/api/v3' = '',
): Promise<Workflow> {
  const commits = { [COMMIT]: { 'README.md': 'No workflow is here.' } }
  const model = createModel({ repository: REPOSITORY, now: Date.now(), commits, ...options })
  const server = await serveModel({ model, token: FAKE_TOKEN, basePath })
  const isDashboard = ({ title }: IssueNow) => title === 'Upkeep dashboard'
  return {
    server,
    issues: () => model.issues().filter((issue) => !isDashboard(issue) && !issue.isPull),
    dashboards: () => model.issues().filter(isDashboard),
    run: async ({ workspace, check, report = {}, id, attempt = 1, event, node }) => {
      const temp = join(root, randomUUID())
      mkdirSync(temp, { recursive: true })
      const env = {
        GITHUB_API_URL: server.url,
        GITHUB_GRAPHQL_URL: server.graphqlUrl,
        GITHUB_RUN_ID: String(id),
        GITHUB_RUN_ATTEMPT: String(attempt),
        RUNNER_TEMP: temp,
      }
      const common = { workspace, env, root: temp, ...(event ? { event } : {}), ...(node ? { node } : {}) }
      if (check) {
        const ended = await runAction({ ...actionOf('license-compliance'), ...common, inputs: check })
        const path = ended.outputs['report-path'] ?? ''
        if (!existsSync(path)) throw new Error(`no report: ${ended.stdout}${ended.stderr}`)
      }
      return runAction({ ...actionOf('report'), ...common, inputs: report, deadline: 120_000 })
    },
  }
}
