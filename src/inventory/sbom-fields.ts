import { objectOf } from './json.ts'
import { type Fields, wordOf } from './npm-fields.ts'

/** A list, or nothing where there is none; `problem` is set where something else stands there. */
export function listIn(fields: Fields | undefined, key: string): readonly unknown[] {
  const value = fields?.[key]
  return Array.isArray(value) ? value : []
}

/** Whether something other than a list stands where one must be. */
export function isNoList(fields: Fields | undefined, key: string): boolean {
  const value = fields?.[key]
  return value !== undefined && !Array.isArray(value)
}

/** The texts of a list. */
export function wordsIn(fields: Fields | undefined, key: string): readonly string[] {
  return listIn(fields, key).filter((one) => typeof one === 'string')
}

const STRENGTHS = ['sha512', 'sha384', 'sha256', 'sha1']
const HEX = /^[0-9a-f]{2,256}$/i

/** The strongest of a part's checksums (`{ alg: 'SHA-512', content: hex }`) as Subresource Integrity, if it has one. */
export function integrityOf(
  checksums: readonly unknown[],
  algorithmKey: string,
  valueKey: string,
): string | undefined {
  const found = new Map<string, string>()
  for (const one of checksums) {
    const fields = objectOf(one)
    const algorithm = wordOf(fields?.[algorithmKey]).replace('-', '').toLowerCase()
    const value = wordOf(fields?.[valueKey])
    if (HEX.test(value) && value.length % 2 === 0) found.set(algorithm, value)
  }
  const strongest = STRENGTHS.find((algorithm) => found.has(algorithm))
  const value = strongest === undefined ? undefined : found.get(strongest)
  return value === undefined ? undefined : `${strongest}-${Buffer.from(value, 'hex').toString('base64')}`
}
