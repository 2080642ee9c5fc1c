import type { News } from '../../core/news.ts'
import type { Severity } from '../../core/severity.ts'
import { SEVERITIES } from '../../core/severity.ts'
import type { Applied } from './apply.ts'
import { isNews } from './change.ts'
import type { Registry } from './registry.ts'

const MAX_MESSAGES = 5

function kindOf({ operation }: Applied): News['kind'] | undefined {
  switch (operation.kind) {
    case 'create':
    case 'reopen':
      return 'started'
    case 'edit':
      return isNews(operation.change) ? 'worsened' : undefined
    case 'close':
      return operation.why === 'fixed' ? 'recovered' : undefined
    case 'duplicate':
    case 'leave':
      return undefined
  }
}

/** The worst of what a group had, as its issue remembers it. */
function worstBefore({ operation }: Applied): Severity {
  const before = operation.kind === 'close' ? operation.issue.state?.findings : undefined
  const severities = new Set(before?.values())
  return SEVERITIES.find((severity) => severities.has(severity)) ?? 'info'
}

function newsOf(applied: Applied, kind: News['kind']): News {
  const { operation, issue } = applied
  const { check, name, target, open } = operation.group
  const isChange = operation.kind === 'edit' || operation.kind === 'reopen'
  const fresh = isChange ? [...operation.change.worse, ...operation.change.added] : []
  const shown = kind === 'worsened' ? fresh : open
  return {
    kind,
    check: name === check ? check : `${check} (${name})`,
    target,
    severity: kind === 'recovered' ? worstBefore(applied) : (open[0]?.finding.severity ?? 'info'),
    open: open.length,
    added: kind === 'started' && fresh.length === 0 ? open.length : fresh.length,
    messages: shown.slice(0, MAX_MESSAGES).map(({ finding }) => finding.message),
    ...(issue && issue.url !== '' ? { url: issue.url } : {}),
  }
}

/** The groups that fail as they did, of which nobody has heard for too long. `after` in milliseconds; 0 for never. */
function isOverdue({ operation, issue }: Applied, registry: Registry, after: number, now: Date): boolean {
  if (operation.kind !== 'leave' || operation.why !== 'unchanged' || !issue || after === 0) return false
  const { toldAt } = registry.groups.get(operation.group.key) ?? { toldAt: now.getTime() }
  return now.getTime() - toldAt >= after
}

/**
 * What is worth telling people elsewhere of what was done, by group: what started, worsened or recovered, and a reminder
 * of what has been as it is for long. An issue that could not be written is told all the same.
 */
export function newsFrom(
  applied: readonly Applied[],
  registry: Registry,
  remindAfter: number,
  now: Date,
): ReadonlyMap<string, News> {
  return new Map(
    applied.flatMap((one) => {
      const kind = kindOf(one) ?? (isOverdue(one, registry, remindAfter, now) ? 'reminder' : undefined)
      return kind === undefined ? [] : [[one.operation.group.key, newsOf(one, kind)] as const]
    }),
  )
}
