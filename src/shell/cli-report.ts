import { resolve } from 'node:path'
import { thisMoment, writeOut } from '../adapters/environment.ts'
import { writeText } from '../adapters/files.ts'
import { ConfigError } from '../core/errors.ts'
import { type OptionTable, parseOptions } from '../core/options.ts'
import { reportOf } from '../core/report.ts'
import { type Context, EXIT, styleOf } from './cli-run.ts'
import type { Arguments } from './flags.ts'
import { rendererFor } from './render.ts'
import { readReports } from './report-inputs.ts'
import { REPORT_OPTIONS } from './report-options.ts'

/** What merging reports takes on the command line, which writes to no GitHub. */
export const CLI_REPORT_OPTIONS = {
  files: {
    ...REPORT_OPTIONS.files,
    description:
      'The report files to merge (each check writes one with `--format json --output FILE`): paths or globs.',
  },
  format: REPORT_OPTIONS.format,
  output: REPORT_OPTIONS.output,
  now: REPORT_OPTIONS.now,
} as const satisfies OptionTable

/** What it does, for `--help`. */
export const CLI_REPORT = 'Merges report files into one report, in any format.'

/** Merges report files into one, in any format: `upkeep report --files 'reports/*.json' --format html --output all.html`. */
export async function runReport(args: Arguments, { process }: Context): Promise<number> {
  const options = parseOptions(CLI_REPORT_OPTIONS, [args.given])
  if (args.words.length > 1) throw new ConfigError([`unknown word "${args.words[1]}"`])
  if (options.files.length === 0) throw new ConfigError(['--files is needed: which reports?'])
  const { runs } = await readReports(options.files, { base: process.cwd, temporary: process.cwd })
  const report = reportOf(runs, options.now ?? thisMoment())
  const render = await rendererFor(options.format)
  const frame = { checks: [], folder: '' }
  if (options.output !== '') {
    const text = render(report, options.format, { ...frame, style: { color: false, width: 0 } })
    writeText(resolve(process.cwd, options.output), text)
  }
  const shown = options.output === '' ? options.format : 'text'
  writeOut(render(report, shown, { ...frame, style: styleOf(process) }))
  return EXIT[report.verdict]
}
