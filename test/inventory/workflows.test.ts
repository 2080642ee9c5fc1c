import { describe, expect, test } from '@jest/globals'
import { RunError } from '../../src/core/errors.ts'
import type { Tree } from '../../src/core/ports.ts'
import { readUses } from '../../src/inventory/workflows.ts'

type Files = Readonly<Record<string, string | Uint8Array | Error>>

function treeOf(files: Files): Tree {
  return {
    list: async () => ({ files: Object.keys(files), unreadable: [] }),
    read: async (path) => {
      const file = Object.hasOwn(files, path) ? files[path] : undefined
      if (file instanceof Error) throw file
      return typeof file === 'string' ? new TextEncoder().encode(file) : file
    },
    listFolder: async () => [],
    listInstalled: async () => [],
  }
}

const CI = '.github/workflows/ci.yml'
const SHA = '0123456789012345678901234567890123456789'

const readFiles = (files: Files) => readUses(treeOf(files), Object.keys(files))
const read = (text: string | Uint8Array | Error) => readFiles({ [CI]: text })

/** `line name@ref # comment` of every use. */
async function usesIn(text: string): Promise<readonly string[]> {
  const { uses, gaps, paths } = await read(text)
  expect({ gaps, paths }).toEqual({ gaps: [], paths: [CI] })
  return uses.map(({ line, name, ref, comment }) => `${line} ${name}@${ref}${comment ? ` # ${comment}` : ''}`)
}

/** Line 4 and later. */
const steps = (...lines: readonly string[]) => ['jobs:', '  a:', '    steps:', ...lines].join('\n')
const step = (use: string) => steps(`      - uses: ${use}`)

describe('what a workflow uses', () => {
  test.each<readonly [string, string, readonly string[]]>([
    ['a tag', step('actions/checkout@v4'), ['4 actions/checkout@v4']],
    [
      'a commit with its version',
      step(`actions/checkout@${SHA} # v4.2.0`),
      [`4 actions/checkout@${SHA} # v4.2.0`],
    ],
    ['a path', step('a/b/c/d@main'), ['4 a/b/c/d@main']],
    ['quotes', step('"a/b@v1" # v1'), ['4 a/b@v1 # v1']],
    ['single quotes', step("'a/b@v1'  #  v1 "), ['4 a/b@v1 # v1']],
    ['a hash in the ref', step('a/b@v1#x'), ['4 a/b@v1#x']],
    ['an empty comment', step('a/b@v1 #'), ['4 a/b@v1']],
    ['flow style', steps('      - { uses: a/b@v1, name: "x # y" } # v1'), ['4 a/b@v1 # v1']],
    [
      'flow style all over',
      '{ jobs: { a: { steps: [{ uses: a/b@v1 }, { uses: c/d@v2 }] } } }',
      ['1 a/b@v1', '1 c/d@v2'],
    ],
    ['the next line', steps('      - uses:', '          a/b@v1 # v1'), ['5 a/b@v1 # v1']],
    ['a block', steps('      - uses: >-', '          a/b@v1', '        name: x'), ['5 a/b@v1']],
    [
      'Windows lines',
      steps('      - name: x', '        uses: a/b@v1 # v1').replaceAll('\n', '\r\n'),
      ['5 a/b@v1 # v1'],
    ],
    [
      'not at the same place in a script',
      steps('      - run: |', '          uses: a/b@v1', '      # uses: a/b@v1', '      - uses: a/b@v1 # c'),
      ['7 a/b@v1 # c'],
    ],
    [
      'the same twice',
      steps('      - uses: a/b@v1 # one', '      - uses: a/b@v1 # two'),
      ['4 a/b@v1 # one', '5 a/b@v1 # two'],
    ],
    [
      'an anchor',
      steps('      - uses: &x a/b@v1 # one', '      - uses: *x # two'),
      ['4 a/b@v1 # one', '5 a/b@v1 # two'],
    ],
    [
      'steps of an anchor, once',
      `${steps('      - &s', '        uses: a/b@v1', '      - *s')}\n  b:\n    steps:\n      - *s`,
      ['5 a/b@v1'],
    ],
    [
      'a called workflow',
      `jobs:\n  a:\n    uses: o/r/.github/workflows/w.yml@v1 # v1`,
      ['3 o/r/.github/workflows/w.yml@v1 # v1'],
    ],
    ['an image with a tag', step('docker://alpine:3.20'), ['4 docker://alpine@3.20']],
    ['an image without', step('docker://alpine'), ['4 docker://alpine@']],
    ['an image with a port', step('docker://host.example:5000/a/b'), ['4 docker://host.example:5000/a/b@']],
    [
      'an image with a digest',
      step('docker://host.example:5000/a:1@sha256:abc'),
      ['4 docker://host.example:5000/a@sha256:abc'],
    ],
    ['an expression, as text', step(`a/b@\${{ inputs.ref }}`), [`4 a/b@\${{ inputs.ref }}`]],
    [
      'nothing of its own',
      steps('      - uses: ./x', '      - uses: ./.github/actions/y', '      - run: z'),
      [],
    ],
    [
      'nothing of a matrix or inputs',
      'jobs:\n  a:\n    with: { uses: a/b@v1 }\n    steps: []\nenv: { uses: c/d@v1 }',
      [],
    ],
    [
      'job ids like numbers, in their order',
      'jobs:\n  2: { uses: b/b/w@v1 }\n  1: { uses: a/a/w@v1 }',
      ['2 b/b/w@v1', '3 a/a/w@v1'],
    ],
    ['a job with the name of a property', 'jobs:\n  __proto__: { uses: a/b/w@v1 }', ['2 a/b/w@v1']],
    ['nothing of comments alone', '# off\n# uses: a/b@v1\n', []],
    ['nothing of an empty file', '', []],
  ])('%s', async (_name, text, uses) => {
    expect(await usesIn(text)).toEqual(uses)
  })
})

describe('which files', () => {
  const action = 'runs:\n  using: composite\n  steps:\n    - uses: a/b@v1 # v1\n    - run: x'
  const workflow = step('c/d@v1')
  test.each<readonly [string, string, readonly string[]]>([
    ['.github/workflows/a.yaml', workflow, ['c/d']],
    ['action.yml', action, ['a/b']],
    ['x/y/action.yaml', action, ['a/b']],
    ['.github/actions/x/action.yml', action, ['a/b']],
    ['.github/workflows/action.yml', workflow, ['c/d']],
  ])('%s is one', async (path, text, names) => {
    const found = await readFiles({ [path]: text })
    expect(found.uses.map(({ name }) => name)).toEqual(names)
    expect(found).toMatchObject({ paths: [path], gaps: [] })
  })

  test.each([
    ['.github/workflows/x/a.yml'],
    ['x/.github/workflows/a.yml'],
    ['.github/workflows/a.json'],
    ['my-action.yml'],
    ['node_modules/x/action.yml'],
    ['x/node_modules/action.yml'],
  ])('%s is none', async (path) => {
    expect(await readFiles({ [path]: workflow })).toEqual({ uses: [], gaps: [], paths: [] })
  })

  test('an action of another kind, and a file of another tool', async () => {
    const node = 'runs: { using: node24, main: x.js }'
    const files = { 'action.yml': node, 'b/action.yml': 'name: x', 'c/action.yml': 'runs: { steps: ~ }' }
    expect(await readFiles(files)).toEqual({ uses: [], gaps: [], paths: Object.keys(files) })
  })
})

describe('what cannot be understood', () => {
  test.each<readonly [string, string | Uint8Array | Error]>([
    ['it is not valid YAML', 'jobs: ['],
    ['it is not valid YAML', 'jobs:\n\ta: x'],
    ['it is not valid YAML', 'a: 1\na: 2'],
    ['it is not valid YAML', 'a: *nothing'],
    ['it is not valid YAML', `a: ${'['.repeat(50_000)}`],
    ['it holds more than one YAML document', 'jobs: {}\n---\njobs: {}'],
    ['it is not valid UTF-8', new Uint8Array([0x61, 0xff])],
    ['it is larger than 2 MB', new Uint8Array(2 * 1024 * 1024 + 1)],
    ['is a link out of the root', new RunError('is a link out of the root')],
    ['it does not hold a mapping', '- a'],
    ['it does not hold a mapping', 'text'],
    ['it has no "jobs" that is a mapping: it is no workflow', 'on: push'],
    ['it has no "jobs" that is a mapping: it is no workflow', 'jobs: [a]'],
    ['it is not a mapping', 'jobs: { a: [] }'],
    ['its "steps" is not a list', 'jobs: { a: { steps: { uses: a/b@v1 } } }'],
    ['it is not a mapping', 'jobs: { a: { steps: [x] } }'],
    ['its "uses" is not text', 'jobs: { a: { steps: [{ uses: [a/b@v1] }] } }'],
    [
      'it has a merge key (<<), which GitHub does not read: what it uses cannot be told',
      'x: &x { uses: a/b@v1 }\njobs: { a: { steps: [{ <<: *x }] } }',
    ],
    ['line 4: no action, workflow or image is written like this', step('actions/checkout')],
    ['line 4: no action, workflow or image is written like this', step('checkout@v4')],
    ['line 4: no action, workflow or image is written like this', step('a/b@')],
    ['line 4: no action, workflow or image is written like this', step('a/b@v1@v2')],
    ['line 4: no action, workflow or image is written like this', step('/b@v1')],
    ['line 4: no action, workflow or image is written like this', step('docker://')],
    ['line 4: no action, workflow or image is written like this', step(`a/${'b'.repeat(2000)}@v1`)],
    ['line ?: no action, workflow or image is written like this', steps('      - uses:')],
  ])('%s', async (reason, content) => {
    const { uses, gaps, paths } = await read(content)
    expect(uses).toEqual([])
    expect(paths).toEqual([CI])
    expect(gaps).toEqual([{ target: CI, subject: expect.any(String), reason }])
  })

  test('does not hide the rest', async () => {
    const found = await readFiles({
      [CI]: steps('      - x', '      - uses: a/b@v1', '      - uses: bad'),
      '.github/workflows/b.yml': '[',
      '.github/workflows/c.yml': step('c/d@v1'),
    })
    expect(found.uses.map(({ name }) => name)).toEqual(['a/b', 'c/d'])
    expect(found.gaps).toHaveLength(3)
  })

  test('many aliases are walked once', async () => {
    const levels = Array.from({ length: 30 }, (_, at) => `x${at + 1}: &x${at + 1} [*x${at}, *x${at}]`)
    const bomb = ['x0: &x0 { uses: a/b@v1 }', ...levels, 'jobs: { a: { steps: *x30 } }'].join('\n')
    const { gaps } = await read(bomb)
    expect(gaps.map(({ reason }) => reason)).toEqual(['it is not a mapping'])
  })

  test('a list of very many items', async () => {
    const { gaps, uses } = await read(`env: [${'a,'.repeat(400_000)}]\n${step('a/b@v1')}`)
    expect({ gaps, count: uses.length }).toEqual({ gaps: [], count: 1 })
  })
})
