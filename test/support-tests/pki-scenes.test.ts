import { describe, expect, test } from '@jest/globals'
import { look } from '../support/pki/client.ts'
import { closedPort, openDoor } from '../support/pki/door.ts'
import type { Showing } from '../support/pki/scene.ts'
import { SCENES } from '../support/pki/scenes.ts'

const RULES = [
  'expiring',
  'expired',
  'not-yet-valid',
  'chain',
  'intermediate',
  'untrusted',
  'self-signed',
  'name',
  'usage',
  'constraints',
  'weak',
  'signature',
  'protocol',
  'revoked',
  'crl-stale',
  'unneeded',
  'validity',
]

const hasV6 = await openDoor((socket) => socket.destroy(), ['::1']).then(
  async (door) => {
    await door.close()
    return true
  },
  () => false,
)

/** What is seen at a door that may reset a connection or two before it serves one. */
async function persist(showing: Showing) {
  for (let attempt = 1; attempt <= 3; attempt++) {
    const seen = await look(showing)
    if (seen) return seen
  }
  return undefined
}

describe('the table of scenes', () => {
  const isBad = ({ expect: findings, gaps = [] }: (typeof SCENES)[number]) =>
    findings.length + gaps.length > 0

  test('has names of their own', () => {
    const names = SCENES.map(({ name }) => name)
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })

  test('has enough of both kinds, so that one answer for all is wrong', () => {
    expect(SCENES.length).toBeGreaterThanOrEqual(75)
    expect(SCENES.filter(isBad).length).toBeGreaterThanOrEqual(60)
    expect(SCENES.filter((scene) => !isBad(scene)).length).toBeGreaterThanOrEqual(18)
  })

  test('has every rule that a server can break, and no other', () => {
    const named = SCENES.flatMap(({ expect: findings }) => findings.map(({ rule }) => rule))
    expect([...new Set(named)].sort()).toEqual([...RULES].sort())
  })
})

describe('a scene', () => {
  test.each(SCENES.map((scene) => [scene.name, scene] as const))(
    '%s: shows what it made',
    async (_name, scene) => {
      if (scene.needsV6 && !hasV6) {
        process.stdout.write(`skipped: ${scene.name}: this machine has no ::1\n`)
        return
      }
      const running = await scene.start()
      try {
        expect(running.hosts.length).toBeGreaterThan(0)
        for (const showing of running.showings) {
          const seen = await persist(showing)
          const shown = seen?.chain[0]?.toString('hex')
          expect(showing.leaves.map((leaf) => Buffer.from(leaf).toString('hex'))).toContain(shown)
        }
      } finally {
        await running.close()
      }
    },
  )

  test('leaves nothing behind', async () => {
    const [scene] = SCENES
    const running = await scene?.start()
    const [showing] = running?.showings ?? []
    if (!running || !showing) throw new Error('the first scene has no server')
    expect(await look(showing)).toBeDefined()
    await running.close()
    expect(await look(showing)).toBeUndefined()
    expect(running.connections()).toBe(1)
  })

  test('finds a port at which nobody listens', async () => {
    const port = await closedPort()
    expect(await look({ address: '127.0.0.1', port, serverName: '' })).toBeUndefined()
  })
})
