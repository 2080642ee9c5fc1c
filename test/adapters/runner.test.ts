import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { changeOf } from '../../src/adapters/event.ts'
import { readEvent, readInputs, runnerOf } from '../../src/adapters/runner.ts'
import { parsePairs } from '../support/runner/file-commands.ts'
import { parseCommands } from '../support/runner/parse-commands.ts'
import { compile, type Ended, runScript } from './child.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'upkeep runner é-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, content: string | Uint8Array = ''): string {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

describe('readInputs', () => {
  const read = (env: Readonly<Record<string, string | undefined>>) => Object.fromEntries(readInputs(env))

  test('knows the inputs by their names in lower case, hyphens and all', () => {
    expect(read({ 'INPUT_FAIL-ON': 'high', INPUT_TWO_WORDS: 'x', 'INPUT_GITHUB-TOKEN': 't' })).toEqual({
      'fail-on': 'high',
      two_words: 'x',
      'github-token': 't',
    })
    expect(read({ 'INPUT_Fail-On': 'high' })).toEqual({ 'fail-on': 'high' })
  })

  test('leaves out what nobody typed', () => {
    expect(
      read({ INPUT_A: '', INPUT_B: ' \n\t', INPUT_C: undefined, INPUT_D: '0', INPUT_E: 'false' }),
    ).toEqual({
      d: '0',
      e: 'false',
    })
  })

  test('leaves values as they are', () => {
    expect(read({ INPUT_ALLOW: ' MIT\n  ISC\n', INPUT_X: 'a=b::c%0A"' })).toEqual({
      allow: ' MIT\n  ISC\n',
      x: 'a=b::c%0A"',
    })
  })

  test('takes nothing else for an input', () => {
    expect(read({ INPUT: 'x', XINPUT_A: 'x', input_a: 'x', GITHUB_TOKEN: 'x', PATH: 'x' })).toEqual({})
  })

  test('an input called like a part of every object is an input', () => {
    const inputs = readInputs({ INPUT___PROTO__: 'x', INPUT_CONSTRUCTOR: 'y' })
    expect([...inputs]).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ])
    expect(readInputs({}).get('constructor')).toBeUndefined()
  })
})

describe('readEvent', () => {
  const read = (path: string | undefined, name = 'pull_request') =>
    readEvent({ GITHUB_EVENT_NAME: name, ...(path === undefined ? {} : { GITHUB_EVENT_PATH: path }) })

  test('reads the payload', () => {
    const payload = { pull_request: { base: { sha: 'a'.repeat(40) }, title: 'é\u2028' } }
    expect(read(file('event.json', JSON.stringify(payload)))).toEqual({ name: 'pull_request', payload })
  })

  test.each([
    ['half of it', '{"pull_request":{"base":{"sh'],
    ['nothing', ''],
    ['blanks', ' \n'],
    ['no JSON', 'hello'],
    ['a byte order mark', '\ufeff{}'],
    ['UTF-16', Buffer.from('{"a":1}', 'utf16le')],
    ['zeros', Buffer.alloc(100)],
  ])('has no payload where the file holds %s, and then a pull request has no base', (_name, content) => {
    const event = read(file('event.json', content))
    expect(event).toEqual({ name: 'pull_request', payload: null })
    expect(changeOf(event)).toEqual({ kind: 'pull request', base: '', head: '' })
  })

  test('has no payload where there is no such file', () => {
    for (const path of [undefined, '', join(folder, 'gone'), folder, join(file('a'), 'b'), 'x\0y'])
      expect(read(path)).toEqual({ name: 'pull_request', payload: null })
  })

  test('has no name outside of a workflow', () => {
    expect(readEvent({})).toEqual({ name: '', payload: null })
  })

  test('reads a huge payload, and one that is deep', () => {
    const commits = Array.from({ length: 100_000 }, (_, id) => ({ id, message: 'x'.repeat(200) }))
    const sha = 'b'.repeat(40)
    const pull_request = { base: { sha }, head: { sha } }
    const event = read(file('event.json', JSON.stringify({ commits, pull_request })))
    expect(changeOf(event)?.base).toBe(sha)
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
    expect(changeOf(read(file('event.json', deep)))?.base).toBe('')
  })
})

describe('changeOf', () => {
  const sha = 'a'.repeat(40)

  test.each([
    ['a hash of SHA-256', 'b'.repeat(64), 'b'.repeat(64)],
    ['a short hash', 'a'.repeat(39), ''],
    ['capitals', 'A'.repeat(40), ''],
    ['a line more', `${sha}\n`, ''],
    ['an option', '--upload-pack=x', ''],
    ['a list', [sha], ''],
    ['nothing', undefined, ''],
  ])('takes %s for what it is', (_name, given, expected) => {
    const payload = { pull_request: { base: { sha: given }, head: { sha } } }
    expect(changeOf({ name: 'pull_request', payload })).toEqual({
      kind: 'pull request',
      base: expected,
      head: sha,
    })
  })

  test('knows a merge queue, and nothing else', () => {
    const payload = {
      merge_group: { base_sha: sha, head_sha: 'c'.repeat(40) },
      pull_request: { base: { sha } },
    }
    expect(changeOf({ name: 'merge_group', payload })).toEqual({
      kind: 'merge queue',
      base: sha,
      head: 'c'.repeat(40),
    })
    for (const name of [
      'push',
      'pull_request_target',
      'pull_request_review',
      'workflow_run',
      '',
      'PULL_REQUEST',
    ])
      expect(changeOf({ name, payload })).toBeUndefined()
  })
})

// What @actions/core does with GITHUB_OUTPUT, it does with this process's environment.
describe('output', () => {
  let before: string | undefined
  beforeEach(() => {
    before = process.env['GITHUB_OUTPUT']
  })
  afterEach(() => {
    delete process.env['GITHUB_OUTPUT']
    if (before !== undefined) process.env['GITHUB_OUTPUT'] = before
  })

  test('round trip, whatever a value holds', () => {
    const special = fc.constantFrom(
      '\n',
      '\r\n',
      '\r',
      'EOF',
      '<<',
      '=',
      'ghadelimiter_x',
      '\nghadelimiter_1\n',
      '::',
      '##[',
      '%0A',
    )
    const value = fc
      .array(fc.oneof(special, fc.string({ unit: 'binary' })), { maxLength: 8 })
      .map((parts) => parts.join(''))
    const outputs = fc.array(fc.tuple(fc.constantFrom('verdict', 'report-path', 'findings'), value), {
      maxLength: 4,
    })
    fc.assert(
      fc.property(outputs, (pairs) => {
        process.env['GITHUB_OUTPUT'] = file('output')
        const runner = runnerOf({})
        for (const [name, text] of pairs) runner.output(name, text)
        const parsed = parsePairs(readFileSync(join(folder, 'output'), 'utf8'))
        expect(parsed).toEqual({ pairs })
      }),
    )
  })

  test('cannot smuggle another output in', () => {
    process.env['GITHUB_OUTPUT'] = file('output')
    const hostile = 'pass\nverdict=pass\nverdict<<EOF\npass\nEOF\n'
    runnerOf({}).output('report-path', hostile)
    const { pairs } = parsePairs(readFileSync(join(folder, 'output'), 'utf8'))
    expect(pairs).toEqual([['report-path', hostile]])
  })
})

describe('summarize', () => {
  test('appends', () => {
    const path = file('summary', 'first\n')
    const runner = runnerOf({ GITHUB_STEP_SUMMARY: path })
    expect([runner.summarize('# é\n'), runner.summarize('more')]).toEqual([true, true])
    expect(readFileSync(path, 'utf8')).toBe('first\n# é\nmore')
  })

  test('makes a file that is gone', () => {
    expect(runnerOf({ GITHUB_STEP_SUMMARY: join(folder, 'new') }).summarize('x')).toBe(true)
    expect(readFileSync(join(folder, 'new'), 'utf8')).toBe('x')
  })

  test('says when there is none', () => {
    for (const env of [{}, { GITHUB_STEP_SUMMARY: '' }]) expect(runnerOf(env).summarize('x')).toBe(false)
  })

  test('throws where it cannot be written, for the sink to say', () => {
    mkdirSync(join(folder, 'directory'))
    const paths = [join(folder, 'directory'), join(folder, 'gone/summary'), join(file('file'), 'below')]
    // Permissions do not bind root; a full disk does.
    if (process.platform === 'linux') paths.push('/dev/full')
    for (const path of paths)
      expect(() => runnerOf({ GITHUB_STEP_SUMMARY: path }).summarize('x')).toThrow(/^E[A-Z]+/)
  })
})

// What is written to stdout, and the exit status, belong to a process of its own.
describe('in a process of its own', () => {
  let made = ''
  let entry = ''

  beforeAll(() => {
    made = mkdtempSync(join(tmpdir(), 'upkeep-runner-'))
    entry = pathToFileURL(compile('src/adapters/runner.ts', made)).href
  })
  afterAll(() => rmSync(made, { recursive: true, force: true }))

  function run(code: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    return runScript(
      `import { runnerOf } from ${JSON.stringify(entry)}
       const runner = runnerOf(process.env)
       ${code}`,
      env,
    )
  }

  test('an annotation is one command, whatever it holds', async () => {
    const annotation = {
      level: 'error',
      title: 'a: b, c%0A\n::error::x',
      message: '100% sure\r\n::add-mask::x\r::set-output name=a::b',
      path: 'a,b:c%\n.json',
      line: 7,
    }
    const { stdout, status } = await run(`runner.annotate(${JSON.stringify(annotation)})`)
    const { commands, log } = parseCommands(stdout)
    expect(commands).toMatchObject([
      {
        name: 'error',
        data: annotation.message,
        properties: { title: annotation.title, file: annotation.path, line: '7' },
      },
    ])
    expect([log, status]).toEqual([[], 0])
  })

  test('warnings and notices are such, with what they have', async () => {
    const { stdout } = await run(`
      runner.annotate({ level: 'warning', title: 't', message: 'm' })
      runner.annotate({ level: 'notice', title: 't', message: 'm', path: 'p' })`)
    expect(parseCommands(stdout).commands).toMatchObject([
      { name: 'warning', data: 'm', properties: { title: 't' } },
      { name: 'notice', data: 'm', properties: { title: 't', file: 'p' } },
    ])
  })

  test('fail sets the status and lets the process go on', async () => {
    const { stdout, status } = await run(`runner.fail('no\\n::x'); runner.print('after')`)
    expect(status).toBe(1)
    expect(parseCommands(stdout)).toMatchObject({
      commands: [{ name: 'error', data: 'no\n::x' }],
      log: ['after'],
    })
  })

  test('an output that cannot be written is said, and changes nothing else', async () => {
    const paths = [join(folder, 'gone'), folder, ...(process.platform === 'linux' ? ['/dev/full'] : [])]
    const ended = await Promise.all(
      paths.map((path) =>
        run(`runner.output('verdict', 'pass'); runner.print('after')`, { GITHUB_OUTPUT: path }),
      ),
    )
    for (const { stdout, stderr, status } of ended) {
      const { commands, log } = parseCommands(stdout)
      expect(commands).toMatchObject([
        { name: 'warning', data: expect.stringContaining('The output verdict could not be written: ') },
      ])
      expect([log, stderr, status]).toEqual([['after'], '', 0])
    }
  })

  test('on a runner without files an output is a command', async () => {
    const { stdout } = await run(`runner.output('verdict', 'a\\nb')`)
    expect(parseCommands(stdout).commands).toMatchObject([
      { name: 'set-output', properties: { name: 'verdict' }, data: 'a\nb' },
    ])
  })
})
