import { describe, expect, jest, test } from '@jest/globals'
import { RunError } from '../../src/core/errors.ts'
import type { Annotation, Runner, WriteFile } from '../../src/core/ports.ts'
import type { Report } from '../../src/core/report.ts'
import { jsonOf } from '../../src/formats/json.ts'
import { markdownOf } from '../../src/formats/markdown.ts'
import { writeAnnotations } from '../../src/sinks/annotations.ts'
import { reportFileName, writeFiles } from '../../src/sinks/files.ts'
import { applyAll, type Effect } from '../../src/sinks/sink.ts'
import { writeSummary } from '../../src/sinks/summary.ts'
import { completed, judged, report } from '../support/report/report.ts'
import { REPORTS } from '../support/report/reports.ts'

/** Everything that was done to the world, in order. */
interface World {
  readonly done: string[]
  readonly annotations: Annotation[]
  readonly files: Map<string, string>
  readonly runner: Runner
  readonly write: WriteFile
  summary: string
}

function worldOf(broken: Partial<Runner & { write: WriteFile }> = {}): World {
  const world: World = {
    done: [],
    annotations: [],
    files: new Map(),
    summary: '',
    runner: {
      annotate: (annotation) => {
        world.done.push(`annotate ${annotation.level}`)
        world.annotations.push(annotation)
      },
      output: (name) => world.done.push(`output ${name}`),
      print: (line) => world.done.push(`print ${line}`),
      summarize: (markdown) => {
        world.done.push('summarize')
        world.summary += markdown
        return true
      },
      mask: (secret) => world.done.push(`mask ${secret}`),
      fail: (message) => world.done.push(`fail ${message}`),
      ...broken,
    },
    write:
      broken.write ??
      ((path, text) => {
        world.done.push(`write ${path}`)
        world.files.set(path, text)
      }),
  }
  return world
}

/** What a check's action plans: its report, the file that was asked for, summary, annotations. */
function planOf(one: Report, { runner, write }: World): readonly Effect[] {
  const files = [
    { path: 'upkeep-fruit-fruit.json', text: () => jsonOf(one) },
    { path: 'out/report.md', text: () => markdownOf(one, 1000) },
  ]
  return [...writeFiles(files, write), writeSummary(one, runner), writeAnnotations(one, runner)]
}

describe('a plan', () => {
  test('does nothing yet', () => {
    const world = worldOf()
    planOf(REPORTS.fail, world)
    expect(world.done).toEqual([])
  })

  test('says what each of its effects is called', () => {
    expect(planOf(REPORTS.fail, worldOf()).map(({ what }) => what)).toEqual([
      'upkeep-fruit-fruit.json',
      'out/report.md',
      'the job summary',
      'the annotations',
    ])
  })

  test('is the same each time, and changes no report', () => {
    const before = JSON.stringify(REPORTS.hostile)
    const [first, second] = [worldOf(), worldOf()]
    applyAll(planOf(REPORTS.hostile, first))
    applyAll(planOf(REPORTS.hostile, second))
    expect([second.done, second.annotations, [...second.files], second.summary]).toEqual([
      first.done,
      first.annotations,
      [...first.files],
      first.summary,
    ])
    expect(JSON.stringify(REPORTS.hostile)).toBe(before)
  })

  test('holds what was true when it was made', () => {
    const world = worldOf()
    const plan = planOf(REPORTS.error, world)
    applyAll(plan)
    expect(world.files.get('upkeep-fruit-fruit.json')).toBe(jsonOf(REPORTS.error))
    expect(world.summary).toBe(markdownOf(REPORTS.error, 1024 * 1024))
    expect(world.annotations.map(({ level }) => level)).toEqual(['error', 'error', 'error', 'notice'])
  })
})

describe('applying a plan', () => {
  test('does every effect, in order, and has nothing to tell', () => {
    const world = worldOf()
    expect(applyAll(planOf(REPORTS.fail, world))).toEqual([])
    expect(world.done).toEqual([
      'write upkeep-fruit-fruit.json',
      'write out/report.md',
      'summarize',
      ...['annotate error', 'annotate error', 'annotate warning', 'annotate notice'],
    ])
  })

  function denied(): never {
    throw new RunError('no permission')
  }

  test.each([
    ['the files', { write: denied }, ['summarize', 'annotate error'], 2],
    [
      'the summary',
      { summarize: denied },
      ['write upkeep-fruit-fruit.json', 'write out/report.md', 'annotate error'],
      1,
    ],
    [
      'the annotations',
      { annotate: denied },
      ['write upkeep-fruit-fruit.json', 'write out/report.md', 'summarize'],
      1,
    ],
  ] as const)('loses no other work where %s throw', (_, broken, kept, faults) => {
    const world = worldOf(broken)
    const told = applyAll(planOf(report(completed({ judged: [judged()] })), world))
    expect(world.done).toEqual(kept)
    expect(told).toHaveLength(faults)
    for (const fault of told) expect(fault).toMatch(/^.+ could not be written: no permission$/)
  })

  test('tells of every fault, in order, whatever was thrown', () => {
    const fault = (what: string, thrown: unknown): Effect => ({
      what,
      apply: () => {
        throw thrown
      },
    })
    const last = jest.fn()
    const effects = [
      fault('a', new Error('x')),
      fault('b', 'y'),
      fault('c', undefined),
      { what: 'd', apply: last },
    ]
    expect(applyAll(effects)).toEqual([
      'a could not be written: x',
      'b could not be written: y',
      'c could not be written: undefined',
    ])
    expect(last).toHaveBeenCalledTimes(1)
    expect(applyAll([])).toEqual([])
  })
})

describe('the summary', () => {
  test('says so where the runner has none', () => {
    const world = worldOf({ summarize: () => false })
    expect(applyAll([writeSummary(REPORTS.pass, world.runner)])).toEqual([
      'the job summary could not be written: this runner has none (GITHUB_STEP_SUMMARY is not set)',
    ])
  })

  test('is never longer than the runner shows', () => {
    const all = Array.from({ length: 20_000 }, (_, i) =>
      judged({ message: `no. ${i} is rotten, as it was last week.` }),
    )
    const world = worldOf()
    applyAll([writeSummary(report(completed({ judged: all })), world.runner)])
    expect(Buffer.byteLength(world.summary)).toBeLessThanOrEqual(1024 * 1024)
    expect(Buffer.byteLength(world.summary)).toBeGreaterThan(1024 * 1000)
  })
})

describe('the annotations', () => {
  test('say how many did not fit', () => {
    const world = worldOf()
    const all = [...Array(12).fill(judged()), ...Array(11).fill(judged({ severity: 'moderate' }, 'warn'))]
    applyAll([writeAnnotations(report(completed({ judged: all })), world.runner)])
    expect(world.annotations).toHaveLength(19)
    expect(world.done.at(-1)).toBe('print 4 more annotations did not fit: see the summary.')
  })

  test('say nothing where all did', () => {
    const world = worldOf()
    applyAll([writeAnnotations(REPORTS.fail, world.runner)])
    expect(world.done.filter((one) => one.startsWith('print'))).toEqual([])
  })
})

test.each([
  ['fruit', 'upkeep-fruit-fruit.json'],
  ['node 24', 'upkeep-fruit-node_20_24.json'],
  ['../../etc/passwd', 'upkeep-fruit-.._2f_.._2f_etc_2f_passwd.json'],
  ['a\\b:c*d?"<>|\0\n', 'upkeep-fruit-a_5c_b_3a_c_2a_d_3f__22__3c__3e__7c__0__a_.json'],
  ['ü', 'upkeep-fruit-_fc_.json'],
])('a run called %j has the file %s', (name, file) => {
  expect(reportFileName('fruit', name)).toBe(file)
})
