import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { interpretStep, type StepFiles, SUMMARY_BYTES } from '../support/runner/interpret-step.ts'
import { createMasker } from '../support/runner/mask.ts'
import type { StepOptions, StepOutcome } from '../support/runner/step.ts'

function print(stdout: string, options: Partial<StepOptions> = {}, files: StepFiles = {}): StepOutcome {
  return interpretStep({
    workspace: '/checkout/repo',
    chunks: [{ stream: 'stdout', bytes: Buffer.from(stdout) }],
    files,
    ...options,
  })
}

function save(files: Readonly<Partial<Record<keyof StepFiles, string>>>): StepOutcome {
  return print(
    '',
    {},
    Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])),
  )
}

function lines(type: string, count: number): string {
  return Array.from({ length: count }, (_, index) => `::${type}::${type} ${index}\n`).join('')
}

describe('annotations', () => {
  test('are kept ten of each type, and the rest is counted', () => {
    const outcome = print(lines('error', 12) + lines('warning', 10) + lines('notice', 11))
    const messages = outcome.annotations.map((annotation) => annotation.message)
    expect(messages).toHaveLength(30)
    expect(messages).toEqual(expect.arrayContaining(['error 0', 'error 9', 'warning 9', 'notice 9']))
    expect(messages).not.toEqual(expect.arrayContaining(['error 10']))
    expect(outcome.dropped).toEqual({ error: 2, warning: 0, notice: 1 })
    expect(outcome.log).toContain('##[error]error 11')
    expect(outcome.failed).toBe(false)
  })
  test('have their message cut after 4096 UTF-16 units, in the log too', () => {
    const outcome = print(`::error::${'é'.repeat(4095)}😀x`)
    expect(outcome.annotations[0]?.message).toBe(`${'é'.repeat(4095)}\ud83d`)
    expect(outcome.log[0]).toHaveLength('##[error]'.length + 4096)
    expect(print(`::error::${'x'.repeat(4096)}`).annotations[0]?.message).toHaveLength(4096)
  })
  test('are masked before they are cut', () => {
    const outcome = print(`::error::${'s,'.repeat(4096)}`, { secrets: ['s'] })
    expect(outcome.annotations[0]?.message).toBe('***,'.repeat(1024))
  })
  test('that are blank take a place and are not shown', () => {
    const outcome = print(
      `${'::error::\u3000\n'.repeat(10)}::error message=m::\n::error::real\n::notice message=m:: \n`,
    )
    expect(outcome.annotations).toEqual([
      { type: 'notice', message: 'm', properties: { message: 'm' }, source: 'command' },
    ])
    expect(outcome.dropped).toEqual({ error: 2, warning: 0, notice: 0 })
  })
  test('name files relative to the workspace', () => {
    const at = (file: string) => print(`::warning file=${file},line=3::m`).annotations[0]?.properties
    expect(at('/checkout/repo/a/b.json')).toEqual({ file: 'a/b.json', line: '3' })
    expect(at('/checkout/repository/b.json')).toEqual({ file: '/checkout/repository/b.json', line: '3' })
    expect(at('a/b.json')).toEqual({ file: 'a/b.json', line: '3' })
  })
  test('of the runner come first and say so', () => {
    const outcome = interpretStep({ workspace: '/w', chunks: [], warnings: ["Unexpected input(s) 'x'"] })
    expect(outcome.annotations).toMatchObject([{ type: 'warning', source: 'runner' }])
    expect(outcome.warnings).toEqual(["Unexpected input(s) 'x'"])
  })
})

describe('commands', () => {
  test('change what they name', () => {
    const outcome = print('::set-output name=A::1\n::set-output name=a::2\n::save-state name=s::3\nplain\n')
    expect(outcome).toMatchObject({ outputs: { A: '2' }, state: { s: '3' }, env: {}, failed: false })
    expect(outcome.warnings).toHaveLength(3)
    expect(outcome.commands.map((command) => command.stream)).toEqual(['stdout', 'stdout', 'stdout'])
    expect(outcome.log.at(-1)).toBe('plain')
  })
  test.each([
    ['::set-env name=A::1', 'The `set-env` command is disabled.'],
    ['##[add-path]/tmp', 'The `add-path` command is disabled.'],
    ['::set-output::1', "Required field 'name' is missing"],
    ['::save-state name=::1', "Required field 'name' is missing"],
    ['::echo::maybe', 'Invalid echo command value.'],
    ['::stop-commands::pause-logging', 'You cannot use a endToken'],
  ])('%s fails the step', (line, message) => {
    const outcome = print(`${line}\n`)
    expect(outcome.failed).toBe(true)
    expect(outcome.errors.at(-1)).toContain(message)
    expect(outcome).toMatchObject({ env: {}, path: [], outputs: {}, state: {} })
  })
  test('set-env and add-path work when allowed, but never for NODE_OPTIONS', () => {
    const text = '::set-env name=A::1\n::add-path::/p\n::set-env name=node_options::--x\n'
    const outcome = print(text, { unsecure: true })
    expect(outcome).toMatchObject({ env: { A: '1' }, path: ['/p'], failed: false })
    expect(outcome.errors).toEqual([expect.stringContaining('NODE_OPTIONS')])
  })
  test('show groups, hide debug, and echo when asked', () => {
    expect(print('::group::g\n::debug::d\n::endgroup::\n').log).toEqual(['##[group]g', '##[endgroup]'])
    expect(print('::echo::ON\n::group::g\n::echo::off\n::endgroup::x\n').log).toEqual([
      '::group::g',
      '##[group]g',
      '::echo::off',
      '##[endgroup]',
    ])
    const verbose = print('::debug::d\n::add-mask::hidden\n::error::e\n', { debug: true })
    expect(verbose.log).toEqual(['##[debug]d', '::add-mask::***', '##[error]e'])
  })
  test('stop on one stream for both', () => {
    const outcome = interpretStep({
      workspace: '/w',
      chunks: [
        { stream: 'stdout', bytes: Buffer.from('::stop-commands::tok') },
        { stream: 'stderr', bytes: Buffer.from('::error::early\n') },
        { stream: 'stdout', bytes: Buffer.from('en\n') },
        { stream: 'stderr', bytes: Buffer.from('::error::stopped\n') },
        { stream: 'stdout', bytes: Buffer.from('::token::\n') },
        { stream: 'stderr', bytes: Buffer.from('::error::late\n') },
      ],
    })
    expect(outcome.annotations.map((annotation) => annotation.message)).toEqual(['early', 'late'])
    expect(outcome.commands.map((command) => command.stream)).toEqual(['stderr', 'stdout', 'stderr'])
    expect(outcome.log).toContain('::error::stopped')
  })
})

describe('the log', () => {
  test('has the lines of both streams in the order in which they were complete', () => {
    const said = [
      ['stdout', 'a\nb'],
      ['stderr', 'c\n'],
      ['stdout', 'd\r'],
      ['stderr', 'e\n'],
      ['stdout', '\nf'],
    ] as const
    const chunks = said.map(([stream, text]) => ({ stream, bytes: Buffer.from(text) }))
    expect(interpretStep({ workspace: '/w', chunks }).log).toEqual(['a', 'c', 'e', 'bd', 'f'])
  })
})

describe('masks', () => {
  test('cover a long token of stop-commands', () => {
    const stopped = (token: string) => print(`::stop-commands::${token}\n::${token}::\n${token}\n`).log
    expect(stopped('1234567')).toEqual(['::stop-commands::***', '::***::', '***'])
    expect(stopped('123456')).toEqual(['::stop-commands::123456', '::123456::', '123456'])
  })
  test('cover a secret that overlaps itself', () => {
    expect(createMasker(['aa']).mask('aaa.a')).toBe('***.a')
  })
  test('hide the log from then on, each line of a value by itself', () => {
    const outcome = print('alpha beta\n::add-mask::alpha%0Abeta\nalpha beta alphabeta\n')
    expect(outcome.masks).toEqual(['alpha\nbeta'])
    expect(outcome.log).toEqual(['alpha beta', '*** *** ***'])
  })
  test('of nothing are refused', () => {
    const outcome = print('::add-mask::\u00a0\n')
    expect(outcome.warnings).toHaveLength(1)
    expect(outcome.failed).toBe(false)
  })
  test.each([
    ['raw', 'a"b\'c&d<e> é/?'],
    ['base64', Buffer.from('a"b\'c&d<e> é/?').toString('base64')],
    ['base64 behind one byte', Buffer.from('xa"b\'c&d<e> é/?').toString('base64').slice(4)],
    ['JSON', 'a\\"b\'c&d<e> é/?'],
    ['a URL', `a%22b%27c%26d%3Ce%3E%20%C3%A9%2F%3F`],
    ['XML', 'a&quot;b&apos;c&amp;d&lt;e&gt; é/?'],
    ['an expression', "a\"b''c&d<e> é/?"],
  ])('know a secret as %s', (_, form) => {
    const masked = createMasker(['a"b\'c&d<e> é/?']).mask(`before ${form} after`)
    expect(masked).toMatch(/^before .*\*\*\*.* after$/)
    expect(masked).not.toContain(form)
  })
  test('do not know it in hex', () => {
    const hex = Buffer.from('secret').toString('hex')
    expect(createMasker(['secret']).mask(hex)).toBe(hex)
  })
  test('leave nothing of a secret, whatever overlaps', () => {
    const word = fc.stringMatching(/^[ab]{1,4}$/)
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 4 }),
        fc.stringMatching(/^[ab.]{0,30}$/),
        (secrets, text) => {
          const masked = createMasker(secrets).mask(text)
          expect(secrets.some((secret) => masked.includes(secret))).toBe(false)
          expect(masked.includes('******')).toBe(false)
          if (!secrets.some((secret) => text.includes(secret))) {
            expect(masked).toBe(text)
          }
        },
      ),
    )
  })
})

describe('files', () => {
  test('set outputs, variables, states and paths', () => {
    const outcome = save({ output: 'A=1\na=2\n', env: 'E=1\ne=2', state: 's<<X\n1\n2\nX', path: '/a\n\n/b' })
    expect(outcome).toMatchObject({
      outputs: { A: '2' },
      env: { E: '1', e: '2' },
      state: { s: '1\n2' },
      path: ['/a', '/b'],
    })
    expect(outcome.failed).toBe(false)
  })
  test.each([
    ['output', 'a=1\nnonsense\nb=2', "Invalid format 'nonsense'"],
    ['env', 'a=1\n=x\nb=2', "Value cannot be null. (Parameter 'name')"],
    ['state', 'a=1\nb<<EOF\nx\n', "Invalid value. Matching delimiter not found 'EOF'"],
  ])('with a mistake fail the step and keep what came before: %s', (file, text, message) => {
    const outcome = save({ [file]: text })
    expect(outcome.errors).toEqual([`Unable to process file command '${file}' successfully.`, message])
    expect({ ...outcome.outputs, ...outcome.env, ...outcome.state }).toEqual({ a: '1' })
    expect(outcome.failed).toBe(true)
  })
  test('allow a state without a name', () => {
    expect(save({ state: '=x' })).toMatchObject({ state: { '': 'x' }, failed: false })
  })
  test('never set NODE_OPTIONS', () => {
    const outcome = save({ env: 'Node_Options=--require=/x\nb=1' })
    expect(outcome).toMatchObject({ env: { b: '1' }, failed: false })
    expect(outcome.errors).toHaveLength(1)
  })
})

describe('the summary', () => {
  test('is masked line by line', () => {
    const outcome = print('::add-mask::hidden\n', {}, { summary: Buffer.from('# hidden\r\nhid\nden') })
    expect(outcome.summary).toBe('# ***\nhid\nden\n')
  })
  test('is taken up to the last byte of its limit, and dropped with an error above', () => {
    const largest = print('', {}, { summary: Buffer.alloc(SUMMARY_BYTES, 'x') })
    expect(largest.summary).toHaveLength(SUMMARY_BYTES + 1)
    expect(largest.errors).toEqual([])
    const tooLarge = print('', {}, { summary: Buffer.alloc(SUMMARY_BYTES + 1, 'x') })
    expect(tooLarge).toMatchObject({ summary: '', failed: false })
    expect(tooLarge.errors).toEqual([expect.stringContaining('up to a size of 1024k, got 1024k')])
  })
})
