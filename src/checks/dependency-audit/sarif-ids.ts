import { objectOf } from '../../inventory/json.ts'
import { lineOf } from './report-text.ts'
import type { Fields } from './sarif-rules.ts'

const ID = /(?<![A-Za-z0-9])(?:CVE-\d{4}-\d{4,19}|GHSA(?:-[a-z0-9]{4}){3})(?![A-Za-z0-9])/gi
const MAX_ID = 200
const MAX_LISTED = 100
const MAX_PURL = 500

/** The first elements of a list, or the one value that is none: a rule is asked for every result of it. */
function firstOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, MAX_LISTED) : [value]
}

/** GitHub writes the part behind `GHSA` in small letters. */
function canonical(id: string): string {
  const upper = id.toUpperCase()
  return upper.startsWith('GHSA') ? `GHSA${id.slice(4).toLowerCase()}` : upper
}

function idsIn(text: string): readonly string[] {
  return (text.slice(0, MAX_ID).match(ID) ?? []).map(canonical)
}

/** Only a text that is an id as a whole, or a list of nothing else: prose names ids of other flaws too. */
function wholeIds(value: unknown): readonly string[] {
  if (typeof value !== 'string' || value.length > MAX_ID) return []
  const words = value.split(/[\s,;]+/).filter((word) => word !== '')
  const ids = words.map(idsIn)
  return words.every((word, at) => ids[at]?.length === 1 && ids[at]?.[0]?.length === word.length)
    ? ids.flat()
    : []
}

/** `external/cve/cve-2021-44228` names it as well. */
function idsOfTag(tag: unknown): readonly string[] {
  return typeof tag === 'string' ? wholeIds(tag.slice(tag.lastIndexOf('/') + 1)) : []
}

function idsOfBag(bag: Fields): readonly string[] {
  return Object.entries(bag)
    .slice(0, MAX_LISTED)
    .filter(([key]) => key !== 'tags' && !/related/i.test(key))
    .flatMap(([, value]) => firstOf(value))
    .flatMap(wholeIds)
}

/** The CVE and GHSA ids in a rule's id (its own too), its tags and a result's properties, each once. */
export function aliasesOf(id: string, result: Fields, rule: Fields): readonly string[] {
  const own = objectOf(result['properties']) ?? {}
  const tags = [objectOf(rule['properties']), own].flatMap((bag) => firstOf(bag?.['tags']))
  const ruleId = typeof rule['id'] === 'string' ? rule['id'] : ''
  return [...new Set([...idsIn(id), ...idsIn(ruleId), ...tags.flatMap(idsOfTag), ...idsOfBag(own)])]
}

function purlsIn(bag: Fields): readonly string[] {
  const values = ['purl', 'purls', 'packageUrl', 'package_url'].flatMap((key) => firstOf(bag[key]))
  const texts = values.filter((one) => typeof one === 'string').filter((one) => one.length <= MAX_PURL)
  return [...new Set(texts)].filter((one) => /^pkg:[a-z][a-z0-9.+-]*\/[^\s]+$/i.test(one))
}

/** The package that a result is about, where it or its rule names exactly one. */
export function purlOfResult(result: Fields, rule: Fields): string | undefined {
  const own = purlsIn(objectOf(result['properties']) ?? {})
  const purls = own.length > 0 ? own : purlsIn(objectOf(rule['properties']) ?? {})
  return purls.length === 1 ? lineOf(purls[0], MAX_PURL) : undefined
}
