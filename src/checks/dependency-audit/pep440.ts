const MAX_VERSION = 256

/** One segment of a local version: a number is above every word. */
type LocalPart = bigint | string

/** A version of PyPI (https://peps.python.org/pep-0440/), with what does not count left out. */
export interface Pep440 {
  readonly epoch: bigint
  /** Without zeros at its end. */
  readonly release: readonly bigint[]
  readonly pre?: { readonly letter: 'a' | 'b' | 'rc'; readonly number: bigint } | undefined
  readonly post?: bigint | undefined
  readonly dev?: bigint | undefined
  readonly local: readonly LocalPart[]
}

const LETTERS: ReadonlyMap<string, 'a' | 'b' | 'rc'> = new Map([
  ['a', 'a'],
  ['alpha', 'a'],
  ['b', 'b'],
  ['beta', 'b'],
  ['c', 'rc'],
  ['rc', 'rc'],
  ['pre', 'rc'],
  ['preview', 'rc'],
])

const START = /v?(?:([0-9]+)!)?([0-9]+(?:\.[0-9]+)*)/y
const PRE = /[-_.]?(alpha|a|beta|b|preview|pre|c|rc)(?:[-_.]?([0-9]+))?/y
const IMPLICIT_POST = /-([0-9]+)/y
const POST = /[-_.]?(?:post|rev|r)(?:[-_.]?([0-9]+))?/y
const DEV = /[-_.]?dev(?:[-_.]?([0-9]+))?/y
const LOCAL = /\+([a-z0-9]+(?:[-_.][a-z0-9]+)*)/y

type Take = (pattern: RegExp) => RegExpExecArray | undefined

/** Reads one pattern after the other from where the last one ended. */
function taker(text: string): { readonly take: Take; readonly isAtEnd: () => boolean } {
  let at = 0
  const take: Take = (pattern) => {
    const sticky = new RegExp(pattern)
    sticky.lastIndex = at
    const found = sticky.exec(text) ?? undefined
    if (found) at = sticky.lastIndex
    return found
  }
  return { take, isAtEnd: () => at === text.length }
}

function withoutZeros(release: readonly bigint[]): readonly bigint[] {
  const last = release.findLastIndex((part) => part !== 0n)
  return release.slice(0, last + 1)
}

function localOf(found: RegExpExecArray | undefined): readonly LocalPart[] {
  const parts = found?.[1]?.split(/[-_.]/) ?? []
  return parts.map((part) => (/^[0-9]+$/.test(part) ? BigInt(part) : part))
}

/** Reads a version as leniently as PEP 440 says under "Normalization"; undefined for what is none. */
export function parsePep440(text: string): Pep440 | undefined {
  if (text.length > MAX_VERSION) return undefined
  const { take, isAtEnd } = taker(text.trim().toLowerCase())
  const start = take(START)
  if (!start) return undefined
  const pre = take(PRE)
  const letter = LETTERS.get(pre?.[1] ?? '')
  const post = take(IMPLICIT_POST) ?? take(POST)
  const dev = take(DEV)
  const local = localOf(take(LOCAL))
  if (!isAtEnd()) return undefined
  const release = (start[2] ?? '').split('.').map((part) => BigInt(part))
  return {
    epoch: BigInt(start[1] ?? 0),
    release: withoutZeros(release),
    pre: letter && { letter, number: BigInt(pre?.[2] ?? 0) },
    post: post && BigInt(post[1] ?? 0),
    dev: dev && BigInt(dev[1] ?? 0),
    local,
  }
}

function compare<T extends bigint | string | number>(a: T, b: T): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** Where no number stands: `missing` says whether that is before (-1) or after (1) every one. */
function compareMaybe(a: bigint | undefined, b: bigint | undefined, missing: -1 | 1): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? missing : -missing
  return compare(a, b)
}

/** A development release of no prerelease is before all of them, a release after. */
function phaseOf({ pre, post, dev }: Pep440): number {
  if (pre) return ['a', 'b', 'rc'].indexOf(pre.letter)
  return post === undefined && dev !== undefined ? -1 : 3
}

function compareRelease(a: readonly bigint[], b: readonly bigint[]): number {
  const length = Math.max(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const order = compare(a[i] ?? 0n, b[i] ?? 0n)
    if (order !== 0) return order
  }
  return 0
}

function compareLocalPart(a: LocalPart, b: LocalPart): number {
  if (typeof a === 'bigint') return typeof b === 'bigint' ? compare(a, b) : 1
  return typeof b === 'bigint' ? -1 : compare(a, b)
}

function compareLocal(a: readonly LocalPart[], b: readonly LocalPart[]): number {
  for (const [i, part] of a.entries()) {
    const other = b[i]
    if (other === undefined) return 1
    const order = compareLocalPart(part, other)
    if (order !== 0) return order
  }
  return compare(a.length, b.length)
}

/** The order of PEP 440, "Summary of permitted suffixes and relative ordering". */
export function comparePep440(a: Pep440, b: Pep440): number {
  return (
    compare(a.epoch, b.epoch) ||
    compareRelease(a.release, b.release) ||
    compare(phaseOf(a), phaseOf(b)) ||
    compare(a.pre?.number ?? 0n, b.pre?.number ?? 0n) ||
    compareMaybe(a.post, b.post, -1) ||
    compareMaybe(a.dev, b.dev, 1) ||
    compareLocal(a.local, b.local)
  )
}

/** The version without its local part. */
export function publicOf(version: Pep440): Pep440 {
  return version.local.length === 0 ? version : { ...version, local: [] }
}

/** One text for all ways to write a version; `1` and `1.0` are one. */
export function textOfPep440({ epoch, release, pre, post, dev, local }: Pep440): string {
  const parts = [
    epoch === 0n ? '' : `${epoch}!`,
    release.join('.') || '0',
    pre ? `${pre.letter}${pre.number}` : '',
    post === undefined ? '' : `.post${post}`,
    dev === undefined ? '' : `.dev${dev}`,
    local.length === 0 ? '' : `+${local.join('.')}`,
  ]
  return parts.join('')
}
