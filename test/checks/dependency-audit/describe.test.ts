import { describe, expect, test } from '@jest/globals'
import { describe as describeFacts } from '../../../src/checks/dependency-audit/describe.ts'
import { newHosts } from '../../../src/checks/dependency-audit/hosts.ts'
import { why } from '../../../src/checks/dependency-audit/why.ts'
import { inventoryOf, lockOf } from '../../inventory/support/projects.ts'
import { advisoryOf, askedBy, factOf, optionsOf } from '../../support/dependency-audit/facts.ts'

const BAD = advisoryOf({ id: 'GHSA-a', name: 'a', versions: ['1.0.0'], fixed: '1.0.1' })

describe('the table', () => {
  test('has a row for every package, the healthy ones too, the worst first', () => {
    const facts = [
      factOf('b@1.0.0'),
      factOf('a@1.0.0', [BAD], { counts: false }),
      factOf('a@1.0.0', [BAD], { package: { location: 'x', scope: 'dev' } }),
      {
        kind: 'action',
        path: 'w.yml',
        line: 1,
        name: 'o/r',
        ref: 'v1',
        version: undefined,
        isPinned: false,
        counts: true,
        advisories: [],
      } as const,
    ]
    expect(describeFacts(facts, optionsOf()).rows).toEqual([
      ['a', '1.0.0', 'high', 'GHSA-a', 'both', true, 'package-lock.json: a@1.0.0'],
      ['b', '1.0.0', 'none known', '', 'prod', true, 'package-lock.json: b@1.0.0'],
      ['o/r', 'v1', '', 'not pinned', 'workflow', true, 'w.yml'],
    ])
  })
})

describe('why', () => {
  const facts = [
    factOf('a@1.0.0', [BAD], {
      dependents: [askedBy('p@2.0.0', 'a', '1.0.0')],
      paths: () => [['p@2.0.0', 'a@1.0.0']],
    }),
    factOf('b@1.0.0'),
  ]

  test('names who asks, the way, what is known and what to do', () => {
    const { found, sections } = why(facts, optionsOf(), 'a', new Date(0))
    expect(found).toBe(true)
    expect(sections).toHaveLength(1)
    expect(sections[0]?.fields).toEqual([
      ['scope', 'prod'],
      ['asked for by', 'p@2.0.0 (1.0.0)'],
      ['path', 'p@2.0.0 > a@1.0.0'],
      ['advisory', expect.stringContaining('GHSA-a')],
      ['do', expect.stringContaining('overrides')],
    ])
  })

  test('says that nothing is known, and finds nothing that is not there', () => {
    expect(why(facts, optionsOf(), 'b@1.0.0', new Date(0)).sections[0]?.fields).toContainEqual([
      'advisories',
      'none known',
    ])
    expect(why(facts, optionsOf(), 'c', new Date(0)).found).toBe(false)
  })
})

test('hosts that neither the base nor the configuration names', async () => {
  const at = (host: string) => ({ version: '1.0.0', resolved: `https://${host}/a/-/a-1.0.0.tgz` })
  const lock = (hosts: Readonly<Record<string, string>>) => {
    const names = Object.keys(hosts)
    const dependencies = Object.fromEntries(names.map((name) => [name, '1.0.0']))
    const entries = names.map((name) => [`node_modules/${name}`, { ...at(hosts[name] ?? '') }])
    return { 'package-lock.json': lockOf({ '': { dependencies }, ...Object.fromEntries(entries) }) }
  }
  const head = await inventoryOf(lock({ a: 'registry.example', b: 'evil.example', c: 'npm.acme.example' }))
  const base = await inventoryOf(lock({ a: 'registry.example' }))
  const facts = newHosts(head.lockfiles, base.lockfiles, new Set(['npm.acme.example']))
  expect(facts).toEqual([
    {
      kind: 'host',
      lockfile: 'package-lock.json',
      host: 'evil.example',
      packages: ['b@1.0.0'],
      line: expect.any(Number),
    },
  ])
  expect(newHosts(base.lockfiles, base.lockfiles, new Set())).toEqual([])
})
