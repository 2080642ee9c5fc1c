import type { Report, Verdict } from '../core/report.ts'
import { SEVERITIES } from '../core/severity.ts'
import { metricLabel } from './escape.ts'
import { type Standing, standingKey, standingsOf } from './standing.ts'

/** What the metrics need beside the report. */
export interface MetricsFrame {
  /** When a check last could tell, before this report, by its id and the run's name with a space between (`standingKey`), or by its id where they are one. */
  readonly lastSuccess: ReadonlyMap<string, Date>
}

const VERDICTS: readonly Verdict[] = ['pass', 'fail', 'error']

interface Sample {
  readonly labels: readonly (readonly [name: string, value: string])[]
  readonly value: number
}

interface Family {
  readonly name: string
  readonly help: string
  /** The last word of the name, where it is a unit. */
  readonly unit?: string
  readonly samples: readonly Sample[]
}

function sampleLine(name: string, { labels, value }: Sample): string {
  const written = labels.map(([label, text]) => `${label}="${metricLabel(text)}"`)
  return `${name}${written.length === 0 ? '' : `{${written.join(',')}}`} ${value}`
}

function familyLines({ name, help, unit, samples }: Family): readonly string[] {
  return [
    `# TYPE ${name} gauge`,
    ...(unit === undefined ? [] : [`# UNIT ${name} ${unit}`]),
    `# HELP ${name} ${help}`,
    ...samples.map((sample) => sampleLine(name, sample)),
  ]
}

/** Seconds since 1970; 0 where there is no such moment, so that an alert on its age sounds. */
function momentOf(date: Date | undefined): number {
  const time = date?.getTime() ?? 0
  return Number.isFinite(time) ? time / 1000 : 0
}

type Named = Pick<Standing, 'check' | 'name'> & { readonly verdict?: Verdict }

/** A check that can tell in this report does so now, whatever is remembered of it. */
function lastOf(one: Named, lastSuccess: MetricsFrame['lastSuccess'], at: number): number {
  const before = momentOf(lastSuccess.get(standingKey(one)))
  return one.verdict === undefined || one.verdict === 'error' ? before : Math.max(before, at)
}

function labelsOf({ check, name }: Named): Sample['labels'] {
  return [
    ['check', check],
    ['name', name],
  ]
}

/** The same with whole keys. */
function wholeKeys(lastSuccess: MetricsFrame['lastSuccess']): MetricsFrame['lastSuccess'] {
  return new Map([...lastSuccess].map(([key, date]) => [key.includes(' ') ? key : `${key} ${key}`, date]))
}

/** The checks of the report, and those that only could tell some time before: they are the ones that went missing. */
function everNamed(
  standings: readonly Standing[],
  lastSuccess: MetricsFrame['lastSuccess'],
): readonly Named[] {
  const here = new Set(standings.map(standingKey))
  const others = [...lastSuccess.keys()].filter((key) => !here.has(key)).sort()
  return [
    ...standings,
    ...others.map((key) => {
      const space = key.indexOf(' ')
      return { check: key.slice(0, space), name: key.slice(space + 1) }
    }),
  ]
}

function timeFamilies(
  report: Report,
  standings: readonly Standing[],
  frame: MetricsFrame,
): readonly Family[] {
  const lastSuccess = wholeKeys(frame.lastSuccess)
  const at = momentOf(new Date(report.at))
  return [
    {
      name: 'upkeep_report_timestamp_seconds',
      unit: 'seconds',
      help: 'When the report was made, in seconds since 1970.',
      samples: [{ labels: [], value: at }],
    },
    {
      name: 'upkeep_check_last_success_timestamp_seconds',
      unit: 'seconds',
      help: 'When the check last could tell, in seconds since 1970; 0 where that is not known.',
      samples: everNamed(standings, lastSuccess).map((one) => ({
        labels: labelsOf(one),
        value: lastOf(one, lastSuccess, at),
      })),
    },
    {
      name: 'upkeep_check_duration_seconds',
      unit: 'seconds',
      help: 'How long the check took.',
      samples: standings.flatMap((one) =>
        one.seconds === undefined || !Number.isFinite(one.seconds)
          ? []
          : [{ labels: labelsOf(one), value: one.seconds }],
      ),
    },
  ]
}

function countFamilies(standings: readonly Standing[]): readonly Family[] {
  return [
    {
      name: 'upkeep_check_verdict',
      help: 'The verdict of the check: 1 for the one that holds, 0 for the others. error means that it could not tell.',
      samples: standings.flatMap((one) =>
        VERDICTS.map((verdict) => ({
          labels: [...labelsOf(one), ['verdict', verdict] as const],
          value: one.verdict === verdict ? 1 : 0,
        })),
      ),
    },
    {
      name: 'upkeep_findings',
      help: 'Findings that no waiver covers, of checks that ended.',
      samples: standings
        .filter((one) => one.isCompleted)
        .flatMap((one) =>
          SEVERITIES.map((severity) => ({
            labels: [...labelsOf(one), ['severity', severity] as const],
            value: one.findings[severity],
          })),
        ),
    },
    {
      name: 'upkeep_gaps',
      help: 'Things that could not be looked at; a run that failed counts as one.',
      samples: standings.map((one) => ({ labels: labelsOf(one), value: one.gaps })),
    },
  ]
}

/**
 * The report as OpenMetrics 1.0, text. All of it are gauges without moments of their own, so that Prometheus's older text
 * format 0.0.4 (the node exporter's text files, the Pushgateway) reads the same.
 */
export function openMetricsOf(report: Report, frame: MetricsFrame): string {
  const standings = standingsOf(report)
  const families = [...timeFamilies(report, standings, frame), ...countFamilies(standings)]
  return `${[...families.flatMap(familyLines), '# EOF'].join('\n')}\n`
}
