import { rmSync } from 'node:fs'
import { afterAll, expect, jest, test } from '@jest/globals'
import { startLifetime } from '../../../../src/adapters/engines/lifetime.ts'
import { startEmbedded } from '../../../../src/adapters/engines/pglite-engine.ts'
import { runScoped, SYSTEM_ONLY } from '../../../../src/checks/backup-verification/restore/admin-scope.ts'
import { contextIn, openFolder } from '../../../support/engines/postgres.ts'

jest.setTimeout(120_000)

const temporary = openFolder()
afterAll(() => rmSync(temporary, { recursive: true, force: true }))

test('temporary tables of a dump do not stand before those of the system, where a connection is shared', async () => {
  const engine = await startEmbedded(contextIn(temporary), startLifetime(100_000))
  const restorer = await engine.open(engine.database, 'restorer')
  await restorer.run("create temp table pg_roles as select 'nobody' as rolname")
  const admin = await engine.open(engine.database, 'admin')
  const { rows } = await runScoped(admin, SYSTEM_ONLY, 'SELECT count(*) > 1 FROM pg_roles')
  expect(rows).toEqual([['t']])
  await admin.close()
  await restorer.close()
  await engine.stop()
})
