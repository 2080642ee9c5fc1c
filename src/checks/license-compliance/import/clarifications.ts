import { objectOf } from '../../../inventory/json.ts'
import { NOT_DECLARED, readDeclaration } from '../declaration.ts'
import { WAIVER_KEYS } from '../waivers.ts'
import { type Imported, joinParts, leftOut, type Part, shown } from './imported.ts'

type Fields = Readonly<Record<string, unknown>>

const KEYS = ['licenses', 'licenseFile', 'licenseText', 'licenseStart', 'checksum']
const CHECKSUM = {
  label: 'checksum',
  text: 'a waiver ends when the package declares another license, not when its text changes',
}

/** Whether this is a clarifications file of license-checker-rseidelsohn: what each package's license is, by `name@range`. */
export function isClarifications(fields: Fields): boolean {
  const entries = Object.entries(fields)
  const isOne = ([key, value]: readonly [string, unknown]) => {
    const record = objectOf(value)
    return (
      key.lastIndexOf('@') > 0 && record !== undefined && KEYS.some((name) => Object.hasOwn(record, name))
    )
  }
  return entries.length > 0 && entries.some(isOne)
}

function partOf(key: string, value: unknown): Part {
  const record = objectOf(value)
  if (!record) return leftOut(shown(key), 'what it says is no record')
  const problem = WAIVER_KEYS['package']?.problem(key)
  if (problem !== undefined) return leftOut(shown(key), `a waiver cannot name it: ${shown(problem)}`)
  const { licenses, checksum } = record
  if (typeof licenses !== 'string' || licenses.trim() === '')
    return leftOut(shown(key), 'it names no license, only a text')
  const { text } = readDeclaration(licenses)
  const reason = `license-checker's clarifications say that its license is ${shown(text)}`
  return {
    exempted: [{ package: key, license: NOT_DECLARED, reason }],
    changes: checksum === undefined ? [] : [CHECKSUM],
  }
}

/** A waiver for each package of which it says the license; it holds as long as the package itself declares none. */
export function readClarifications(fields: Fields): Imported {
  const parts = Object.entries(fields).map(([key, value]) => partOf(key, value))
  const imported = joinParts('license-checker’s clarifications', parts)
  return { ...imported, changes: imported.changes.slice(0, 1) }
}
