/**
 * The only place that makes text from outside fit for people. Everything that a format writes passes through one
 * of these functions exactly once: nothing here is undone, and nothing may be escaped twice.
 */

/** What does not show, moves the cursor, or turns the direction of writing: it is shown as its code point. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu

function codePoint(char: string): string {
  return `\\u{${(char.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`
}

/** Text with everything that does not show made visible (`\u{202E}`), so that different names look different. */
export function visible(text: string): string {
  return text.replace(HIDDEN, codePoint)
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
 * JSON (RFC 8259) that is also safe in a log: what does not show is escaped, and so is `##[`, in ways that a
 * parser reads back as it was.
 */
export function json(value: unknown): string {
  const written = JSON.stringify(value, null, 2)
  const escaped = written.replace(HIDDEN, (char) =>
    char === '\n'
      ? char
      : [...char]
          .flatMap((one) => one.split(''))
          .map(unit)
          .join(''),
  )
  return `${escaped.replaceAll('##[', '#\\u0023[')}\n`
}

function unit(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
}

const ZERO_WIDTH_SPACE = '&#8203;'

function entities(text: string): string {
  return visible(text).replace(
    /[^A-Za-z0-9 .,'()\u{80}-\u{10ffff}-]/gu,
    (char) => `&#${char.codePointAt(0)};`,
  )
}

/**
 * Text as Markdown that renders as just that text (GFM): no markup, no HTML, and none of what GitHub makes of
 * plain words: mentions, issue and commit references, links.
 */
export function markdown(text: string): string {
  return entities(text)
    .replace(/&#(64|35|58|47);/g, (entity) => `${entity}${ZERO_WIDTH_SPACE}`)
    .replace(/www\./gi, (www) => `${www.slice(0, 3)}${ZERO_WIDTH_SPACE}.`)
    .replace(/\bGH-/gi, (prefix) => `${prefix}${ZERO_WIDTH_SPACE}`)
    .replace(/[0-9a-f]{7,}/gi, (hash) => `${hash.slice(0, 6)}${ZERO_WIDTH_SPACE}${hash.slice(6)}`)
}

/** Text in a code span, also in a table's cell: GitHub makes nothing of words in code. */
export function markdownCode(text: string): string {
  // HTML's element, not backticks: a pipe or a backtick in it then needs no counting.
  return `<code>${entities(text)}</code>`
}
