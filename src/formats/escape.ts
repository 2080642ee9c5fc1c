/**
 * The only place that makes text from outside fit for people. Everything that a format writes passes through one
 * of these functions exactly once: nothing here is undone, and nothing may be escaped twice. Runs are written `aa*`
 * and never `a+`, which overflows V8's stack at 4 MB of them where it compiles without optimization.
 */

/**
 * What does not show, moves the cursor, or turns the direction of writing: it is shown as its code point. By hand:
 * letters, signs and marks that are drawn as nothing.
 */
const HIDDEN =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u{2800}\u{1D159}]|(?! )\p{Zs}/gu

/**
 * What at an end would join with the text beside it (UAX 29): it changes what stands there, and hides the runner's
 * own `::` from the runner, whose search for it goes by whole graphemes.
 */
const JOINS_BEFORE = /^[\p{Grapheme_Extend}\p{Emoji_Modifier}\p{Mc}\u0E33\u0EB3]/u
const JOINS_AFTER =
  /[\u0D4E\u{111C2}\u{111C3}\u{113D1}\u{1193F}\u{11941}\u{11A3A}\u{11A84}-\u{11A89}\u{11D46}\u{11F02}]$/u

function codePoint(char: string): string {
  return `\\u{${(char.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`
}

/**
 * Text with everything that does not show made visible (`\u{202E}`), so that different names look different; a
 * backslash that could be taken for such a sign is one itself (`\u{5C}u{202E}`).
 */
export function visible(text: string): string {
  return text
    .replace(/\\(?=u\{)/g, codePoint)
    .replace(HIDDEN, codePoint)
    .replace(JOINS_BEFORE, codePoint)
    .replace(JOINS_AFTER, codePoint)
}

/**
 * One whole line of a log in which nothing is a runner command any more: neither `##[x]` anywhere nor `::x::` at
 * its start (actions/runner, ActionCommand.cs, TryParse and TryParseV2).
 */
export function guardLine(line: string): string {
  return line.replaceAll('##[', '#\\u{23}[').replace(/^(\s*)::/u, '$1\\u{3A}:')
}

/** Text for a terminal or a log: one line, nothing hidden, no command. */
export function plain(text: string): string {
  return guardLine(visible(text))
}

/**
 * A line of a document (JSON, YAML with JSON's strings) for a log: what does not show is escaped as in JSON, so that a
 * parser reads it back as it was.
 */
export function documentLine(text: string): string {
  return text
    .replace(HIDDEN, units)
    .replaceAll('##[', '#\\u0023[')
    .replace(/^(\s*)::/u, '$1\\u003a:')
}

/** The beginning of a text, at most `max` UTF-16 units of it, and never half a character. */
export function clip(text: string, max: number): string {
  return text.length <= max ? text : text.slice(0, max).replace(/[\uD800-\uDBFF]$/, '')
}

/**
 * JSON (RFC 8259) that is also safe in a log: what does not show is escaped, and so is `##[`, in ways that a
 * parser reads back as it was.
 */
export function json(value: unknown): string {
  const written = JSON.stringify(value, null, 2)
  // Nearly all of a report is plain ASCII, and a megabyte of it takes a while to be looked through by property.
  const escaped = written.replace(/[^\n\x20-\x7e][^\n\x20-\x7e]*/g, (run) => run.replace(HIDDEN, units))
  return `${escaped.replaceAll('##[', '#\\u0023[')}\n`
}

function units(char: string): string {
  return Array.from({ length: char.length }, (_, i) => unit(char.charCodeAt(i))).join('')
}

function unit(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`
}

/**
 * JSON on one line of an HTML comment, which it cannot end (HTML, "Comments": no `--` and no `>` in it); a parser reads
 * it back as it was.
 */
export function commentJson(value: unknown): string {
  const written = JSON.stringify(value).replace(HIDDEN, units)
  return written.replace(/[<>&@#]|--|^::/g, units)
}

/** A path as a relative reference (RFC 3986) that cannot be taken for an absolute one, a query or a fragment. */
export function uriPath(path: string): string {
  const encoded = path
    .replace(/\p{Cs}/gu, codePoint)
    .split('/')
    .map(encodeURIComponent)
    .join('/')
  return encoded.replace(/^\/\/*/, (slashes) => '%2F'.repeat(slashes.length))
}

/** Text for a SARIF message, in which brackets may make links (SARIF 2.1.0, 3.11.6). */
export function sarifText(text: string): string {
  const shown = visible(text)
  return shown.includes('](') ? shown.replace(/[\\[\]]/g, '\\$&') : shown
}

const ZERO_WIDTH_SPACE = '&#8203;'

function entity(char: string): string {
  return `&#${char.codePointAt(0)};`
}

/** Every sign of ASCII as an entity, save those that mean something only at the start, or a space at an end. */
function entities(text: string): string {
  return visible(text)
    .replace(/[^A-Za-z0-9 .,'()\u{80}-\u{10ffff}-]/gu, entity)
    .replace(/^[- ]| $/g, entity)
    .replace(/^(\d\d*)([.)])/, (_, digits: string, sign: string) => `${digits}${entity(sign)}`)
}

/**
 * Text as Markdown that renders as just that text (GFM): no markup, no HTML, and none of what GitHub makes of
 * plain words: mentions, issue and commit references, links.
 */
export function markdown(text: string): string {
  return entities(text)
    .replace(/&#(64|35|58|47);/g, (sign) => `${sign}${ZERO_WIDTH_SPACE}`)
    .replace(/www\./gi, (www) => `${www.slice(0, 3)}${ZERO_WIDTH_SPACE}.`)
    .replace(/\bGH-/gi, (prefix) => `${prefix}${ZERO_WIDTH_SPACE}`)
    .replace(/[0-9a-f]{6}(?=[0-9a-f])/gi, `$&${ZERO_WIDTH_SPACE}`)
}

/**
 * Text as code, also in a table's cell: GitHub makes nothing of words in code, and they can be copied as they are.
 * A pipe would end the cell, and Markdown may be printed to a log, where `##[x]` is a command: text with one of them
 * stands in HTML's element instead.
 */
export function markdownCode(text: string): string {
  const shown = visible(text)
  if (shown === '' || /\||##\[/.test(shown)) return `<code>${markdown(text)}</code>`
  const runs = new Set(shown.match(/``*/g)?.map((run) => run.length))
  let length = 1
  while (runs.has(length)) length++
  const fence = '`'.repeat(length)
  // Where both ends have a space, one of each is the fence's (CommonMark, "Code spans").
  const isPadded = shown.startsWith(' ') && shown.endsWith(' ') && shown.trim() !== ''
  const pad = isPadded || /^`|`$/.test(shown) ? ' ' : ''
  return `${fence}${pad}${shown}${pad}${fence}`
}

/** Text in an element or a quoted attribute of HTML that is just that text: no tag, no entity, no command of a log. */
export function html(text: string): string {
  return visible(text)
    .replace(/[&<>"'`]/g, entity)
    .replaceAll('##[', '#&#35;[')
    .replace(/^(\s*)::/u, '$1&#58;:')
}

/**
 * Text in a text object of Slack's Block Kit, type `plain_text`: it mentions nobody and links to nothing (Slack,
 * "Formatting message text", on escaping). In one of type `mrkdwn` it would still be bold where it has asterisks.
 */
export function slackText(text: string): string {
  return visible(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** The most of an address that Slack takes. */
const MAX_ADDRESS = 3000

/**
 * A link of Slack's `mrkdwn` with our own words, which hold no sign of it. Undefined where the address is no page of
 * the web, or holds what could end the link.
 */
export function slackLink(address: string, words: string): string | undefined {
  if (address.length > MAX_ADDRESS || visible(address) !== address || !URL.canParse(address)) return undefined
  const isPage = /^https?:\/\/[^\s<>|"\\^`{}]*$/i.test(address)
  return isPage ? `<${address.replaceAll('&', '&amp;')}|${words}>` : undefined
}

/**
 * A label's value in OpenMetrics 1.0 and in Prometheus's text format 0.0.4, between its quotes: one line, nothing
 * hidden, and no command where the file is printed to a log.
 */
export function metricLabel(text: string): string {
  return plain(text).replace(/[\\"]/g, '\\$&')
}

const TAB_STOP = 8

function expandTabs(line: string): string {
  const [first = '', ...more] = line.split('\t')
  let column = first.length
  const rest = more.map((piece) => {
    const gap = TAB_STOP - (column % TAB_STOP)
    column += gap + piece.length
    return ' '.repeat(gap) + piece
  })
  return [first, ...rest].join('')
}

/**
 * The lines of a long text, for any of the functions here: what only sets words apart, such as tabs and no-break
 * spaces, is plain space, as nobody wants to read it as code points.
 */
export function linesOf(text: string): readonly string[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n/)
    .map((line) => expandTabs(line).replace(/\p{Zs}/gu, ' '))
}

/** A text as a block of code, as its lines are: the fence is longer than any run of its sign in it. */
export function markdownBlock(text: string): string {
  const lines = linesOf(text).map(plain)
  let longest = 2
  for (const run of lines.join('\n').match(/``*/g) ?? []) longest = Math.max(longest, run.length)
  const fence = '`'.repeat(longest + 1)
  return [`${fence}text`, ...lines, fence].join('\n')
}
