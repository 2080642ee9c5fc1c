import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { registryIn, withRegistry } from '../../../src/sinks/issues/holder.ts'
import { markerLine, readMarker, readState, stateMarker } from '../../../src/sinks/issues/marker.ts'
import { NO_REGISTRY, packRegistry, type Registry, readRegistry } from '../../../src/sinks/issues/registry.ts'
import { hashOf, keyOf, packFindings, shortHash, unpackFindings } from '../../../src/sinks/issues/state.ts'
import { PAYLOADS } from '../../support/report/hostile.ts'

const LONG = '@<>&#--'.repeat(40)

function entry(number: number, target: string, more = {}) {
  const base = {
    check: 'certificate-expiry',
    name: 'certificate-expiry',
    target,
    number,
    run: [7, 1] as const,
  }
  return {
    ...base,
    findings: new Map([['AbCdEf', 'high' as const]]),
    comments: 0,
    reopened: 0,
    toldAt: 5,
    ...more,
  }
}

function record(name: string, waivers = 0) {
  const waiver = { until: '2027-01-31', rule: 'certificate-expiry/expired', subject: LONG, reason: LONG }
  return {
    ...{
      check: 'certificate-expiry',
      name,
      verdict: 'pass' as const,
      toldAt: 1,
      untold: 0,
      untoldSince: 0,
      seenAt: 0,
    },
    run: [7, 1] as const,
    waivers: Array.from({ length: waivers }, () => waiver),
    gaps: waivers > 0 ? [LONG, LONG] : [],
  }
}

function registryOf(groups: number, checks: number, waivers = 0, target = 'a'): Registry {
  const entries = Array.from(
    { length: groups },
    (_, i) => [`${target}${i}`, entry(i + 1, `${target}${i}`)] as const,
  )
  const records = Array.from({ length: checks }, (_, i) => record(`n${i}`, waivers))
  return {
    groups: new Map(entries),
    checks: new Map(records.map((one) => [`${one.check} ${one.name}`, one])),
    schedules: new Map([['weekly.yml 0 6 * * *', new Date(9)]]),
  }
}

function roundTrip(registry: Registry, max?: number): Registry {
  return readRegistry(markerLine({ kind: 'dashboard', ...packRegistry(registry, max) }))
}

describe('the registry', () => {
  test('is read as it was written', () => {
    const departed = { how: 'transferred' as const, at: 77 }
    const { groups, checks, schedules } = registryOf(3, 2, 2)
    const all = new Map([
      ...groups,
      ['x', entry(9, 'x', { name: 'inside', departed, comments: 2, reopened: 1 })],
    ])
    expect(roundTrip({ groups: all, checks, schedules })).toEqual({ groups: all, checks, schedules })
  })

  test.each([
    ['findings first', 170, 2, 0, false, 170],
    ['waivers then', 100, 4, 20, false, 100],
    ['groups then', 1000, 2, 0, true, 0],
    ['everything at last', 1000, 1000, 20, true, 0],
  ])('gives up %s, and never exceeds its room', (_, groups, checks, waivers, isCut, left) => {
    for (const target of ['host-', LONG.slice(0, 20)]) {
      const registry = registryOf(groups, checks, waivers, target)
      const line = markerLine(packRegistry(registry))
      expect(line.length).toBeLessThanOrEqual(30_000)
      const read = readRegistry(line)
      if (target === 'host-') expect([read.groups.size, read.isCut === true]).toEqual([left, isCut])
      else if (read.groups.size < groups) expect(read.isCut).toBe(true)
    }
  })

  test('keeps those groups longest whose issues are gone: nothing else knows of them', () => {
    const { groups, checks, schedules } = registryOf(1000, 1)
    const departed = { how: 'deleted' as const, at: 1 }
    const all = new Map([...groups, ['gone', entry(5000, 'gone', { departed })]])
    const read = roundTrip({ groups: all, checks, schedules })
    expect([...read.groups.keys()]).toEqual(['gone'])
    expect(read.groups.get('gone')?.findings?.size).toBe(1)
  })

  test.each([
    ['', 0],
    ['# Notes', 0],
    [markerLine({ groups: 1, checks: 'x', schedules: null }), 0],
    [markerLine({ groups: [null, 1, 'x', [], {}], checks: [null, {}, { check: 1 }], schedules: 3 }), 0],
    [
      markerLine({
        groups: [
          { key: 'a', number: -1 },
          { key: 'b', number: 'x' },
          { key: 'c', number: 4 },
        ],
      }),
      1,
    ],
    [
      markerLine({
        groups: [{ key: 'c', number: 4, findings: 7, departed: ['x', 1], run: 'x', toldAt: -1 }],
      }),
      1,
    ],
    [markerLine({ schedules: [], checks: [{ check: 'a', waivers: 3, gaps: [1] }] }), 0],
  ])('of %j is what can be read of it', (body, size) => {
    expect(readRegistry(body).groups.size).toBe(size)
  })

  test('in the body of an issue that has one already is replaced; the newest writer stays named', () => {
    const own = `${markerLine({ key: 'k', check: 'report' })}\ntext\nmore`
    const first = withRegistry(own, registryOf(2, 1), [5, 1]) ?? ''
    expect(first.split('\n').slice(1)).toEqual(['text', 'more'])
    expect(readMarker(first)?.['key']).toBe('k')
    expect(readRegistry(first).groups.size).toBe(2)
    expect(withRegistry(first, registryOf(2, 1), [6, 1])).toBeUndefined()
    const longer = withRegistry(first, registryOf(3, 1), [4, 9]) ?? ''
    expect(readRegistry(longer).groups.size).toBe(3)
    expect(readMarker(longer)?.['memoryRun']).toEqual([5, 1])
    const second = withRegistry(first, NO_REGISTRY, [6, 1]) ?? ''
    expect(readRegistry(second).groups.size).toBe(0)
    const full = `${own}\n${'x'.repeat(60_000)}`
    expect((withRegistry(full, registryOf(150, 9), [6, 1]) ?? '').length).toBeLessThan(65_536)
  })

  test('of nothing at all is none', () => {
    expect(registryIn([], 'k')).toBe(NO_REGISTRY)
  })
})

describe('a marker', () => {
  const state = {
    ...{
      check: 'certificate-expiry',
      name: 'inside',
      target: 'a',
      run: [7, 2] as const,
      hash: 'h',
      comments: 3,
    },
    ...{ findings: new Map([['AbCdEf', 'high' as const]]), closed: 'gone' as const, reopened: 1 },
  }

  test('is read as it was written, with CRLF after it too', () => {
    const line = stateMarker('key', state)
    for (const end of ['', '\n', '\r\ntext'])
      expect(readState(`${line}${end}`)).toEqual({ key: 'key', state })
  })

  test.each(PAYLOADS)('is one line that nothing ends, with %j in it', (payload) => {
    const line = stateMarker(payload, { ...state, target: payload, name: `x${payload}` })
    expect(line).not.toMatch(/[\r\n\u2028\u2029\u0085]/)
    expect(line.slice(4, -3)).not.toMatch(/--|[<>@#]/)
    expect(readState(`${line}\nmore`)).toMatchObject(
      payload === '' ? {} : { key: payload, state: { target: payload } },
    )
  })

  test.each([
    '<!-- upkeep:v1 {} -->',
    '<!-- upkeep:v1 [] -->',
    '<!-- upkeep:v1 null -->',
    '<!-- upkeep:v1 {"key":"a"} -->',
    '<!-- upkeep:v1 {"key":1,"check":"a"} -->',
    '<!-- upkeep:v1 {"key":"a","check":"b" -->',
    '<!-- upkeep:v1 {"key":"a","check":"b"}',
    ' <!-- upkeep:v1 {"key":"a","check":"b"} -->',
    'x\n<!-- upkeep:v1 {"key":"a","check":"b"} -->',
    '<!-- upkeep:v2 {"key":"a","check":"b"} -->',
  ])('is none: %s', (body) => {
    expect(readState(body)).toBeUndefined()
  })

  test('with nonsense in it is read as far as it makes sense', () => {
    const values = {
      key: 'a',
      check: 'b',
      run: [-1, 'x'],
      findings: { high: 3, low: 'abc' },
      comments: 1.5,
      closed: 'x',
    }
    expect(readState(markerLine(values))).toEqual({
      key: 'a',
      state: {
        check: 'b',
        name: 'b',
        target: '',
        run: [0, 0],
        hash: '',
        findings: new Map(),
        comments: 0,
        reopened: 0,
      },
    })
  })
})

describe('names', () => {
  test('of findings are read as they were written', () => {
    const finding = fc.tuple(
      fc.string().map(shortHash),
      fc.constantFrom('critical', 'high', 'moderate', 'low', 'info'),
    )
    fc.assert(
      fc.property(fc.array(finding), (findings) => {
        const remembered = new Map(findings) as ReadonlyMap<string, 'high'>
        expect(unpackFindings(JSON.parse(JSON.stringify(packFindings(remembered))))).toEqual(remembered)
      }),
    )
  })

  test('of groups: readable, and different for different groups, however long', () => {
    const group = { check: 'a', name: 'a', target: 'b' }
    expect(keyOf(group)).toBe('a b')
    expect(keyOf({ ...group, name: 'n' })).toBe('a (n) b')
    expect(keyOf({ ...group, target: '' })).toBe('a')
    const [one, two] = ['x', 'y'].map((end) => keyOf({ ...group, target: `${'t'.repeat(100_000)}${end}` }))
    expect(one).not.toBe(two)
    expect(one?.length).toBeLessThan(350)
    expect(hashOf('a')).toHaveLength(16)
  })
})
