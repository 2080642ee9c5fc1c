import { join } from 'node:path'
import { readText } from '../adapters/files.ts'
import { CHECKS } from '../checks/index.ts'
import type { Check } from '../core/check.ts'
import { EVIDENCE_SCHEMA } from '../core/evidence-schema.ts'
import { REPORT_SCHEMA } from '../core/report-schema.ts'
import { pipelineRules } from '../core/run.ts'
import { LIVENESS_RULES } from '../liveness/rules.ts'
import {
  actionMain,
  actionReadme,
  actionYml,
  inputTable,
  keyTable,
  outputTable,
  REPORT_OUTPUTS,
} from './action-yml.ts'
import { configSchema } from './config-schema.ts'
import { REPORT } from './report-options.ts'

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->`. Throws where a page has no such place. */
function fill(page: string, path: string, name: string, text: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const [start, end] = [page.indexOf(open), page.indexOf(close)]
  if (start === -1 || end < start) throw new Error(`${path} has no ${open} … ${close}`)
  return `${page.slice(0, start + open.length)}\n${text}\n${page.slice(end)}`
}

function ruleTable(checks: readonly Check[]): string {
  const own = Object.values(LIVENESS_RULES).map(
    ({ id, title, severity }) => `| [\`${id}\`](docs/rules/${id}.md) | ${severity} | ${title} |`,
  )
  const rows = checks.flatMap((check) =>
    [...Object.values(check.rules), ...pipelineRules(check.id)].map(({ id, title, severity }) => {
      const page = id.startsWith(`${check.id}/waiver-`)
        ? `waivers.md#${id.slice(check.id.length + 1)}`
        : `${id}.md`
      return `| [\`${id}\`](docs/rules/${page}) | ${severity} | ${title} |`
    }),
  )
  return ['| Rule | Severity | What is wrong |', '|---|---|---|', ...rows, ...own].join('\n')
}

/** Every generated file: its path from the repository's root, and its whole text. */
export function generate(root: string): ReadonlyMap<string, string> {
  const checks: readonly Check[] = Object.values(CHECKS)
  const page = (path: string) => readText(join(root, path)) ?? ''
  const files = new Map<string, string>([
    ['schema/report.schema.json', jsonText(REPORT_SCHEMA)],
    ['schema/evidence.schema.json', jsonText(EVIDENCE_SCHEMA)],
    ['schema/config.schema.json', jsonText(configSchema(checks))],
  ])
  for (const check of checks) {
    files.set(`actions/${check.id}/action.yml`, actionYml(check))
    files.set(`actions/${check.id}/main.ts`, actionMain(check))
    const path = `actions/${check.id}/README.md`
    const readme = page(path) || actionReadme(check)
    files.set(path, fill(fill(readme, path, 'inputs', inputTable(check)), path, 'outputs', outputTable()))
  }
  const report = `actions/${REPORT.id}/README.md`
  const own = fill(page(report) || actionReadme(REPORT), report, 'inputs', inputTable(REPORT))
  files.set(`actions/${REPORT.id}/action.yml`, actionYml(REPORT, REPORT_OUTPUTS))
  files.set(report, fill(own, report, 'outputs', outputTable(REPORT_OUTPUTS)))
  for (const check of checks) {
    const path = `docs/${check.id}.md`
    const rows = keyTable(check)
    if (rows !== '') files.set(path, fill(page(path), path, 'keys', rows))
  }
  const rules = fill(page('README.md'), 'README.md', 'rules', ruleTable(checks))
  const actions = [...checks, REPORT]
  const inputs = actions.map((check) => `### ${check.id}\n\n${inputTable(check)}`).join('\n\n')
  files.set('README.md', fill(rules, 'README.md', 'inputs', inputs))
  return files
}
