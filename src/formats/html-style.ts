/** How a report looks, in light, in dark and on paper; nothing in it is loaded from anywhere. */
export const HTML_STYLE = `
:root { color-scheme: light dark; --ink: #1c2024; --quiet: #59626f; --paper: #fff; --block: #f4f5f7; --line: #d5d9df; --link: #0a58b5; --fail: #b3261e; --warn: #8a5a00; --pass: #1a6e37 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4e7eb; --quiet: #a3acb8; --paper: #14171a; --block: #1f2428; --line: #363c44; --link: #79b4ff; --fail: #ff8a80; --warn: #f0b849; --pass: #6fd18f }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif }
main { max-width: 68rem; margin: 0 auto; padding: 1.5rem 1rem 4rem }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 .5rem }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 2.5rem 0 .5rem; padding-top: 1.25rem; border-top: 1px solid var(--line) }
h1 ~ h2:first-of-type { border: 0; margin-top: 0 }
h3 { font-size: 1.05rem; margin: 1.75rem 0 .5rem }
h4 { font-size: 1rem; margin: 1.25rem 0 .25rem; font-weight: 600 }
h1, h2, h3, h4, p, li, summary { overflow-wrap: anywhere }
p { margin: .25rem 0 }
.lead { font-size: 1.1rem }
.quiet, .more, .way, .where, thead th { color: var(--quiet) }
.way, .where { font-size: .9rem }
a { color: var(--link) }
a:focus-visible, summary:focus-visible, .wide:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
:target { background: var(--block) }
code { font: .875em/1.5 ui-monospace, monospace; background: var(--block); border-radius: 4px; padding: .1em .3em; white-space: break-spaces; unicode-bidi: isolate }
h4 > code { font-size: .95em }
.badge { display: inline-block; border: 1px solid; border-radius: 4px; padding: 0 .4em; font-size: .85rem; font-weight: 600; line-height: 1.5; white-space: nowrap }
h1 .badge { font-size: 1.5rem; padding: 0 .35em }
h2 .badge { vertical-align: .1em }
.fail { color: var(--fail) }
.warn, .untold { color: var(--warn) }
.pass { color: var(--pass) }
.waived { color: var(--quiet) }
.advice { border-inline-start: 3px solid var(--link); padding-inline-start: .6rem; margin: .4rem 0 }
ul, ol { padding-inline-start: 1.4rem; margin: .5rem 0 }
li { margin: .35rem 0; unicode-bidi: isolate }
.findings { list-style: none; padding: 0; border-top: 1px solid var(--line) }
.findings li { display: grid; grid-template-columns: 9.5rem minmax(0, 3fr) minmax(0, 2fr); gap: 0 1rem; margin: 0; padding: .45rem 0; border-bottom: 1px solid var(--line); break-inside: avoid }
.findings p { margin: 0 }
.findings .way, .findings .advice { margin-top: .25rem }
summary { cursor: pointer; padding: .25rem 0; color: var(--link) }
.wide { overflow-x: auto; max-width: 100% }
table { border-collapse: collapse; margin: .25rem 0 }
th, td { text-align: start; vertical-align: top; padding: .35rem 1.5rem .35rem 0; border-bottom: 1px solid var(--line); max-width: 28rem; unicode-bidi: isolate }
.long, tbody th { overflow-wrap: anywhere; min-width: 12rem }
thead th { font-weight: 600; font-size: .9rem; white-space: nowrap; vertical-align: bottom }
tbody th { font-weight: 500 }
.number { text-align: end; font-variant-numeric: tabular-nums }
@media (max-width: 40rem) {
  h1 { font-size: 1.4rem }
  h1 .badge { font-size: 1.2rem }
  .findings li { display: block }
  .findings .where { margin-top: .25rem }
}
@media print {
  :root { --ink: #000; --quiet: #444; --paper: #fff; --block: #fff; --line: #bbb; --link: #000; --fail: #900; --warn: #640; --pass: #040 }
  body { font-size: 10pt }
  main { max-width: none; padding: 0 }
  code { padding: 0 }
  h2, h3, h4, summary { break-after: avoid }
  .wide { overflow: visible }
  tr { break-inside: avoid }
  details::details-content { content-visibility: visible; block-size: auto }
}
`

/** What a policy calls this style, so that no other can count: the SHA-256 of it (CSP Level 3, "Hash usage"). */
export const HTML_STYLE_HASH = 'sha256-vfHZvT0EW9oLdIT077nyA0wSO4lS2A47/1FzwTaIEHc='
