import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from '@jest/globals'
import { indexOf, matchesOf } from '../../../src/checks/dependency-audit/match.ts'
import { advisoriesOf, rawRecords, unzipped } from './support/fixtures.ts'
import { type Named, packagesOf } from './support/locked.ts'

/** Name, version, advisory. */
type Finding = readonly [string, string, string]

/** npm's own audit; fixtures/arborist/record.mjs asked it. */
const RECORDED = JSON.parse(unzipped('arborist/findings.json.gz')) as Readonly<
  Record<string, readonly Finding[]>
>
const RECORDER = join(import.meta.dirname, '../../fixtures/arborist/record.mjs')

interface Peer {
  readonly testVersion: (version: string) => boolean
}
type PeerOf = new (name: string, source: object) => Peer
const PeerAdvisory = createRequire(import.meta.url)('@npmcli/metavuln-calculator/lib/advisory.js') as PeerOf

const LOCKFILES = [
  ['npm-2425', 1834, 39],
  ['npm-4311', 3239, 26],
  ['pnpm9', 3261, 26],
  ['yarn-berry', 4048, 31],
] as const

function sorted(findings: Iterable<string>): readonly string[] {
  return [...new Set(findings)].sort()
}

function ours(packages: readonly Named[]): readonly string[] {
  const index = indexOf(advisoriesOf('npm'))
  return sorted(
    packages.flatMap(({ name, version }) => {
      const { matches, unknown } = matchesOf(index, 'npm', name, version)
      if (unknown.length > 0) throw new Error(`${name}@${version} could not be evaluated`)
      return matches.map(({ advisory }) => JSON.stringify([name, version, advisory.id]))
    }),
  )
}

/** Every branch of every record in npm's own class, from the range its source wrote. */
function theirs(packages: readonly Named[]): readonly string[] {
  const peers = new Map<string, { readonly id: string; readonly peer: Peer }[]>()
  for (const { id, affected } of rawRecords('npm')) {
    for (const { package: named, database_specific: own } of affected) {
      const peer = new PeerAdvisory(named.name, { id, vulnerable_versions: own?.source_range })
      peers.set(named.name, [...(peers.get(named.name) ?? []), { id, peer }])
    }
  }
  return sorted(
    packages.flatMap(({ name, version }) =>
      (peers.get(name) ?? [])
        .filter(({ peer }) => peer.testVersion(version))
        .map(({ id }) => JSON.stringify([name, version, id])),
    ),
  )
}

describe.each(LOCKFILES)('%s', (lockfile, different, findings) => {
  const packages = packagesOf(lockfile)

  test('matches what npm matches', () => {
    expect(packages.length).toBe(different)
    const told = ours(packages)
    expect(told).toEqual(theirs(packages))
    expect(told).toHaveLength(findings)
  })
})

test.each(Object.keys(RECORDED))('%s: finds what a whole audit of npm found', (lockfile) => {
  const recorded = (RECORDED[lockfile] ?? []).map((one) => JSON.stringify(one))
  expect(recorded.length).toBeGreaterThan(20)
  expect(ours(packagesOf(lockfile))).toEqual(sorted(recorded))
})

test('npm-2425: npm still finds what was recorded', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [RECORDER, '--print', 'npm-2425'])
  expect(JSON.parse(stdout)).toEqual(RECORDED['npm-2425'])
}, 120_000)
