import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { diskTree } from '../../../src/adapters/files.ts'
import { checkInstalled } from '../../../src/adapters/license-checker.ts'
import { explain, REASONS } from '../../../src/checks/license-compliance/cross-check.ts'
import type { Reading } from '../../../src/checks/license-compliance/fact.ts'
import { licenseCompliance } from '../../../src/checks/license-compliance/index.ts'
import { parseOptions } from '../../../src/core/options.ts'
import type { CheckedPackage } from '../../../src/core/ports.ts'
import { CLOSED } from '../../support/closed-ports.ts'

/** The tree that npm installed for this repository: some 700 real packages. */
const ROOT = join(import.meta.dirname, '../../..')

interface Ours {
  readonly readings: readonly Reading[]
  readonly locations: readonly string[]
}

describe('license-checker on a real tree sees nothing that we do not', () => {
  let theirs: readonly CheckedPackage[] = []
  const ours = new Map<string, Ours>()
  let installed: ReadonlySet<string> = new Set()

  beforeAll(async () => {
    theirs = (await checkInstalled('license-checker', ROOT)).filter((one) => one.path !== '')
    const tree = diskTree(ROOT)
    installed = new Set(await tree.listInstalled())
    const lock = await tree.read('package-lock.json')
    const manifest = await tree.read('package.json')
    const alone = {
      ...tree,
      list: async () => ({ files: ['package-lock.json', 'package.json'], unreadable: [] }),
    }
    expect(lock && manifest).toBeTruthy()
    const ports = {
      tree: alone,
      repository: {
        base: async () => ({ kind: 'none' }) as const,
        ignored: async () => new Set<string>(),
        tracked: async () => new Set<string>(),
      },
      asset: (name: string) =>
        readFileSync(new URL(`../../../assets/license-texts-${name}`, import.meta.url)),
      http: async () => {
        throw new Error('license-compliance asks nobody')
      },
      github: { url: '', token: '' },
      ...CLOSED,
      local: { directory: '/', cache: undefined },
      licenseChecker: async () => [],
      progress: () => undefined,
      clock: () => new Date(0),
      elapsed: () => 0,
    }
    const { facts } = await licenseCompliance.collect(parseOptions(licenseCompliance.options, []), ports)
    for (const { package: pkg, readings } of facts) {
      const id = `${pkg.name}@${pkg.version}`
      const known = ours.get(id)
      ours.set(id, {
        readings: known?.readings ?? readings,
        locations: [...(known?.locations ?? []), pkg.location],
      })
    }
  })

  test('the tree is there and large enough to mean something', () => {
    expect(theirs.length).toBeGreaterThan(400)
    expect(ours.size).toBeGreaterThan(theirs.length)
  })

  test('our set contains theirs', () => {
    expect(theirs.filter((one) => !ours.has(`${one.name}@${one.version}`))).toEqual([])
  })

  test('every difference of license has one of a few reasons, none of them a package’s name', () => {
    expect(Object.keys(REASONS).length).toBeLessThanOrEqual(10)
    const unexplained = theirs.filter((one) => {
      const found = ours.get(`${one.name}@${one.version}`)
      return found !== undefined && explain(one, found.readings) === undefined
    })
    expect(unexplained).toEqual([])
  })

  test('what we see and they do not is not installed here, or lies below what they visit once only', () => {
    const seen = new Set(theirs.map((one) => `${one.name}@${one.version}`))
    const extra = [...ours].filter(([id]) => !seen.has(id))
    expect(extra.length).toBeGreaterThan(0)
    const odd = extra.filter(([, { locations }]) => locations.some((location) => installed.has(location)))
    const isNested = ([, { locations }]: readonly [string, Ours]) =>
      locations.every((location) => location.lastIndexOf('node_modules/') > 0)
    expect(odd.filter((one) => !isNested(one))).toEqual([])
  })

  test('a reading that explains everything would be noticed: a wrong license has no reason', () => {
    const [one] = theirs
    if (!one) throw new Error('no packages')
    const readings: readonly Reading[] = [{ source: 'package.json', path: 'x', value: 'MIT' }]
    expect(explain({ ...one, licenses: 'GPL-3.0-only', isPrivate: false }, readings)).toBeUndefined()
  })
})
