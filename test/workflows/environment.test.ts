import { data } from '@actions/expressions'
import { describe, expect, test } from '@jest/globals'
import { array, assert, constantFrom, dictionary, property, string, stringMatching } from 'fast-check'
import { evaluate } from './expressions.ts'
import { runScript, scheduledStep, scheduledSteps } from './scripts.ts'

const step = scheduledStep('backup-verification', 'environment')

function run(environment: string) {
  const { status, commands, log, outputs } = runScript(step, { ENVIRONMENT: environment })
  const masks = commands.filter(({ name }) => name === 'add-mask').map(({ data }) => data)
  const errors = commands.filter(({ name }) => name === 'error').map(({ data }) => data)
  return { status, masks, errors, log, others: commands.length - masks.length - errors.length, outputs }
}

describe('the secret environment', () => {
  test('is read by the first step of each job that has it, and by the same script', () => {
    const other = scheduledStep('certificate-expiry', 'environment')
    expect(other).toEqual(step)
    expect(step['env']).toEqual({ ENVIRONMENT: `\${{ secrets.environment }}` })
  })

  test.each(['certificate-expiry', 'backup-verification'])(
    'comes before all else in %s, and to its check alone',
    (id) => {
      const steps = scheduledSteps(id)
      expect(steps[0]?.['id']).toBe('environment')
      const given = steps.filter((one) => JSON.stringify(one).includes('steps.environment.outputs'))
      expect(given).toEqual([scheduledStep(id, 'check')])
      expect(steps.filter((one) => JSON.stringify(one).includes('secrets.'))).toEqual([step])
      const { outputs } = run('A=x\nB=y')
      const contexts = { steps: { environment: { outputs: Object.fromEntries(outputs) } } }
      const env = evaluate(String(given[0]?.['env']), { needs: {}, contexts })
      expect(JSON.parse(JSON.stringify(env, data.replacer))).toEqual({ A: 'x', B: 'y' })
    },
  )

  test.each(['dependency-audit', 'license-compliance'])('is none of %s', (id) => {
    expect(JSON.stringify(scheduledSteps(id))).not.toMatch(/secrets\.|environment/)
  })

  test.each([
    ['nothing', '', {}, []],
    ['one', 'A=secret', { A: 'secret' }, ['secret']],
    [
      'several, with comments and blank lines',
      '# c\nA=1 2\n\nB_2=x=y\n',
      { A: '1 2', B_2: 'x=y' },
      ['1 2', 'x=y'],
    ],
    ['an empty value', 'A=', { A: '' }, []],
    ['what Windows writes', 'A=x\r\nB=y\r\n', { A: 'x', B: 'y' }, ['x', 'y']],
    ['quotes, which are part of it', 'A="x"', { A: '"x"' }, ['"x"']],
    [
      'what a shell would take apart',
      "A=$(id) `id` $HOME $x * ~ ! '",
      { A: "$(id) `id` $HOME $x * ~ ! '" },
      ["$(id) `id` $HOME $x * ~ ! '"],
    ],
    [
      'what the runner would take apart',
      'A=x%0A::y\nB=::set-output name=a::b',
      { A: 'x%0A::y', B: '::set-output name=a::b' },
      ['x%0A::y', '::set-output name=a::b'],
    ],
    ['what JSON would', 'A=\\n"\\\t/&é', { A: '\\n"\\\t/&é' }, ['\\n"\\\t/&é']],
    [
      'lines',
      'K<<END\n--- A\n\n  b\n--- Z\nEND\nB=y',
      { K: '--- A\n\n  b\n--- Z', B: 'y' },
      ['--- A', '  b', '--- Z', 'y'],
    ],
    [
      'lines that look like more',
      'K<<E\nB=x\n# c\nX<<F\nE\n',
      { K: 'B=x\n# c\nX<<F' },
      ['B=x', '# c', 'X<<F'],
    ],
    ['no lines', 'K<<E\nE', { K: '' }, []],
    ['<< in a value', 'A=x<<y', { A: 'x<<y' }, ['x<<y']],
    [
      'names that resemble those refused',
      'MY_PATH=x\nNODE_EXTRA_CA_CERTS=/y',
      { MY_PATH: 'x', NODE_EXTRA_CA_CERTS: '/y' },
      ['x', '/y'],
    ],
  ])('may hold %s', (_, environment, expected, masks) => {
    const done = run(environment)
    expect(done).toMatchObject({ status: 0, masks, errors: [], log: '', others: 0 })
    expect([...done.outputs.keys()]).toEqual(['json'])
    expect(JSON.parse(done.outputs.get('json') ?? '')).toEqual(expected)
  })

  test.each([
    ['a line of something else', 'A=1\nhunter2', 'line 2: neither', ['1', 'hunter2']],
    ['a name with a hyphen', 'A-B=hunter2', 'line 1: neither', ['A-B=hunter2']],
    ['a name after a space', ' A=hunter2', 'line 1: neither', [' A=hunter2']],
    ['the same name twice', 'A=x\nA=y', 'line 2: A is there twice', ['x', 'y']],
    ['lines that do not end', 'A<<END\nhunter2\nE', 'does not end', ['hunter2', 'E']],
    ['lines with no end named', 'A<<\nhunter2', 'line 1: neither', ['A<<', 'hunter2']],
    ['a control character', 'A=x\u0007y', 'line 1: a control character', ['x\u0007y']],
    ['a carriage return inside', 'A=x\ry', 'line 1: a control character', ['x\ry']],
    ...[
      'PATH',
      'NODE_OPTIONS',
      'LD_PRELOAD',
      'GITHUB_TOKEN',
      'RUNNER_TEMP',
      'INPUT_PATH',
      'ACTIONS_RUNTIME_TOKEN',
      'BASH_ENV',
      'HOME',
    ].map((name): [string, string, string, string[]] => [
      `the name ${name}`,
      `${name}=x`,
      `${name} would change`,
      ['x'],
    ]),
  ])('may not hold %s, and is masked all the same', (_, environment, problem, masks) => {
    const done = run(environment)
    expect(done).toMatchObject({ status: 1, masks, log: '', others: 0 })
    expect(done.errors.join('\n')).toContain(problem)
    expect(done.errors.join('\n')).not.toMatch(/hunter2/)
    expect(done.outputs.size).toBe(0)
  })

  test('comes back as it was, whatever is in it', () => {
    const line = string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !/[\p{Cc}]/u.test(text))
    const value = array(line, { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n'))
    const name = stringMatching(/^[A-Z][A-Z0-9_]{0,5}$/).map((text) => `V${text}`)
    assert(
      property(dictionary(name, value, { maxKeys: 3 }), constantFrom('\n', '\r\n'), (values, end) => {
        const lines = Object.entries(values).map(
          ([key, text]) => `${key}<<NEVER_IN_IT\n${text}\nNEVER_IN_IT\n`,
        )
        const done = run(lines.join('').replaceAll('\n', end))
        expect(JSON.parse(done.outputs.get('json') ?? '')).toEqual({ ...values })
        const secret = Object.values(values).flatMap((text) => text.split('\n'))
        // The C locale has six characters that are blank.
        expect(done.masks).toEqual(secret.filter((text) => /[^ \t\n\v\f\r]/.test(text)))
      }),
      { numRuns: 60 },
    )
  })
})
