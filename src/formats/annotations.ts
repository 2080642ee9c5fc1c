import type { Judged } from '../core/policy.ts'
import type { Annotation } from '../core/ports.ts'
import type { Report } from '../core/report.ts'
import { clip, plain } from './escape.ts'
import { inFolder } from './words.ts'

/** The runner keeps ten of a level and step (ExecutionContext.cs); the last error is the step's own word. */
const MAX = { error: 9, warning: 10, notice: 10 } as const
/** The runner cuts a message there. */
const MAX_LENGTH = 4096

type Level = Annotation['level']

function levelOf({ finding, disposition }: Judged): Level | undefined {
  if (disposition === 'waived') return undefined
  if (disposition === 'fail') return 'error'
  return finding.severity === 'low' || finding.severity === 'info' ? 'notice' : 'warning'
}

function annotationOf(judged: Judged, level: Level, folder: string): Annotation {
  const { rule, message, remediation, location } = judged.finding
  const text = [message, remediation].filter((one) => one !== undefined).map(plain)
  return {
    level,
    title: plain(rule),
    message: clip(text.join(' '), MAX_LENGTH),
    ...(location === undefined ? {} : { path: plain(inFolder(folder, location.path)) }),
    ...(location?.line === undefined ? {} : { line: location.line }),
  }
}

export interface Annotations {
  readonly shown: readonly Annotation[]
  /** How many of each level did not fit. */
  readonly left: Readonly<Record<Level, number>>
}

/** `host:port` is no file to annotate. */
function isAddress(target: string): boolean {
  return /^[^/][^/]*:\d\d*$/.test(target)
}

function gapsOf(report: Report, folder: string): readonly Annotation[] {
  return report.runs.flatMap((run): readonly Annotation[] => {
    const title = plain(`${run.check}: could not be looked at`)
    const said = (text: string) => ({
      level: 'error' as const,
      title,
      message: clip(plain(text), MAX_LENGTH),
    })
    if (run.status === 'failed') return [said(run.reason)]
    return run.gaps.map(({ target, subject, reason }) => ({
      ...said(subject === target ? `${target}: ${reason}` : `${target}: ${subject}: ${reason}`),
      ...(isAddress(target) ? {} : { path: plain(inFolder(folder, target)) }),
    }))
  })
}

/**
 * What a step annotates, within what the runner keeps; findings that fail come first. `folder` leads from the
 * repository's root to the directory that was checked.
 */
export function annotationsOf(report: Report, folder = ''): Annotations {
  const judged = report.runs.flatMap((run) => (run.status === 'completed' ? run.judged : []))
  const findings = judged.flatMap((one) => {
    const level = levelOf(one)
    return level === undefined ? [] : [annotationOf(one, level, folder)]
  })
  const [firstGap, ...gaps] = gapsOf(report, folder)
  // Findings come first, but must not crowd out that something was not looked at.
  const first = findings.filter((one) => one.level === 'error').slice(0, MAX.error - 1)
  const rest = findings.filter((one) => !first.includes(one))
  const all = [...first, ...(firstGap ? [firstGap] : []), ...rest, ...gaps]
  const of = (level: Level) => all.filter((one) => one.level === level)
  const left = (level: Level) => Math.max(0, of(level).length - MAX[level])
  return {
    shown: (['error', 'warning', 'notice'] as const).flatMap((level) => of(level).slice(0, MAX[level])),
    left: { error: left('error'), warning: left('warning'), notice: left('notice') },
  }
}
