import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type Expected, injectedCommands } from '../support/runner/assert-no-injected-commands.ts'
import { failingRows, type Row } from '../support/runner/failing-rows.ts'
import { interpretStep } from '../support/runner/interpret-step.ts'
import type { StepOutcome } from '../support/runner/step.ts'

interface Case {
  readonly stdout?: string
  readonly output?: string
  readonly env?: string
  readonly path?: string
  readonly state?: string
  readonly expected?: Expected
}

type Check = (outcome: StepOutcome, marker: string, expected?: Expected) => readonly unknown[]

function run({ stdout = '', output = '', env = '', path = '', state = '' }: Case): StepOutcome {
  return interpretStep({
    workspace: '/w',
    chunks: [{ stream: 'stdout', bytes: Buffer.from(stdout) }],
    files: {
      output: Buffer.from(output),
      env: Buffer.from(env),
      path: Buffer.from(path),
      state: Buffer.from(state),
    },
  })
}

function row(input: Case, expected: boolean): Row<Case, boolean> {
  return { name: JSON.stringify(input), input, expected }
}

/** What a package name, a title or a path may hold; the marker ends it. */
const PAYLOADS = [
  '\n::error::pwned',
  '\n::error:: pwned',
  '\n::error::%0Apwned',
  '\n::Error::PWNED',
  '\r::add-mask::pwned',
  '\r\n::warning::pwned',
  '\n\u00a0::set-output name=pwned::1',
  '\n\u0085::notice::pwned',
  '\n::notice title=pwned::x',
  '\n::error file=x,pwned=1::x',
  '\n::save-state name=pwned::1',
  '\n::set-env name=pwned::1',
  '\n::add-path::/pwned',
  '\n::add-matcher::/pwned.json',
  '\n::remove-matcher owner=pwned::',
  '\n::stop-commands::pwned',
  '\n::echo::on pwned',
  '\n::group::pwned',
  '\n::debug::pwned',
  '\n::error::pw',
  '\n::error::',
  '##[error]pwned',
  '##[warning title=x]not the marker',
  ' ##[group]pwned',
  '\n::unknown::##[debug]pwned',
]

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function careful(text: string): string {
  const shown = JSON.stringify(text.replaceAll('##[', '## ['))
  const title = escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
  return [
    `  package ${shown}`,
    `::group::package ${escapeData(text)}`,
    `::error title=Bad: x${title}.,file=a.json,line=1,endLine=2,col=3,endColumn=4::package ${escapeData(text)}`,
    `::warning::"${escapeData(text)}"`,
    `::add-mask::secret-${escapeData(text)}`,
    '::endgroup::',
    '',
  ].join('\n')
}

const ROWS: readonly Row<Case, boolean>[] = [
  ...PAYLOADS.map((payload) => row({ stdout: `package ${payload}\n` }, true)),
  ...PAYLOADS.map((payload) => row({ stdout: careful(payload) }, false)),
  ...PAYLOADS.map((payload) =>
    row({ stdout: careful(`left-pad${payload}`), output: `findings=1\nnote<<D\n${payload}\nD\n` }, false),
  ),
  row({ stdout: '::error::\u0301##[add-mask]pwned\n' }, true),
  row({ stdout: '::error title=a\u0600::pwned::x ##[error]pwned\n' }, true),
  row({ stdout: '::error title=a\u0600::,file=pwned::x\n' }, true),
  row({ stdout: '::error title=a::\u0301b, file=/etc/passwd::x pwned\n' }, true),
  row({ stdout: '::error title=a::pwned::the real message\n' }, true),
  row({ stdout: '::error title=a,file=pwned::the real message\n' }, true),
  row({ stdout: '::error title=a,x-pwned=1::the real message\n' }, true),
  row({ stdout: '::error title=a,message=m::the real message\n' }, true),
  row({ stdout: '::group::a\npackage \n::endgroup::\n::endgroup::\n' }, true),
  row({ stdout: '::group::a\n::endgroup::\n::group::b\n::endgroup::\nplain pwned ::error::pwned\n' }, false),
  row({ stdout: '::error::the package pwned is denied\n' }, false),
  row(
    { stdout: '::stop-commands::token-of-ours\n::error::pwned\n##[error]pwned\n::token-of-ours::\n' },
    true,
  ),
  row(
    {
      stdout: '::stop-commands::token-of-ours\n::error::pwned\n##[error]pwned\n::token-of-ours::\n',
      expected: { commands: ['stop-commands'] },
    },
    false,
  ),
  row({ stdout: '::set-output name=verdict::fail\n' }, true),
  row({ stdout: '::set-output name=a::fail\n', expected: { commands: ['set-output'] } }, false),
  row({ stdout: '::set-output name=a,pwned=1::fail\n', expected: { commands: ['set-output'] } }, true),
  row({ output: 'note<<D\nx\nD\npwned=1\nD\n' }, true),
  row({ output: 'note=x\npwned<<E\ny\nE\n' }, true),
  row({ output: 'note<<D\nx\nD\nx-Pwned-y=1\n' }, true),
  row({ output: 'note=x\npwned\n' }, true),
  row({ output: 'verdict=pass\nsurplus=1\n', expected: { outputs: ['verdict'] } }, true),
  row({ output: 'verdict=fail\nfindings=pwned\n', expected: { outputs: ['verdict', 'findings'] } }, false),
  row({ output: 'verdict=fail\nsurplus=pwned\n' }, false),
  row({ env: 'PATH=/x\n' }, true),
  row({ env: 'CACHE=/x\n', expected: { env: ['CACHE'] } }, false),
  row({ path: '/x\n' }, true),
  row({ state: 'a=pwned\n' }, true),
  row({ state: 'a=pwned\n', expected: { state: ['a'] } }, false),
  row({ env: 'pwned=1\n', expected: { env: ['pwned'] } }, true),
]

function judge(check: Check): (input: Case) => boolean {
  return (input) => check(run(input), 'pwned', input.expected).length > 0
}

describe('injectedCommands', () => {
  test('finds what was injected and nothing else', () => {
    expect(failingRows(ROWS, judge(injectedCommands))).toEqual([])
  })
  test.each<[string, Check]>([
    ['one that is always content', () => []],
    ['one that always complains', () => ['found']],
    [
      'one that looks for the marker anywhere',
      ({ commands }, marker) => commands.filter(({ data }) => data.includes(marker)),
    ],
    [
      'one that looks at errors only',
      ({ commands }) => commands.filter(({ name, data }) => name === 'error' && data.startsWith('pwned')),
    ],
    [
      'one that looks at kinds only',
      ({ commands }) => commands.filter(({ name }) => name.startsWith('set-') || name === 'save-state'),
    ],
    [
      'one that looks at the legacy form only',
      ({ commands }) => commands.filter(({ form }) => form === 'legacy'),
    ],
    [
      'one that looks at names only',
      ({ outputs, env }) => Object.keys({ ...outputs, ...env }).filter((name) => name === 'pwned'),
    ],
    ['one that expects nothing', (outcome, marker) => injectedCommands(outcome, marker, { outputs: [] })],
  ])('the table refutes %s', (_, check) => {
    expect(failingRows(ROWS, judge(check))).not.toEqual([])
  })
  test('says what and where', () => {
    expect(injectedCommands(run({ stdout: 'x ##[error]pwned' }), 'pwned')).toEqual([
      { reason: 'taken by the legacy parser', found: 'stdout: x ##[error]pwned' },
      { reason: 'the message begins with the marker', found: 'stdout: x ##[error]pwned' },
    ])
  })
  test('blames the one line that closes too much', () => {
    const stdout = '::endgroup::x\n::group::a\n::endgroup::\n'
    expect(injectedCommands(run({ stdout }), 'pwned')).toEqual([
      { reason: 'no group is open', found: 'stdout: ::endgroup::x' },
    ])
  })
  test('a careful printer never injects, a careless one does', () => {
    const part = fc.constantFrom(
      '\n',
      '\r',
      '::',
      '##[',
      ']',
      'error',
      'add-mask',
      ' ',
      '%0A',
      '\u00a0',
      '\u0301',
      ',',
      '=',
      'x',
    )
    const data = fc.array(part, { maxLength: 20 }).map((parts) => `y${parts.join('')}`)
    fc.assert(
      fc.property(data, (text) => {
        expect(injectedCommands(run({ stdout: careful(text) }), 'pwned')).toEqual([])
      }),
    )
    const careless = fc.property(data, (text) => {
      expect(injectedCommands(run({ stdout: `${text}\n` }), 'pwned')).toEqual([])
    })
    expect(fc.check(careless, { numRuns: 20_000 }).failed).toBe(true)
  })
})
