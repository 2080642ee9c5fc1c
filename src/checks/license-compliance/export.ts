import { basename } from 'node:path'
import type { Answer } from '../../core/check.ts'
import { didYouMean } from '../../core/suggest.ts'
import { jsonLines } from './export/ascii.ts'
import { type Component, componentsOf } from './export/component.ts'
import { cyclonedxOf } from './export/cyclonedx.ts'
import { spdxOf } from './export/spdx.ts'
import { csvOf, licenseCheckerOf } from './export/table.ts'
import type { LicenseFact } from './fact.ts'
import type { Options } from './options.ts'

type Write = (components: readonly Component[], name: string, now: Date) => readonly string[]

const FORMATS = {
  cyclonedx: (components, name, now) => jsonLines(cyclonedxOf(components, name, now)),
  spdx: (components, name, now) => jsonLines(spdxOf(components, name, now)),
  csv: csvOf,
  'license-checker': (components) => jsonLines(licenseCheckerOf(components)),
} as const satisfies Readonly<Record<string, Write>>

/** What `upkeep license-compliance export` writes. */
export const EXPORT_FORMATS = Object.keys(FORMATS) as readonly (keyof typeof FORMATS)[]

/** What the document is about: the run's name, else the folder's, which is not known where it is the current one. */
function nameOf({ name, path }: Options): string {
  const folder = basename(path.replaceAll('\\', '/'))
  return name || (folder === '.' || folder === '..' ? '' : folder) || 'repository'
}

function refuse(reason: string): Answer {
  const fields = [
    ['reason', reason],
    ['formats', EXPORT_FORMATS.join(', ')],
  ] as const
  return { found: false, sections: [{ title: 'Nothing was exported', fields }] }
}

/**
 * Everything that was collected as a document of another format, in `lines` alone: `cyclonedx` (1.6, JSON), `spdx`
 * (2.3, JSON), `csv` or `license-checker` (its JSON). The same facts, in any order, and the same `now` give the same
 * bytes. Nothing is found for another word, and where nothing was collected: an empty document would look clean.
 */
export function exportAs(
  facts: readonly LicenseFact[],
  options: Options,
  argument: string,
  now: Date,
): Answer {
  const format = EXPORT_FORMATS.find((known) => known === argument)
  if (format === undefined)
    return refuse(`"${argument.slice(0, 60)}" is no format${didYouMean(argument, EXPORT_FORMATS)}`)
  if (facts.length === 0 && !options['allow-empty']) return refuse('no package was collected')
  const write: Write = FORMATS[format]
  return { found: true, sections: [], lines: write(componentsOf(facts, options), nameOf(options), now) }
}
