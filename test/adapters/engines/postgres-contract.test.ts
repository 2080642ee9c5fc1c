import { readdirSync, rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { startLifetime } from '../../../src/adapters/engines/lifetime.ts'
import { startEmbedded } from '../../../src/adapters/engines/pglite-engine.ts'
import { postgresStarter } from '../../../src/adapters/engines/postgres.ts'
import type { PostgresEngine } from '../../../src/core/engine-ports.ts'
import {
  contextIn,
  copyPostgres18,
  obstacleToPostgres18,
  obstacleToServer,
  openFolder,
  type Postgres18,
  processesWith,
} from '../../support/engines/postgres.ts'
import { CONTRACT } from '../../support/engines/postgres-contract.ts'
import { refusal } from '../../support/engines/sessions.ts'

jest.setTimeout(120_000)

const DEADLINE = 300_000

interface Kind {
  readonly name: string
  readonly obstacle: string | undefined
  readonly version: RegExp
  readonly isSuper: boolean
  readonly start: (temporary: string, postgres18: Postgres18 | undefined) => Promise<PostgresEngine>
}

async function startServer(
  temporary: string,
  folders: readonly string[],
  major: number,
): Promise<PostgresEngine> {
  const started = await postgresStarter(contextIn(temporary, { folders }))({
    major,
    url: '',
    deadline: DEADLINE,
  })
  if ('lack' in started) throw new Error(started.lack)
  return started.engine
}

const KINDS: readonly Kind[] = [
  {
    name: 'a server of Debian',
    obstacle: obstacleToServer(),
    version: /^PostgreSQL \d+\.\d+$/,
    isSuper: false,
    start: (temporary) => startServer(temporary, [], 0),
  },
  {
    name: 'a server of version 18',
    obstacle: obstacleToPostgres18(),
    version: /^PostgreSQL 18\.\d+$/,
    isSuper: false,
    start: (temporary, postgres18) => startServer(temporary, postgres18 ? [postgres18.folder] : [], 18),
  },
  {
    name: 'PGlite',
    obstacle: undefined,
    version: /^PGlite 0\.\d+\.\d+ \(PostgreSQL 18\.\d+\)$/,
    isSuper: true,
    start: (temporary) => startEmbedded(contextIn(temporary), startLifetime(DEADLINE)),
  },
]

describe.each(KINDS.map((kind) => [kind.name, kind] as const))('%s', (_name, kind) => {
  if (kind.obstacle !== undefined) {
    console.log(`${kind.name} is not tried: ${kind.obstacle}`)
    test.skip(`is not tried: ${kind.obstacle}`, () => undefined)
    return
  }
  const temporary = openFolder()
  let postgres18: Postgres18 | undefined
  let engine: PostgresEngine

  beforeAll(async () => {
    if (kind.name.endsWith('18')) postgres18 = copyPostgres18()
    engine = await kind.start(temporary, postgres18)
  })
  afterAll(async () => {
    await engine.stop()
    postgres18?.remove()
    rmSync(temporary, { recursive: true, force: true })
  })

  test('says what it is', () => {
    expect(engine.version).toMatch(kind.version)
    expect(engine.major).toBe(Number(/(\d+)\.\d+\)?$/.exec(engine.version)?.[1]))
    expect(engine.database).toBe('restored')
  })

  const cases = CONTRACT.filter(({ isSuper }) => isSuper === undefined || isSuper === kind.isSuper)
  test.each(cases.map((one) => [one.name, one] as const))('%s', (_case, { act }) => act(engine))

  test('leaves nothing behind, and says that it is over', async () => {
    const session = await engine.open(engine.database, 'restorer')
    const copying = await engine.open(engine.database, 'admin')
    const pending = refusal(session.run('select pg_sleep(600)'))
    await Promise.all([engine.stop(), engine.stop()])
    expect(await pending).toBe('RunError: PostgreSQL was ended: it was stopped')
    expect(await refusal(copying.run('select 1'))).toBe('RunError: PostgreSQL was ended: it was stopped')
    expect(await refusal(engine.open(engine.database, 'admin'))).toMatch(/^RunError: /)
    await session.close()
    await copying.close()
    expect(readdirSync(temporary)).toEqual(['workspace'])
    expect(processesWith(temporary)).toEqual([])
  })
})
