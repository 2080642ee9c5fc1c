const ESCAPED = /[^\n\x20-\x7e]/g

function unit(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** Signs that a log or a terminal takes for its own, written so that a parser reads them back as they were. */
function harmless(written: string): string {
  return written.replaceAll('##[', '#\\u0023[').replaceAll('\\\\u{', '\\\\u\\u007b')
}

/** Half a surrogate pair, which many parsers refuse, becomes U+FFFD. */
function wellFormed(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed() : value
}

/** The lines of a value as JSON (RFC 8259) of printable ASCII alone, which no log, terminal or code page changes. */
export function jsonLines(value: unknown): readonly string[] {
  return harmless(JSON.stringify(value, wellFormed, 2).replace(ESCAPED, unit)).split('\n')
}

/**
 * A text in double quotes, a YAML 1.2 scalar whatever is in it, of printable ASCII alone.
 */
export function quoteYaml(text: string): string {
  const written = JSON.stringify(text.toWellFormed()).replace(/[^\x20-\x7e]/gu, (char) => {
    const code = char.codePointAt(0) ?? 0
    return code > 0xff_ff ? `\\U${code.toString(16).padStart(8, '0')}` : unit(char)
  })
  return harmless(written)
}

/** A list of texts, one a line, as it stands in block style below its key. */
export function yamlList(key: string, entries: readonly string[]): readonly string[] {
  return entries.length === 0 ? [] : [`  ${key}:`, ...entries.map((entry) => `    - ${quoteYaml(entry)}`)]
}
