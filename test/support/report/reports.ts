import type { Cell, Column } from '../../../src/core/check.ts'
import type { Report } from '../../../src/core/report.ts'
import { completed, failedRun, judged, report } from './report.ts'

const COLUMNS: readonly Column[] = [
  { id: 'fruit', title: 'Fruit' },
  { id: 'version', title: 'Version' },
  { id: 'weight', title: 'Weight', unit: 'g' },
  { id: 'organic', title: 'Organic' },
  { id: 'state', title: 'State', tally: true },
]

const HEALTHY: readonly (readonly Cell[])[] = [
  ['apple', '1.2.3', 180, true, 'fresh'],
  ['@orchard/pear', '4.0.0', 210, false, 'fresh'],
  ['melon', '0.9.0', 1450, null, 'ripe'],
]

/** Everything was looked at and is fine. */
export const PASS: Report = report(
  completed({
    examined: 3,
    table: { columns: COLUMNS, rows: HEALTHY },
    notes: [{ subject: 'cellar', text: 'Not looked at: fruit there is for next year.' }],
  }),
)

/** Findings of every disposition, in two runs of one check. */
export const FAIL: Report = report(
  completed({
    name: 'market',
    examined: 1234,
    targets: [
      { id: 'basket.json', complete: true },
      { id: 'cart.json', complete: true },
    ],
    table: {
      columns: COLUMNS,
      rows: [
        ['plum', '2.0.0', 70, true, 'rotten'],
        ['cherry', '1.0.0-rc.1', 8, false, 'bruised'],
        ...HEALTHY,
      ],
    },
    judged: [
      judged(
        {
          severity: 'critical',
          subject: 'pkg:fruit/quince@3.0.0',
          message: 'quince@3.0.0 is rotten.',
          remediation: 'Throw it away, or ask `upkeep fruit why quince` who bought it.',
          evidence: { id: 'MOLD-7', path: ['pie@1.0.0', 'jam@2.1.0', 'quince@3.0.0'] },
        },
        'waived',
      ),
      judged({
        subject: 'pkg:fruit/plum@2.0.0',
        message: 'plum@2.0.0 is rotten.',
        remediation: 'Throw it away, or ask `upkeep fruit why plum` who bought it.',
        location: { path: 'basket.json', line: 17 },
        evidence: { id: 'MOLD-1', path: ['plum@2.0.0'] },
      }),
      judged({
        subject: 'pkg:fruit/peach@5.0.0',
        message: 'peach@5.0.0 is rotten.',
        remediation: 'Throw it away, or ask `upkeep fruit why peach` who bought it.',
        location: { path: 'crates/north side/basket.json' },
        evidence: { id: 'MOLD-2' },
      }),
      judged(
        {
          rule: 'fruit/bruised',
          severity: 'moderate',
          target: 'cart.json',
          subject: 'pkg:fruit/cherry@1.0.0-rc.1',
          message: 'cherry@1.0.0-rc.1 is bruised.',
        },
        'warn',
      ),
      judged(
        {
          rule: 'fruit/waiver-unused',
          severity: 'low',
          target: '.github/upkeep.yml',
          subject: 'waiver: fruit lemon',
          message: 'The waiver for fruit lemon covers nothing: what it was for is gone or has changed.',
          remediation: 'Delete it.',
          location: { path: '.github/upkeep.yml' },
        },
        'warn',
      ),
    ],
  }),
  completed({ name: 'farm', examined: 3, table: { columns: COLUMNS, rows: HEALTHY } }),
)

/** Not everything could be looked at, and one run did not end. */
export const ERROR: Report = report(
  completed({
    examined: 2,
    targets: [{ id: 'basket.json', complete: false }],
    table: { columns: COLUMNS, rows: HEALTHY.slice(0, 2) },
    gaps: [
      { target: 'basket.json', subject: 'pkg:fruit/fig@1.0.0', reason: 'it has no label' },
      { target: 'stall.example:443', subject: 'stall.example:443', reason: 'nobody answered within 10 s' },
    ],
    judged: [judged({ rule: 'fruit/unripe', severity: 'info', message: 'pear@4.0.0 is unripe.' }, 'warn')],
  }),
  failedRun({ name: 'night market', reason: 'https://market.example/ answered 503 three times' }),
)

const MENTION = '@org/team fixes owner/r#1, GH-1 0123456789abcdef0123456789abcdef01234567'
const COMMANDS = 'a\n::error::pwned\r::add-mask::pwned ##[error]pwned'
const MARKUP = '**x** [a](https://t.example/) <img src=x> </details> | `code` ~~~ www.t.example'
const HIDDEN = 'safe\u202egpj.exe\u0000\u001b[31m\u200b \ud800 \\u{202E}'

/** Names that attack whoever prints them. */
export const HOSTILE: Report = report(
  completed({
    name: 'x\n::stop-commands::pwned',
    examined: 1,
    targets: [{ id: MARKUP, complete: true }],
    table: {
      columns: [
        { id: 'fruit', title: 'Fruit' },
        { id: 'state', title: 'State', tally: true },
      ],
      rows: [
        [COMMANDS, MARKUP],
        [HIDDEN, MENTION],
      ],
    },
    gaps: [{ target: COMMANDS, subject: HIDDEN, reason: MENTION }],
    notes: [{ subject: MARKUP, text: COMMANDS }],
    judged: [
      judged({
        target: '/../C:\\x?y#z',
        subject: HIDDEN,
        message: `${COMMANDS} ${MARKUP}`,
        remediation: MENTION,
        location: { path: `dir/a?b#c ${HIDDEN}/d`, line: 3 },
        evidence: { id: COMMANDS, path: [MARKUP, HIDDEN] },
      }),
      judged({ target: 'host.example:443', subject: MENTION, message: HIDDEN, evidence: {} }, 'waived'),
    ],
  }),
  failedRun({ name: MENTION, reason: `${COMMANDS} ${MARKUP}` }),
)

/** The reports whose every rendering is a golden file. */
export const REPORTS = { pass: PASS, fail: FAIL, error: ERROR, hostile: HOSTILE } as const
