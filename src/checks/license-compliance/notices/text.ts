/**
 * A license's text as it is printed: lines that end in LF, nothing behind them, no blank lines around them and no more
 * than two between them. Its words and its indents stay. Empty where there is nothing to read.
 */
export function cleanText(text: string): string {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|[\n\r\f\v\u0085\u2028\u2029]/)
    .map((line) => line.trimEnd())
  const start = lines.findIndex((line) => line !== '')
  const end = lines.findLastIndex((line) => line !== '') + 1
  const kept = lines
    .slice(start, end)
    .filter((line, i, all) => line !== '' || all[i - 1] !== '' || all[i - 2] !== '')
  return start === -1 ? '' : `${kept.join('\n')}\n`
}

/**
 * What two texts have in common that say the same of the same holders: their words, however they are wrapped and
 * indented. A copyright line is part of it, so that nobody's name is lost.
 */
export function keyOfText(text: string): string {
  return text.split(/\s+/).join(' ').trim()
}

/** Order by code unit, the same on every system and in every language. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
