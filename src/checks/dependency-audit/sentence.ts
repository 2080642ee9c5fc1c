import type { Flaw } from './aliases.ts'

/** A text with a full stop at its end, unless it ends a sentence already. */
export function sentence(text: string): string {
  const trimmed = text.trimEnd()
  return /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`
}

/** Longer ones are no titles: some databases put a whole description there. */
const MAX_TITLE = 160

/** A flaw's title behind a colon; nothing where it has none. */
export function titleOf({ summary }: Pick<Flaw, 'summary'>): string {
  const line = summary.split(/[\r\n]/, 1)[0]?.trim() ?? ''
  if (line === '') return ''
  if (line.length <= MAX_TITLE) return `: ${line}`
  const cut = line.slice(0, MAX_TITLE).toWellFormed()
  return `: ${cut.slice(0, Math.max(cut.lastIndexOf(' '), MAX_TITLE / 2))}…`
}
