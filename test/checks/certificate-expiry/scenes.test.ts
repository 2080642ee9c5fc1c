import { networkInterfaces } from 'node:os'
import { describe, expect, test } from '@jest/globals'
import { httpClient } from '../../../src/adapters/http.ts'
import { openPkcs12 } from '../../../src/adapters/pkcs12.ts'
import { tlsClient } from '../../../src/adapters/tls.ts'
import { certificateExpiry } from '../../../src/checks/certificate-expiry/index.ts'
import { OPTIONS } from '../../../src/checks/certificate-expiry/options.ts'
import { parseOptions, type SharedOptions } from '../../../src/core/options.ts'
import type { CertificatePorts } from '../../../src/core/ports.ts'
import type { CompletedRun } from '../../../src/core/report.ts'
import { runCheck } from '../../../src/core/run.ts'
import { worldOf } from '../../support/contract/empty-world.ts'
import type { Expected, Running, Scene } from '../../support/pki/scene.ts'
import { SCENES } from '../../support/pki/scenes.ts'

const NETWORK = {
  env: {},
  now: Date.now,
  wait: (milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds)),
  random: () => 0,
}

/** The world of a scene: real sockets, the scene's own names, files, roots, secrets and time. */
function portsOf(running: Running): CertificatePorts {
  const tls = tlsClient(NETWORK)
  return {
    ...worldOf({ files: running.files }),
    http: httpClient(NETWORK),
    tls: {
      ...tls,
      resolve: async (host, port, protocol) => {
        const addresses = running.resolve[host]
        return addresses ? { addresses, problem: undefined } : tls.resolve(host, port, protocol)
      },
      roots: () => (running.roots ? { everywhere: running.roots, here: [] } : tls.roots()),
    },
    pkcs12: openPkcs12,
    secret: (name) => running.secrets[name],
    clock: () => running.now,
    elapsed: Date.now,
  }
}

interface Told {
  readonly findings: readonly Expected[]
  readonly gaps: readonly string[]
  readonly notes: readonly string[]
}

async function play(running: Running): Promise<Told & { readonly run: CompletedRun }> {
  const values = new Map(Object.entries({ hosts: running.hosts.join('\n'), ...running.values }))
  const place = { origin: 'input', values, label: (name: string) => name } as const
  const options = parseOptions(OPTIONS, [place]) as unknown as SharedOptions
  const plan = { check: certificateExpiry as never, options, waivers: [], notes: [], gaps: [] }
  const { run, bug } = await runCheck(plan, portsOf(running))
  if (run.status === 'failed') throw bug ?? new Error(run.reason)
  const findings = run.judged.map(({ finding }) => ({
    rule: finding.rule.split('/')[1] ?? '',
    severity: finding.severity as Expected['severity'],
  }))
  return {
    run,
    findings,
    gaps: run.gaps.map(({ reason }) => reason),
    notes: run.notes.map(({ text }) => text),
  }
}

function listed(findings: readonly Expected[]): readonly string[] {
  return findings.map(({ rule, severity }) => `${rule} ${severity}`).sort()
}

/** What of a scene was told wrongly. */
function complaintsAbout(scene: Scene, { findings, gaps, notes }: Told): readonly string[] {
  const [told, wanted] = [listed(findings).join(', '), listed(scene.expect).join(', ')]
  const patterns = scene.gaps ?? []
  const unexpected = gaps.filter((gap) => !patterns.some((pattern) => pattern.test(gap)))
  const missing = patterns.filter((pattern) => !gaps.some((gap) => pattern.test(gap)))
  const lacksNote = scene.note && !notes.some((note) => scene.note?.test(note))
  return [
    ...(told === wanted ? [] : [`told "${told}", expected "${wanted}"`]),
    ...unexpected.map((gap) => `an unexpected gap: ${gap}`),
    ...missing.map((pattern) => `no gap like ${pattern}`),
    ...(lacksNote ? [`no note like ${scene.note}, but ${notes.join(' / ')}`] : []),
  ]
}

const addresses = Object.values(networkInterfaces()).flatMap((some) => some ?? [])
const hasV6 = addresses.some(({ address }) => address === '::1')
if (!hasV6) console.warn('this machine has no ::1: the scenes that need it are not played')

describe('every condition of a server', () => {
  const played = SCENES.filter(({ needsV6 }) => hasV6 || !needsV6)
  test.each(played.map((scene) => [scene.name, scene] as const))(
    '%s',
    async (_name, scene) => {
      const running = await scene.start()
      try {
        const told = await play(running)
        expect(complaintsAbout(scene, told)).toEqual([])
        if (scene.fetches) expect(running.fetched()).toMatchObject(scene.fetches)
        if (scene.maxConnections) expect(running.connections()).toBeLessThanOrEqual(scene.maxConnections)
        // Whatever is told of a target, its table has it or a gap names it.
        expect(told.run.table.rows.length + told.gaps.length).toBeGreaterThan(0)
      } finally {
        await running.close()
      }
    },
    60_000,
  )
})

describe('the table of conditions', () => {
  const fine: Told = { findings: [], gaps: [], notes: [] }
  const alarm: Told = { findings: [{ rule: 'expiring', severity: 'moderate' }], gaps: [], notes: [] }

  test('fails one that always says fine, and one that always complains', () => {
    const passesAs = (told: Told) => SCENES.filter((scene) => complaintsAbout(scene, told).length === 0)
    expect(SCENES.length).toBeGreaterThan(200)
    expect(passesAs(fine).length).toBeLessThan(SCENES.length / 2)
    expect(passesAs(alarm).length).toBeLessThan(SCENES.length / 5)
  })
})
