import type { Check, Table } from '../../../src/core/check.ts'
import type { Finding, Rule } from '../../../src/core/finding.ts'
import type { Option, OptionTable } from '../../../src/core/options.ts'
import { oneOf, text } from '../../../src/core/parsers.ts'
import {
  COLUMNS,
  collect,
  collected,
  describe,
  evaluateWith,
  findingOf,
  GOOD,
  type Line,
  OPTIONS,
  RULES,
} from './good-check.ts'

/** A check that breaks one rule of the contract, and the complaint that must be among those made. */
export interface Broken {
  readonly name: string
  readonly check: Check
  readonly complaint: string
}

type Small = Check<OptionTable, Line>

function broken(name: string, complaint: string, changes: Partial<Small>): Broken {
  return { name, complaint, check: { ...(GOOD as unknown as Small), ...changes } as unknown as Check }
}

function withRule(key: string, over: Partial<Rule>): Pick<Small, 'rules'> {
  return { rules: { ...RULES, [key]: { ...RULES.expired, id: `certificate-expiry/${key}`, ...over } } }
}

function withOption(name: string, over: Partial<Option<unknown>>): Pick<Small, 'options'> {
  return {
    options: {
      ...OPTIONS,
      [name]: { description: 'Some words.', default: '', parser: text('WORDS'), ...over },
    },
  }
}

const { name: _name, ...NAMELESS } = OPTIONS

/** For `nameComplaints`. */
export const BROKEN_NAMES: readonly Broken[] = [
  broken('id in camelCase', 'the id certificateExpiry is not kebab-case', { id: 'certificateExpiry' }),
  broken('id of another', 'the id dependency-audit stands under certificate-expiry in CHECKS', {
    id: 'dependency-audit',
  }),
  broken('id that nobody knows', 'the id clock-drift is not in CHECK_IDS', { id: 'clock-drift' }),
  broken('no rules', 'there are no rules', { rules: {} }),
  broken(
    'wrong prefix',
    'the rule weak has the id license-compliance/weak, not certificate-expiry/weak',
    withRule('weak', { id: 'license-compliance/weak' }),
  ),
  broken(
    'rule under another key',
    'the rule weak has the id certificate-expiry/frail, not certificate-expiry/weak',
    withRule('weak', { id: 'certificate-expiry/frail' }),
  ),
  broken('rule in capitals', 'the rule TooOld is not kebab-case', withRule('TooOld', {})),
  broken('rule without title', 'the rule weak has no title', withRule('weak', { title: ' ' })),
  broken('rule without help', 'the help of the rule weak is no sentence', withRule('weak', { help: '' })),
  broken(
    'rule without severity',
    'the rule weak has no severity',
    withRule('weak', { severity: 'severe' as Rule['severity'] }),
  ),
  broken(
    'rule of the pipeline',
    "the rule waiver-expired is the pipeline's own",
    withRule('waiver-expired', {}),
  ),
  broken('no title', 'there is no title', { title: '' }),
  broken('no sentence', 'the check has a description that does not end with a period', {
    description: 'Checks',
  }),
  broken(
    'option in camelCase',
    'the option caFile is not kebab-case',
    withOption('caFile', { description: 'A file.' }),
  ),
  broken(
    'option without period',
    'the option ca-file has a description that does not end with a period',
    withOption('ca-file', { description: 'A file' }),
  ),
  broken('waiver key', 'the waiver key host has a description that does not end with a period', {
    waiverKeys: { host: { description: '', required: true, problem: () => undefined } },
  }),
  broken('command', 'the command why has a description that does not end with a period', {
    commands: {
      why: { description: 'Why', argument: 'HOST', answer: () => ({ found: false, sections: [] }) },
    },
  }),
  broken('shared option anew', 'the option fail-on is not the shared one', withOption('fail-on', {})),
  broken('shared option left out', 'the option name is not the shared one', { options: NAMELESS }),
  broken(
    'default that is none',
    'a default cannot be parsed: the default of level must be one of first, second, not "x"',
    withOption('level', { parser: oneOf(['first', 'second']), default: 'x' }),
  ),
]

const EMPTY = 'in an empty world'
const DARK = 'where every port fails'
const DIRTY = 'in a dirty sample'
const CLEAN = 'in its clean sample'

let calls = 0
const remembered: Finding[] = []
const TARGET = 'certificates.txt'

async function swallow(options: unknown, ports: Parameters<typeof collect>[1]) {
  return collect(options, ports).catch(() => collected([{ name: 'a.test', state: 'good' }]))
}

function rowsOf(rows: Table['rows'], columns: Table['columns'] = COLUMNS): Pick<Small, 'describe'> {
  return { describe: (facts) => (facts.length === 0 ? describe(facts) : { columns, rows }) }
}

function withFinding(name: string, complaint: string, over: Partial<Finding>): Broken {
  return broken(name, `${DIRTY}: ${complaint}`, { evaluate: evaluateWith(over) })
}

/** For `runComplaints`. */
export const BROKEN_RUNS: readonly Broken[] = [
  broken('a whole target out of nothing', `${EMPTY}: passes`, { collect: async () => collected([]) }),
  broken('facts out of nothing', `${EMPTY}: passes`, {
    collect: async () => collected([{ name: 'a.test', state: 'good' }]),
  }),
  broken('a failure that is swallowed', `${DARK}: ends in pass, not in error`, { collect: swallow }),
  broken('the same, of one port', 'where tree.read fails: passes', { collect: swallow }),
  broken('a failure that is a finding', `${DARK}: ends in fail, not in error`, {
    collect: (options, ports) =>
      collect(options, ports).catch(() => collected([{ name: 'a.test', state: 'old' }])),
  }),
  broken('a throw that is no RunError', `${EMPTY}: throws: oh`, {
    collect: () => Promise.reject(new TypeError('oh')),
  }),
  broken('a fact without a target', `${CLEAN}: there are facts and no target`, {
    collect: async (options, ports) => ({ ...(await collect(options, ports)), targets: [] }),
  }),
  broken('incomplete, and no gap', `${CLEAN}: the target ${TARGET} is not complete, and no gap says why`, {
    collect: async (options, ports) => ({
      ...(await collect(options, ports)),
      targets: [{ id: TARGET, complete: false }],
    }),
  }),
  // The pipeline calls such a target incomplete whatever the check says, and then it cannot pass.
  broken('complete, and a gap', `${CLEAN}: does not pass`, {
    collect: async (options, ports) => ({
      ...(await collect(options, ports)),
      gaps: [{ target: TARGET, subject: 'a.test', reason: 'it is shut' }],
    }),
  }),
  broken('a gap without a reason', `${EMPTY}: a gap of ${TARGET} has no reason`, {
    collect: async () =>
      collected([], { gaps: [{ target: TARGET, subject: TARGET, reason: '' }], targets: [] }),
  }),
  broken('always complains', `${CLEAN}: does not pass`, {
    evaluate: (facts) => facts.map((line) => findingOf(line)),
  }),
  broken('never complains', `${DIRTY}: finds nothing`, { evaluate: () => [] }),
  broken('options that cannot be', `${CLEAN}: its options: hosts is required`, {
    problems: () => ['hosts is required'],
  }),
  withFinding('undeclared rule', 'a finding has the rule certificate-expiry/weak, which is not declared', {
    rule: 'certificate-expiry/weak',
  }),
  withFinding('unknown severity', 'a finding has the severity bad', {
    severity: 'bad' as Finding['severity'],
  }),
  withFinding('another target', 'a finding has the target x, which is not listed', { target: 'x' }),
  withFinding('no subject', 'a finding has no subject', { subject: '' }),
  withFinding('half a sentence', 'the message is no sentence: has ended', { message: 'has ended' }),
  withFinding('two lines', 'the message is no sentence: It ended.\nNow.', { message: 'It ended.\nNow.' }),
  withFinding('an absolute place', 'a location is not relative with /: /etc/a', {
    location: { path: '/etc/a' },
  }),
  withFinding('a place of Windows', 'a location is not relative with /: etc\\a', {
    location: { path: 'etc\\a' },
  }),
  withFinding(
    'line zero',
    'its report is not as the schema says: /runs/0/judged/0/finding/location/line must be >= 1',
    {
      location: { path: 'a', line: 0 },
    },
  ),
  withFinding('what JSON cannot carry', 'evaluate answers what JSON cannot carry', {
    evidence: { until: new Date(0) as unknown as string },
  }),
  broken('a row too short', `${CLEAN}: a row has 1 cells for 2 columns`, rowsOf([['a.test']])),
  broken('a row too long', `${CLEAN}: a row has 3 cells for 2 columns`, rowsOf([['a', 'b', 'c']])),
  broken('no rows', `${CLEAN}: there are facts and no row`, rowsOf([])),
  broken(
    'a column twice',
    `${CLEAN}: the column name stands twice`,
    rowsOf([['a', 'b']], [COLUMNS[0], COLUMNS[0]]),
  ),
  broken(
    'a column without title',
    `${CLEAN}: the column name has no title`,
    rowsOf([['a']], [{ id: 'name', title: '' }]),
  ),
  broken('evaluate sorts its facts', `${DIRTY}: evaluate throws on frozen facts: `, {
    evaluate: (facts) => (facts as Line[]).sort((a, b) => (a.name < b.name ? -1 : 1)).flatMap(() => []),
  }),
  broken('evaluate writes into a fact', `${DIRTY}: evaluate throws on frozen facts: `, {
    evaluate: (facts) => {
      for (const line of facts) (line as { state: string }).state = 'old'
      return []
    },
  }),
  broken('evaluate writes into the options', `${CLEAN}: evaluate throws on frozen facts: `, {
    evaluate: (_facts, options) => {
      ;(options as { 'fail-on': string })['fail-on'] = 'none'
      return []
    },
  }),
  broken('evaluate moves the clock', `${CLEAN}: evaluate changes what it is given`, {
    evaluate: (_facts, _options, now) => {
      now.setFullYear(now.getFullYear() + 1)
      return []
    },
  }),
  broken('evaluate counts', `${DIRTY}: evaluate answers differently the second time`, {
    evaluate: (facts) => facts.map((line) => findingOf(line, { message: `This is call ${calls++}.` })),
  }),
  broken('evaluate remembers', `${DIRTY}: evaluate changes what it has answered before`, {
    evaluate: (facts) => {
      remembered.push(...facts.map((line) => findingOf(line)))
      return remembered
    },
  }),
  broken('describe reverses its facts', `${CLEAN}: describe throws on frozen facts: `, {
    describe: (facts) => describe((facts as Line[]).reverse()),
  }),
  broken('describe counts', `${CLEAN}: describe answers differently the second time`, {
    describe: (facts) => ({ columns: COLUMNS, rows: facts.map(({ name }) => [name, calls++]) }),
  }),
]
