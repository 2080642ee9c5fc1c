/**
 * Words that announce the licenses of what a package ships with, after its own: those of rollup, vite, TypeScript,
 * Node.js and the plugins that write such files.
 */
const ANNOUNCEMENTS: readonly string[] = [
  'licenses of bundled dependencies',
  'additionally contains code with the following licenses',
  'bundled dependencies',
  'third party licenses',
  'third party notices',
  'third party software',
  'third party code',
  'bundles the following third party',
  'includes the following third party',
  'the externally maintained libraries used by',
  'following third party software',
  'includes code from the following',
  'contains code from the following',
]

/** Where the licenses of others are announced in normalized words, if they are. */
export function announcedAt(words: readonly string[]): number | undefined {
  const text = ` ${words.join(' ')} `
  const places = ANNOUNCEMENTS.map((phrase) => text.indexOf(` ${phrase} `)).filter((at) => at >= 0)
  if (places.length === 0) return undefined
  const before = text.slice(0, Math.min(...places)).trim()
  return before === '' ? undefined : before.split(' ').length
}
