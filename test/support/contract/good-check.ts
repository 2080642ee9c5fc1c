import type { Check, Collected, Table } from '../../../src/core/check.ts'
import type { Finding } from '../../../src/core/finding.ts'
import { type OptionTable, SHARED } from '../../../src/core/options.ts'
import { list } from '../../../src/core/parsers.ts'
import type { Ports } from '../../../src/core/ports.ts'
import { worldOf } from './empty-world.ts'
import type { Sample } from './samples.ts'

const TARGET = 'certificates.txt'

/** A line of the only file that the small check reads: `name state`. */
export interface Line {
  readonly name: string
  readonly state: string
}

export const OPTIONS = {
  ...SHARED,
  hosts: { description: 'Hosts to look at.', default: '', parser: list('HOSTS') },
} as const satisfies OptionTable

export const RULES = {
  expired: {
    id: 'certificate-expiry/expired',
    title: 'A certificate has ended',
    help: 'Renew it.',
    severity: 'high',
  },
} as const

export function collected(facts: readonly Line[], over: Partial<Collected<Line>> = {}): Collected<Line> {
  return { facts, gaps: [], notes: [], targets: [{ id: TARGET, complete: true }], partial: false, ...over }
}

export async function collect(_options: unknown, ports: Ports): Promise<Collected<Line>> {
  const bytes = await ports.tree.read(TARGET)
  const gap = { target: TARGET, subject: TARGET, reason: 'it is not there' }
  if (!bytes) return collected([], { gaps: [gap], targets: [{ id: TARGET, complete: false }] })
  const lines = new TextDecoder().decode(bytes).split('\n')
  return collected(lines.map((line) => ({ name: line.split(' ')[0] ?? '', state: line.split(' ')[1] ?? '' })))
}

export function findingOf({ name }: Line, over: Partial<Finding> = {}): Finding {
  return {
    rule: RULES.expired.id,
    severity: 'high',
    target: TARGET,
    subject: name,
    message: `${name} has ended.`,
    evidence: {},
    ...over,
  }
}

/** An evaluate whose findings are changed. */
export function evaluateWith(over: Partial<Finding>) {
  return (facts: readonly Line[]) =>
    facts.filter((line) => line.state === 'old').map((line) => findingOf(line, over))
}

export const COLUMNS = [
  { id: 'name', title: 'Name' },
  { id: 'state', title: 'State' },
] as const

export function describe(facts: readonly Line[]): Table {
  return { columns: COLUMNS, rows: facts.map(({ name, state }) => [name, state]) }
}

/** A small check that keeps the whole contract. */
export const GOOD: Check<typeof OPTIONS, Line> = {
  id: 'certificate-expiry',
  title: 'Certificates',
  description: 'Checks when certificates end.',
  rules: RULES,
  options: OPTIONS,
  problems: () => [],
  collect,
  evaluate: evaluateWith({}),
  describe,
  waiverKeys: { host: { description: 'The host.', required: true, problem: () => undefined } },
  covers: () => false,
}

export const GOOD_SAMPLE: Sample = {
  clean: { values: {}, world: worldOf({ files: { [TARGET]: 'a.test good\nb.test good' } }) },
  dirty: [
    { values: { hosts: 'b.test' }, world: worldOf({ files: { [TARGET]: 'b.test old\na.test good' } }) },
  ],
}
