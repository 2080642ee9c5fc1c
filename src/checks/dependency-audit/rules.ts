import type { Rule } from '../../core/finding.ts'

export const RULES = {
  vulnerability: {
    id: 'dependency-audit/vulnerability',
    title: 'A package has a known vulnerability',
    help: 'Upgrade it as the finding says; see who brings it in with `upkeep dependency-audit why PACKAGE`; or waive it with a reason and an end.',
    severity: 'high',
  },
  malware: {
    id: 'dependency-audit/malware',
    title: 'A package is known malware',
    help: 'Remove it now, treat every machine that installed it as taken over, and replace its secrets.',
    severity: 'critical',
  },
  registry: {
    id: 'dependency-audit/registry',
    title: 'A change brings in packages from a registry that was not used before',
    help: 'Make sure that you know this host. It is never asked about anything.',
    severity: 'high',
  },
  deprecated: {
    id: 'dependency-audit/deprecated',
    title: 'A direct dependency is deprecated',
    help: 'Follow its author’s advice, or replace it.',
    severity: 'low',
  },
  outdated: {
    id: 'dependency-audit/outdated',
    title: 'A direct dependency is behind for longer than the policy says',
    help: 'Upgrade it, or give it more time with the option `outdated`.',
    severity: 'info',
  },
  runtime: {
    id: 'dependency-audit/runtime',
    title: 'A package needs a newer Node than this repository promises',
    help: 'Raise the version of Node in package.json, .nvmrc or .node-version, or stay on the earlier version of the package.',
    severity: 'low',
  },
  'unpinned-action': {
    id: 'dependency-audit/unpinned-action',
    title: 'A workflow uses an action that is not pinned to a commit',
    help: 'Write the full commit SHA in its place, and the version behind it as a comment. A tag can be moved to other code.',
    severity: 'moderate',
  },
  reported: {
    id: 'dependency-audit/reported',
    title: 'Another scanner reports a problem',
    help: 'See the finding’s own advice and the scanner’s documentation.',
    severity: 'moderate',
  },
} as const satisfies Record<string, Rule>
