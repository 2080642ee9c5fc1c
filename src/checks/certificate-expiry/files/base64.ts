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
const PLAIN = /^[A-Za-z0-9+/=\s]*$/
const ELIDED = /\.\.\.|\u2026|\xe2\x80\xa6|\[snip|<snip/i
const LINE = /[A-Za-z0-9+/]+/g
const LONG = /[A-Za-z0-9+/]{40,}/g

function measure(text: string): { readonly longest: number; readonly lead: number } {
  const pieces = text.match(LINE) ?? []
  let [longest, lead] = [0, 0]
  for (const { length } of pieces) {
    longest = Math.max(longest, length)
    lead += length
  }
  return { longest, lead }
}

function weigh(text: string): number {
  return (text.match(LONG) ?? []).reduce((sum, { length }) => sum + length, 0)
}

/** Escapes of JSON, YAML, XML and source code, quotes between pieces of a string, comment signs, PEM headers. */
const BETWEEN =
  /(?<escape>\\{1,8}(?:[nrt]|u000[adAD]|x0[adAD]|\r?\n)|&#(?:1[03]|x[aAdD]);)|(?<slash>\\{1,8}\/)|(?<quote>["'`])|(?<comment>(?<=\n[ \t]{0,40})(?:\/\/|#|\*|;|>)[ \t])|(?<header>(?<=\n)[A-Za-z][A-Za-z-]{0,40}:[^\n]{0,200})|(?<base64>[A-Za-z0-9+/=]+)|(?<space>\s+)|(?<odd>[\s\S])/g

/**
 * What is base64 in the body of a PEM block, or of an element. Understands PEM in JSON (`\n`), in YAML blocks, in
 * comments, in XML (`&#13;`), and string constants that source code joins (`"MIIB\n" +`). Linear.
 */
export function bodyOf(text: string): Body {
  if (PLAIN.test(text) && !COMMENT.test(text))
    return { base64: text, ...measure(text), weight: weigh(text), isElided: false }
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
  return { base64, ...measure(clean ?? base64), weight: weigh(text), isElided: ELIDED.test(text) }
}

/** The bytes of base64; white space in it is ignored. */
export function decode(base64: string): Uint8Array {
  return Buffer.from(base64, 'base64')
}

/** A run of base64 in a text, which may go on over lines. */
export interface Run {
  readonly base64: string
  readonly end: number
}

const FIRST = /[A-Za-z0-9+/]+={0,2}/y
/** What joins two lines: a line break, escaped or not, with indentation; a string constant that goes on. */
const BREAK =
  /[ \t]{0,200}(?:["'][ \t]{0,200}(?:[+.&][ \t]{0,200})?\\?\r?\n[ \t]{0,200}(?:[+.&][ \t]{0,200})?["']|(?:\\r\\n|\\n|&#1[03];|&#x[dDaA];|\\?\r?\n){1,4}[ \t]{0,200})/y
/** A whole line of base64; else the next key of a YAML file would belong to it. */
const NEXT = /[A-Za-z0-9+/]+={0,2}(?=[ \t]*(?:[\r\n"'<`\\&,;]|$))/y

/** What a sticky pattern of one's own matches here. */
function matchAt(sticky: RegExp, text: string, at: number): string {
  sticky.lastIndex = at
  return sticky.exec(text)?.[0] ?? ''
}

/** The run of base64 that begins here, of at least so many characters where there are so many. */
export function runAt(text: string, at: number, wanted = Number.POSITIVE_INFINITY): Run {
  const [between, next] = [new RegExp(BREAK), new RegExp(NEXT)]
  const first = matchAt(new RegExp(FIRST), text, at)
  const lines = [first]
  let [length, end, line] = [first.length, at + first.length, first]
  while (length < wanted && line !== '' && !line.endsWith('=')) {
    const gap = matchAt(between, text, end).length
    line = gap === 0 ? '' : matchAt(next, text, end + gap)
    if (line === '') break
    lines.push(line)
    length += line.length
    end += gap + line.length
  }
  return { base64: lines.join(''), end }
}

/** Whether a piece of text goes on with dots: nobody claims that it is all there. */
export function isElidedAt(text: string, at: number): boolean {
  return ELIDED.test(text.slice(at, at + 20))
}
