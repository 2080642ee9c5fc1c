/** The words of npm and of GitHub's advisories, worst first. */
export const SEVERITIES = ['critical', 'high', 'moderate', 'low', 'info'] as const

export type Severity = (typeof SEVERITIES)[number]

/** Whether `severity` is as bad as `threshold` or worse. */
export function isAtLeast(severity: Severity, threshold: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(threshold)
}

/** For sorting: the worst first. */
export function compareSeverity(a: Severity, b: Severity): number {
  return SEVERITIES.indexOf(a) - SEVERITIES.indexOf(b)
}
