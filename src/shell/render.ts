import type { Check } from '../core/check.ts'
import type { Report } from '../core/report.ts'
import { pipelineRules } from '../core/run.ts'
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

export type Render = (report: Report, format: FormatName, frame: Frame) => string

/**
 * What writes reports in this format, and in every other but HTML: that is read only where it is asked for, as few ask
 * and every action would carry it.
 */
export async function rendererFor(wanted: FormatName): Promise<Render> {
  const html = wanted === 'html' ? (await import('../formats/html.ts')).htmlOf : undefined
  return (report, format, { checks, style, folder }) => {
    const rules = checks.flatMap((check) => [...Object.values(check.rules), ...pipelineRules(check.id)])
    const formats = {
      text: () => textOf(report, style),
      json: () => jsonOf(report),
      sarif: () => sarifOf(report, rules, folder),
      markdown: () => markdownOf(report, UNLIMITED),
      html: () => html?.(report) ?? '',
    }
    return formats[format]()
  }
}
