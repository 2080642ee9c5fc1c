import { describe, expect, test } from '@jest/globals'
import { dueOf } from '../../src/liveness/due.ts'
import { readUpkeepWorkflows } from '../../src/liveness/upkeep-workflows.ts'
import { treeOf } from '../support/contract/empty-world.ts'
import { workflowText } from './world.ts'

/** A Wednesday. */
const NOW = new Date('2026-11-25T12:00:00Z')
const [A, B, C] = ['.github/workflows/a.yml', '.github/workflows/b.yml', '.github/workflows/c.yml'] as const

async function due(stopped?: ReadonlySet<string>) {
  const { workflows } = await readUpkeepWorkflows(
    treeOf({
      [B]: workflowText(['23 5 * * *']),
      [A]: workflowText(['11 6 1 * *', '17 4 * * 1']),
      [C]: workflowText(['0 0 31 2 *'], '', 'dependency-audit'),
    }),
  )
  return dueOf(workflows.toReversed(), NOW, stopped)
}

describe('when a check is due', () => {
  test('every check is there, those that nothing schedules too', async () => {
    const all = await due()
    expect(all.map(({ check, next }) => [check, next])).toEqual([
      ['dependency-audit', undefined],
      ['license-compliance', undefined],
      ['certificate-expiry', '2026-11-26T05:23:00.000Z'],
      ['backup-verification', undefined],
    ])
    expect(all[1]?.workflows).toEqual([])
  })

  test('its workflows stand in the order of their paths, each with its own next run', async () => {
    const certificates = (await due())[2]
    expect(certificates?.workflows.map(({ path, next }) => [path, next])).toEqual([
      [A, '2026-11-30T04:17:00.000Z'],
      [B, '2026-11-26T05:23:00.000Z'],
    ])
    expect(certificates?.workflows[0]?.schedules.map(({ cron }) => cron)).toEqual([
      '11 6 1 * *',
      '17 4 * * 1',
    ])
  })

  test('a cron that never comes is not due', async () => {
    expect((await due())[0]?.workflows).toEqual([
      { path: C, schedules: [{ cron: '0 0 31 2 *', timezone: 'UTC' }], next: undefined },
    ])
  })

  test('a workflow that GitHub does not start is not due', async () => {
    expect((await due(new Set([B])))[2]?.next).toBe('2026-11-30T04:17:00.000Z')
    expect((await due(new Set([A, B])))[2]).toMatchObject({
      next: undefined,
      workflows: [{ path: A }, { path: B }],
    })
  })

  test('is plain data', async () => {
    const all = await due()
    const gone = JSON.parse(JSON.stringify(all)) as unknown
    expect(gone).toMatchObject([{}, {}, { next: '2026-11-26T05:23:00.000Z' }, {}])
  })
})
