import { objectOf } from '../../../inventory/json.ts'
import { parsePurl } from '../../../inventory/purl.ts'
import {
  type Imported,
  isPackageName,
  joinParts,
  leftOut,
  licensesOf,
  type Part,
  shown,
  someOf,
} from './imported.ts'
import { readCommands } from './license-checker.ts'

type Fields = Readonly<Record<string, unknown>>

const TOOL = 'dependency-review-action'
const MAX_ENTRIES = 1000
/** Its inputs that concern licenses (https://github.com/actions/dependency-review-action). */
const OURS = [
  'allow-licenses',
  'deny-licenses',
  'allow-dependencies-licenses',
  'fail-on-scopes',
  'license-check',
]
const OTHERS = [
  'allow-ghsas',
  'base-ref',
  'comment-summary-in-pr',
  'config-file',
  'deny-groups',
  'deny-packages',
  'external-repo-token',
  'fail-on-severity',
  'head-ref',
  'repo-token',
  'retry-on-snapshot-warnings',
  'retry-on-snapshot-warnings-timeout',
  'show-openssf-scorecard',
  'show-patched-versions',
  'vulnerability-check',
  'warn-on-openssf-scorecard-level',
  'warn-only',
]

/** It takes underscores for hyphens in its keys. */
function nameOf(key: string): string {
  return key.replaceAll('_', '-')
}

/** Whether this is its configuration file. */
export function isDependencyReview(fields: Fields): boolean {
  const names = Object.keys(fields).map(nameOf)
  return names.some((name) => OURS.includes(name) || name === 'fail-on-severity' || name === 'allow-ghsas')
}

/** A list, or text between commas and newlines; an expression of the runner's has no value here. */
function entriesOf(value: unknown): readonly unknown[] | string {
  if (typeof value === 'string') {
    if (value.includes('${{')) return `${shown(value)} is known to the runner alone`
    return entriesOf(
      value
        .split(/[,\r\n]/)
        .map((word) => word.trim())
        .filter((word) => word !== ''),
    )
  }
  if (!Array.isArray(value)) return 'it is no list'
  return value.length > MAX_ENTRIES
    ? `it has more than ${MAX_ENTRIES} entries`
    : (value as readonly unknown[])
}

const EXPRESSIONS = {
  'allow-licenses': {
    label: 'allow-licenses',
    text: 'packages without a license, or with one that nobody could tell, only gave a message: here they fail (`unknown: warn` only warns)',
  },
  'deny-licenses': {
    label: 'deny-licenses',
    text: 'let "MIT AND GPL-3.0-only" through and blocked "MIT OR GPL-3.0-only": here AND needs all of them and OR one; packages without a license passed, and fail here',
  },
}

function purlPart(written: unknown): Part {
  const purl = typeof written === 'string' ? parsePurl(written) : undefined
  const label = `allow-dependencies-licenses ${shown(written)}`
  if (!purl) return leftOut(label, 'it is no package URL')
  if (purl.type !== 'npm') return leftOut(label, 'only packages of npm are judged')
  if (!isPackageName(purl.name)) return leftOut(label, 'it names no package of npm: a waiver has no patterns')
  const name = purl.version === '' ? purl.name : `${purl.name}@${purl.version}`
  const reason = `${TOOL} let it pass with any license`
  const text = 'the version was ignored: it let every version pass, with any license'
  return {
    exempted: [{ package: name, license: undefined, reason }],
    changes: purl.version === '' ? [] : [{ label, text }],
  }
}

function scopesPart(entries: readonly unknown[]): Part {
  const words = entries.map((entry) => (typeof entry === 'string' ? entry.trim().toLowerCase() : ''))
  const odd = words.filter((word) => !['runtime', 'development', 'unknown'].includes(word))
  const left = odd.map((word) => ({ label: `fail-on-scopes ${shown(word)}`, text: 'it is no scope' }))
  return { devWarns: !words.includes('development'), left }
}

function settingPart(key: string, value: unknown): Part {
  const name = nameOf(key)
  if (OTHERS.includes(name)) {
    const isFile = name === 'config-file'
    return leftOut(
      name,
      isFile ? `${shown(value)} is a file of its own: import it too` : 'it is not about licenses',
    )
  }
  if (!OURS.includes(name)) return leftOut(shown(key), 'no setting that is known here')
  if (name === 'license-check') {
    const isOff = String(value).trim().toLowerCase() === 'false'
    return isOff ? leftOut(name, 'it was off: the lists held for nothing, and hold now') : {}
  }
  const entries = entriesOf(value)
  if (typeof entries === 'string') return leftOut(name, entries)
  if (name === 'fail-on-scopes') return scopesPart(entries)
  if (name === 'allow-dependencies-licenses') return joinParts('', entries.map(purlPart))
  const isAllow = name === 'allow-licenses'
  const part = licensesOf(isAllow ? 'allow' : 'deny', entries)
  return { ...part, changes: [EXPRESSIONS[isAllow ? 'allow-licenses' : 'deny-licenses']] }
}

function settingsPart(fields: Fields): Part {
  const parts = Object.entries(fields).map(([key, value]) => settingPart(key, value))
  const names = Object.keys(fields).map(nameOf)
  const joined = joinParts('', parts)
  const isSilent = !names.includes('fail-on-scopes')
  const isPolicy = joined.allow.length + joined.deny.length > 0
  if (!isPolicy || !(isSilent || joined.devWarns)) return { ...joined, devWarns: isPolicy && joined.devWarns }
  const told = {
    label: 'fail-on-scopes',
    text: `development was not looked at${isSilent ? ', by default' : ''}: here it is, and only warns (\`dev: warn\`)`,
  }
  return { ...joined, devWarns: true, changes: [...joined.changes, told] }
}

/** The policy in its configuration file. */
export function readDependencyReview(fields: Fields): Imported {
  return joinParts(TOOL, [settingsPart(fields)])
}

function stepsOf(fields: Fields): readonly Fields[] {
  const jobs = Object.values(objectOf(fields['jobs']) ?? {})
  const lists = [...jobs, fields['runs']].map((job) => objectOf(job)?.['steps'])
  const steps = lists.flatMap((list) => (Array.isArray(list) ? (list as readonly unknown[]) : []))
  return steps.map(objectOf).filter((step) => step !== undefined)
}

/**
 * The policy in a workflow, or a composite action: the inputs of dependency-review-action, else calls of
 * license-checker; undefined where neither is in it. The first step counts where there are several.
 */
export function readWorkflow(fields: Fields): Imported | undefined {
  const steps = stepsOf(fields)
  const uses = (step: Fields) =>
    /^actions\/dependency-review-action(\/|@|$)/i.test(String(step['uses'] ?? ''))
  const [first, ...more] = steps.filter(uses)
  const scripts = steps.flatMap(({ run }) => (typeof run === 'string' ? [run] : []))
  const called = readCommands(scripts)
  if (!first) return called
  const others = more
    .map((step) => settingsPart(objectOf(step['with']) ?? {}))
    .map(({ allow = [], deny = [] }) =>
      leftOut(
        `another step of ${TOOL}`,
        `its lists (${someOf([...allow, ...deny]) || 'none'}) are not joined with the first`,
      ),
    )
  const beside = called
    ? [leftOut('a call of license-checker', 'the workflow has both: import its command by itself')]
    : []
  return joinParts(TOOL, [settingsPart(objectOf(first['with']) ?? {}), ...others, ...beside])
}
