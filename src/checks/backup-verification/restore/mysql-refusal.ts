import type { MariaDbEngine, SqlEnd } from '../../../core/other-engine-ports.ts'
import type { Fault, Reading } from '../intake.ts'
import type { SqlReading } from '../sql/sql-reading.ts'
import { type ErrorMeaning, meaningOf, nameOfError } from './mysql-errors.ts'

type Refused = Extract<SqlEnd, { kind: 'refused' }>

const ACCESS_NEEDED: Readonly<Record<Exclude<ErrorMeaning, 'damage'>, string>> = {
  rights: 'which needs rights that a restore is not given',
  missing: 'which names something that this server does not have',
  resources: 'for want of room or memory',
  version: 'which another server or a newer version may understand',
}

function numbersOf(version: string): readonly [number, number] | undefined {
  const [, major, minor] = /^\D{0,20}(\d{1,3})\.(\d{1,3})/.exec(version) ?? []
  return major === undefined ? undefined : [Number(major), Number(minor)]
}

/** Whether the server that the dump comes from is of this engine's family and not newer. False where it is not known. */
export function isNativeTo(engine: MariaDbEngine, { kind, dumpedFrom }: SqlReading): boolean {
  if (dumpedFrom === undefined) return false
  const family = kind === 'mariadb-dump' || /mariadb/i.test(dumpedFrom) ? 'mariadb' : 'mysql'
  const numbers = numbersOf(dumpedFrom.replace(/^5\.5\.5-/, ''))
  if (family !== engine.family || numbers === undefined) return false
  const [major, minor] = numbers
  return major < engine.major || (major === engine.major && minor <= engine.minor)
}

/** What a refusal says of the dump. `kind` is that of the statement; nothing of its text is told. */
export function judgeRefusal(
  { code, state, line, isCommand }: Refused,
  kind: string,
  engine: MariaDbEngine,
  facts: SqlReading,
): Reading {
  const where = line === undefined ? '' : ` at line ${line}`
  if (isCommand) {
    const text = `${engine.version} was given something that is no statement${where}`
    return { faults: [{ word: 'corrupt', level: 4, text }], remarks: [], lacks: [] }
  }
  const what = `${engine.version} refused ${kind === '' ? 'a statement' : kind}${where}: ${nameOfError(code, state)}`
  const isDataAlone = code === 1146 && facts.tables.some(({ isCreated }) => !isCreated)
  if (isDataAlone) {
    const text = `${what}: it holds data alone, for tables that it does not create`
    return { faults: [], remarks: [], lacks: [{ what: 'schema', text }] }
  }
  const meaning = meaningOf(code, kind, isNativeTo(engine, facts))
  if (meaning === 'damage') {
    // Where it breaks off, what is refused is missing and not damaged.
    const isCut = facts.faults.some(({ word }) => word === 'incomplete')
    const fault: Fault = { word: isCut ? 'incomplete' : 'corrupt', level: 4, text: what }
    return { faults: [fault], remarks: [], lacks: [] }
  }
  return {
    faults: [],
    remarks: [],
    lacks: [{ what: engine.family, text: `${what}, ${ACCESS_NEEDED[meaning]}` }],
  }
}
