import type { Check } from '../core/check.ts'
import type { Report } from '../core/report.ts'
import { pipelineRules } from '../core/run.ts'
import { htmlOf } from '../formats/html.ts'
import { jsonOf } from '../formats/json.ts'
import { markdownOf } from '../formats/markdown.ts'
import { sarifOf } from '../formats/sarif.ts'
import { type TextStyle, textOf } from '../formats/text.ts'

export type FormatName = 'text' | 'json' | 'sarif' | 'markdown' | 'html'

/** Without a limit but memory's. */
const UNLIMITED = Number.MAX_SAFE_INTEGER

/** What a format needs beside the report. */
export interface Frame {
  readonly checks: readonly Check[]
  readonly style: TextStyle
  /** From the repository's root to the directory that was checked; empty where they are one. */
  readonly folder: string
}

/** The report in one of the formats. */
export function render(report: Report, format: FormatName, { checks, style, folder }: Frame): string {
  const rules = checks.flatMap((check) => [...Object.values(check.rules), ...pipelineRules(check.id)])
  const formats = {
    text: () => textOf(report, style),
    json: () => jsonOf(report),
    sarif: () => sarifOf(report, rules, folder),
    markdown: () => markdownOf(report, UNLIMITED),
    html: () => htmlOf(report),
  }
  return formats[format]()
}
