/** What extended headers say of members, by their keys; an empty value takes a global one back. */
export type PaxRecords = ReadonlyMap<string, string>

const KEPT = /^(path|linkpath|size|mtime|GNU\.sparse\.(name|size|realsize|major|map|numblocks))$/
const SPACE = 0x20
const EQUALS = 0x3d
const NEWLINE = 0x0a

/**
 * The records of an extended header, `LENGTH KEY=VALUE\n` each (POSIX pax, "pax Extended Header"): those that say what a
 * member is called and how long it is. Undefined where they are damaged.
 */
export function readPax(bytes: Buffer): PaxRecords | undefined {
  const records = new Map<string, string>()
  let at = 0
  while (at < bytes.length) {
    // Some writers fill the rest up with NULs.
    if (bytes[at] === 0) break
    const space = bytes.indexOf(SPACE, at)
    if (space === -1 || space - at > 10) return undefined
    const digits = bytes.toString('latin1', at, space)
    const end = at + Number(digits)
    if (!/^\d+$/.test(digits) || end > bytes.length || end <= space || bytes[end - 1] !== NEWLINE)
      return undefined
    const equals = bytes.indexOf(EQUALS, space)
    if (equals === -1 || equals >= end) return undefined
    const key = bytes.toString('utf8', space + 1, equals)
    if (KEPT.test(key)) records.set(key, bytes.toString('utf8', equals + 1, end - 1))
    at = end
  }
  return records
}

/** What holds for one member: its own records over the archive's. */
export function mergePax(global: PaxRecords, own: PaxRecords): PaxRecords {
  if (global.size === 0) return own
  return new Map([...[...global], ...own].filter(([key]) => own.get(key) !== ''))
}

/** A number of a record; undefined where there is none, NaN where it is no number that can be counted to. */
export function paxNumber(records: PaxRecords, key: string): number | undefined {
  const text = records.get(key)
  if (text === undefined || text === '') return undefined
  const value = /^-?\d{1,40}(\.\d{0,40})?$/.test(text) ? Number(text) : Number.NaN
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : Number.NaN
}
