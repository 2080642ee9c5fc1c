import { type Batch, createBatch, type Runnable } from './batch.ts'
import { type Copying, copySql, startCopying } from './copying.ts'
import { type Decode, decoderFor } from './decoding.ts'
import { wantedExtension } from './extension-statement.ts'
import { makeExtension } from './extensions-made.ts'
import { ownerStatement } from './owner-statement.ts'
import { createOwners, type Owners } from './owners.ts'
import type { ScriptStatement } from './pieces.ts'
import type { Place } from './places.ts'
import { createRoleTurns, type RoleTurns } from './role-turns.ts'
import type { RolesMade } from './roles-made.ts'
import { membershipIn, type Route, routeOf } from './routes.ts'
import { searchPathIn } from './search-path.ts'
import type { Troubles } from './troubles.ts'

/** What is played into one database. */
export interface Playing {
  readonly place: Place
  /** Returns a database that the statement makes, and its encoding. */
  readonly statement: (
    statement: ScriptStatement,
  ) => Promise<{ readonly name: string; readonly encoding: string } | undefined>
  readonly data: (bytes: Buffer) => Promise<void>
  readonly copied: (isEnded: boolean) => Promise<void>
  readonly setEncoding: (encoding: string) => void
  readonly finish: () => Promise<void>
}

/** What is known while a database is played. */
interface Stage {
  readonly place: Place
  readonly roles: RolesMade
  readonly troubles: Troubles
  readonly batch: Batch
  readonly owners: Owners
  readonly turns: RoleTurns
  encoding: string
  decode: Decode | undefined
  isInTransaction: boolean
  copying: Copying | undefined
}

/** What an owner must have before it: rights are an owner's to give, and a view is filled as its owner. */
const NEEDS_OWNERS = /^(?:GRANT|REVOKE|REFRESH|ALTER\s+DEFAULT\s+PRIVILEGES|DROP)\b/i
const MOST_OWNERS = 500
const NOT_TEXT = { code: '22021', message: '' }

function setEncoding(stage: Stage, name: string): void {
  stage.encoding = name
  stage.decode = decoderFor(name)
  if (stage.decode !== undefined) return
  stage.troubles.lack('encoding', `its encoding ${name.slice(0, 30)} cannot be read here`)
  stage.troubles.stop()
}

/** Commits what came before, so that the admin sees it. */
async function settle({ batch, owners, isInTransaction }: Stage): Promise<void> {
  await batch.flush()
  if (!isInTransaction) await owners.give()
}

async function run(stage: Stage, statement: Runnable, isAlone: boolean): Promise<void> {
  const { batch, owners, turns } = stage
  if (NEEDS_OWNERS.test(statement.text) || owners.count() >= MOST_OWNERS) await settle(stage)
  if (/^CREATE\b/i.test(statement.text) && turns.wantsRights()) {
    await batch.flush()
    await turns.giveRights()
  }
  if (isAlone) await batch.runAlone(statement)
  else await batch.add(statement)
}

async function give(stage: Stage, statement: Runnable): Promise<void> {
  const { roles, owners } = stage
  const parsed = ownerStatement(statement.sql)
  const role = parsed === undefined ? undefined : roles.ownerOf(parsed.role)
  if (parsed !== undefined && role !== undefined) owners.add({ ...parsed, role })
  // A superuser's things are the restorer's here, and so they stay.
  else if (parsed === undefined || !roles.isSuperuser(parsed.role)) await run(stage, statement, false)
}

async function makeWanted(stage: Stage, sql: string): Promise<void> {
  await settle(stage)
  const wanted = wantedExtension(sql)
  const { admin, restorerName } = stage.place
  if (wanted !== undefined) await makeExtension(admin, wanted, restorerName, stage.troubles)
}

async function setSearchPath(stage: Stage, statement: Runnable): Promise<void> {
  await settle(stage)
  await stage.batch.runAlone(statement)
  const path = searchPathIn(statement.sql)
  if (path !== undefined) stage.owners.setSearchPath(path)
}

async function copy(
  stage: Stage,
  statement: Runnable,
  { isPlain, isBinary }: Extract<Route, { kind: 'copy' }>,
): Promise<void> {
  const { troubles, encoding, place, turns } = stage
  if (isBinary || (!isPlain && encoding !== 'UTF8')) {
    troubles.lack('copy', 'it has COPY data in a format that cannot be played here')
    troubles.stop()
    return
  }
  await stage.batch.flush()
  if (troubles.isStopped()) return
  await turns.pause()
  const sql = copySql(statement.sql, encoding)
  stage.copying = await startCopying(place.restorer, sql, statement.text, troubles)
}

async function endCopy(stage: Stage, isEnded: boolean): Promise<void> {
  const { copying, troubles, turns } = stage
  await copying?.end()
  stage.copying = undefined
  if (!troubles.isStopped()) await turns.resume()
  if (!isEnded) troubles.fault('incomplete', 'it breaks off in COPY data')
}

async function turnTransaction(stage: Stage, statement: Runnable, isOpen: boolean): Promise<void> {
  await stage.batch.runAlone(statement)
  stage.isInTransaction = isOpen
  stage.batch.setTransaction(isOpen)
}

async function follow(stage: Stage, route: Route, statement: Runnable): Promise<void> {
  const { troubles, roles, place, turns, batch } = stage
  switch (route.kind) {
    case 'run':
      return run(stage, statement, route.isAlone)
    case 'copy':
      return copy(stage, statement, route)
    case 'transaction':
      return turnTransaction(stage, statement, route.isOpen)
    case 'owner':
      return give(stage, statement)
    case 'extension':
      return makeWanted(stage, statement.sql)
    case 'search-path':
      return setSearchPath(stage, statement)
    case 'become':
      await settle(stage)
      return turns.become(route.role, batch)
    case 'create-role':
      return roles.ensure(place.admin, place.restorerName, [route.role])
    case 'membership': {
      const membership = membershipIn(statement.text)
      if (membership !== undefined) await roles.join(place.admin, membership.role, membership.member)
      return
    }
    case 'encoding':
      return setEncoding(stage, route.name)
    case 'unsafe':
      troubles.fault('unsafe', `it ${route.text}, and nothing was played from there on`)
      return troubles.stop()
    case 'skip':
      return route.remark === '' ? undefined : troubles.remark(route.remark)
    case 'create-database':
      return undefined
  }
}

/** Begins to play into a database. */
export function createPlaying(place: Place, roles: RolesMade, troubles: Troubles): Playing {
  const stage: Stage = {
    place,
    roles,
    troubles,
    batch: createBatch(place.restorer, troubles),
    owners: createOwners(place.admin, troubles),
    turns: createRoleTurns(place, roles),
    encoding: 'UTF8',
    decode: decoderFor('UTF8'),
    isInTransaction: false,
    copying: undefined,
  }
  return {
    place,
    setEncoding: (encoding) => setEncoding(stage, encoding),
    statement: async (one) => {
      const route = routeOf(one)
      const sql = stage.decode?.(one.bytes)
      if (sql === undefined) troubles.refuse(one.text, NOT_TEXT)
      else await follow(stage, route, { sql, text: one.text, isInsert: one.isInsert })
      return route.kind === 'create-database' ? route : undefined
    },
    data: async (bytes) => stage.copying?.write(bytes),
    copied: (isEnded) => endCopy(stage, isEnded),
    finish: async () => {
      await stage.batch.flush()
      if (!troubles.isStopped()) await stage.owners.give()
    },
  }
}
