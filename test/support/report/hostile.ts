import fc from 'fast-check'

/** What package names, titles, certificate fields and file names may hold (threats-and-faults.md, tables D and E). */
export const PAYLOADS: readonly string[] = [
  // the runner's commands
  '\n::error::x',
  '\r::add-mask::x',
  '\r\n::set-output name=x::1',
  '\u00a0::stop-commands::x',
  '\u3000::debug::x',
  '\u0085::notice::x',
  '\u2028::warning::x',
  '::error::x',
  '  ::group::x',
  '##[error]x',
  '###[warning title=a;file=b]x',
  '#',
  '##',
  '[error]x',
  '%0A::error::x',
  '\u0301##[add-mask]x',
  '\u0301::error::x',
  // what does not show, moves the cursor or turns the writing
  '\u001b[2J\u001b[31m',
  '\u001b]8;;http://t/\u0007x\u001b]8;;\u0007',
  '\u009b2K',
  '\u202e',
  '\u2066',
  '\u2069',
  '\u200b',
  '\u200d',
  '\u2060',
  '\ufeff',
  '\u00ad',
  '\u180e',
  '\u3164',
  '\u2800',
  '\u{e0041}',
  '\ufe0f',
  '\uffff',
  '\ue000',
  '\0',
  '\b',
  '\ud800',
  '\udc00',
  '\t',
  '\n',
  '\r',
  '\\u{202E}',
  '\\u{5C}',
  '\\',
  // what joins with its neighbor
  '\u0301',
  '\u0903',
  '\u0d4e',
  '\u{1f3fd}',
  // Markdown
  '|',
  '\\|',
  '`',
  '``',
  '```',
  '````',
  '`````',
  '``````',
  '~~~',
  '~~x~~',
  '*x*',
  '**x**',
  '_x_',
  '# x',
  '- x',
  '+ x',
  '-',
  '---',
  '===',
  '1. x',
  '1) x',
  '> x',
  '    x',
  ' ',
  '[ ] x',
  '[a](b)',
  '[^1]',
  '[a]: b',
  '![](http://t/x.png)',
  '<http://t/>',
  '&#64;',
  '&amp;',
  '&lt;img&gt;',
  ':smile:',
  '$x$',
  '$`x`$',
  '| --- |',
  // HTML
  '<img src=x>',
  '<!-- -->',
  '-->',
  '</details>',
  '</td>',
  '</code>',
  '<script>x</script>',
  '<![CDATA[x]]>',
  // what GitHub makes of words
  '@org/team',
  '@octocat',
  '#1',
  'owner/r#1',
  'GH-1',
  'gh-22',
  'fixes #1',
  '0123456789abcdef0123456789abcdef01234567',
  'aaaaaa0123456789abcdef0123456789abcdef01234567',
  'deadbeef',
  'user@0123456789abcdef0123456789abcdef01234567',
  'https://github.com/o/r/issues/1',
  'http://t',
  'ftp://t/x',
  'www.x.y',
  'WWW.EXAMPLE.COM',
  'see www.x.y',
  'a@b.example',
  'mailto:a@b.example',
  'xmpp:a@b.example',
  'pkg:npm/%40a/b@1.0.0-beta',
]

const loneSurrogate = fc.integer({ min: 0xd800, max: 0xdfff }).map((unit) => String.fromCharCode(unit))

const longRun = fc
  .tuple(fc.constantFrom('`', '~', '|', 'a', '0', '\u0301', '[', '\\', ' ', '@', '-'), fc.nat(300))
  .map(([char, length]) => char.repeat(length))

/** Arbitrary Unicode and payloads, mixed. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { arbitrary: fc.constantFrom(...PAYLOADS), weight: 6 },
      { arbitrary: fc.string({ unit: 'binary', maxLength: 8 }), weight: 2 },
      { arbitrary: fc.string({ maxLength: 8 }), weight: 2 },
      { arbitrary: loneSurrogate, weight: 1 },
      { arbitrary: longRun, weight: 1 },
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''))

/** Every code point that leaves no mark, written down by range from the Unicode tables rather than by property. */
const INVISIBLE: readonly (readonly [from: number, to: number])[] = [
  [0x0, 0x1f],
  [0x7f, 0xa0],
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x600, 0x605],
  [0x61c, 0x61c],
  [0x6dd, 0x6dd],
  [0x70f, 0x70f],
  [0x890, 0x891],
  [0x8e2, 0x8e2],
  [0x115f, 0x1160],
  [0x1680, 0x1680],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x2000, 0x200f],
  [0x2028, 0x202f],
  [0x205f, 0x206f],
  [0x2800, 0x2800],
  [0x3000, 0x3000],
  [0x3164, 0x3164],
  [0xd800, 0xf8ff],
  [0xfdd0, 0xfdef],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0x110bd, 0x110bd],
  [0x110cd, 0x110cd],
  [0x13430, 0x1343f],
  [0x1bca0, 0x1bca3],
  [0x1d159, 0x1d159],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff],
  [0xf0000, 0x10ffff],
  ...Array.from({ length: 17 }, (_, plane) => [plane * 0x10000 + 0xfffe, plane * 0x10000 + 0xffff] as const),
]

/** Whether a code point leaves no mark of its own on a screen. */
export function isInvisible(codePoint: number): boolean {
  return INVISIBLE.some(([from, to]) => codePoint >= from && codePoint <= to)
}

/** The characters of a text that leave no mark, as code points. */
export function invisibleIn(text: string): readonly string[] {
  return [...text]
    .map((char) => char.codePointAt(0) ?? 0)
    .filter(isInvisible)
    .map((code) => `U+${code.toString(16)}`)
}

/** What a text was before its hidden characters were shown as `\u{…}`: written for the tests alone. */
export function reveal(shown: string): string {
  return shown.replace(/\\u\{([0-9A-F]{1,6})\}/g, (_, hex: string) => String.fromCodePoint(parseInt(hex, 16)))
}
