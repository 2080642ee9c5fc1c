/** A value in quotes, as npm's reader takes it: JSON if it is that, else what stands between single quotes. */
function unquote(written: string): string | undefined {
  const quote = written[0]
  if (written.length < 2 || (quote !== '"' && quote !== "'") || !written.endsWith(quote)) return undefined
  const inner = written.slice(1, -1)
  if (quote === "'") return inner
  try {
    return String(JSON.parse(written))
  } catch {
    return written
  }
}

/** Without quotes, `;` and `#` begin a comment unless a backslash stands before them. */
function readPlain(written: string): string {
  let value = ''
  for (let at = 0; at < written.length; at++) {
    const letter = written[at] ?? ''
    const next = written[at + 1] ?? ''
    const isEscape = letter === '\\' && ['\\', ';', '#'].includes(next)
    if (!isEscape && (letter === ';' || letter === '#')) break
    value += isEscape ? next : letter
    if (isEscape) at++
  }
  return value.trim()
}

function read(written: string): string {
  const trimmed = written.trim()
  return unquote(trimmed) ?? readPlain(trimmed)
}

/**
 * The keys and values before the first section of an INI file, in order, as npm reads its `.npmrc`
 * (https://docs.npmjs.com/cli/v11/configuring-npm/npmrc): comments begin with `;` or `#`, blanks around do not count.
 */
export function readIni(text: string): readonly (readonly [key: string, value: string])[] {
  const entries: (readonly [string, string])[] = []
  for (const line of text.split(/[\r\n]/)) {
    const trimmed = line.trim()
    if (trimmed === '' || trimmed.startsWith(';') || trimmed.startsWith('#')) continue
    // What stands in a section is a setting of nobody.
    if (trimmed.startsWith('[') && trimmed.endsWith(']')) break
    const equals = line.indexOf('=')
    if (equals > 0) entries.push([read(line.slice(0, equals)), read(line.slice(equals + 1))])
  }
  return entries
}
