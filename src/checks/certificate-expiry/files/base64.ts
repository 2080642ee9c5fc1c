import { tallyOf } from './runs.ts'

/** Base64 that stood in a text, with all that may stand between its lines. */
export interface Body {
  readonly base64: string
  /** The longest piece without a space before the first odd character: words of a placeholder are short. */
  readonly longest: number
  /** Base64 characters before the first odd one. */
  readonly lead: number
  /** Characters in long pieces, wherever they stand: no words, and hardly ever code. */
  readonly weight: number
  /** Whether something was left out, as documentation does: `MIID...`. */
  readonly isElided: boolean
}

const COMMENT = /\n[ \t]{0,40}\/\/[ \t]/
const ODD = /[^A-Za-z0-9+/=\s]/
const ELIDED = /\.\.\.|\u2026|\xe2\x80\xa6|\[snip|<snip/i

/**
 * Escapes of JSON, YAML, XML and source code, quotes between pieces of a string, comment signs, PEM headers. Nothing in
 * it goes on without a limit, as V8's stack for going back has one.
 */
const BETWEEN =
  /(?<escape>\\{1,8}(?:[nrt]|u000[adAD]|x0[adAD]|\r?\n)|&#(?:1[03]|x[aAdD]);)|(?<slash>\\{1,8}\/)|(?<quote>["'`])|(?<comment>(?<=\n[ \t]{0,40})(?:\/\/|#|\*|;|>)[ \t])|(?<header>(?<=\n)[A-Za-z][A-Za-z-]{0,40}:[^\n]{0,200})|(?<base64>[A-Za-z0-9+/=]{1,1000})|(?<space>\s{1,1000})|(?<odd>[\s\S])/g

function leadOf(text: string): Pick<Body, 'longest' | 'lead'> {
  const { longest, total } = tallyOf(text)
  return { longest, lead: total }
}

/**
 * What is base64 in the body of a PEM block, or of an element. Understands PEM in JSON (`\n`), in YAML blocks, in
 * comments, in XML (`&#13;`), and string constants that source code joins (`"MIIB\n" +`). Linear.
 */
export function bodyOf(text: string): Body {
  const { weight } = tallyOf(text)
  if (!ODD.test(text) && !COMMENT.test(text))
    return { base64: text, ...leadOf(text), weight, isElided: false }
  let base64 = ''
  let clean: string | undefined
  let isOutside = false
  for (const { groups } of text.matchAll(BETWEEN)) {
    if (groups?.['quote'] !== undefined) isOutside = !isOutside
    else if (isOutside) continue
    else if (groups?.['base64'] !== undefined) base64 += groups['base64']
    else if (groups?.['slash'] !== undefined) base64 += '/'
    else if (groups?.['odd'] === undefined) base64 += ' '
    else clean ??= base64
  }
  return { base64, ...leadOf(clean ?? base64), weight, isElided: ELIDED.test(text) }
}

/** The bytes of base64; white space in it is ignored. */
export function decode(base64: string): Uint8Array {
  return Buffer.from(base64, 'base64')
}

/** Whether a piece of text goes on with dots: nobody claims that it is all there. */
export function isElidedAt(text: string, at: number): boolean {
  return ELIDED.test(text.slice(at, at + 20))
}
