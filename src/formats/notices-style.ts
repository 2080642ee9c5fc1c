/** How the page of notices looks, in light and dark alike; nothing in it is loaded from anywhere. */
export const NOTICES_STYLE = `
:root { color-scheme: light dark; --ink: #1c2024; --quiet: #5a6370; --paper: #fff; --block: #f5f6f8; --line: #d5d9df; --link: #0a58b5 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4e7eb; --quiet: #a3acb8; --paper: #14171a; --block: #1e2226; --line: #363c44; --link: #79b4ff }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 .5rem }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem; padding-top: 1rem; border-top: 1px solid var(--line) }
h3 { font-size: .9rem; color: var(--quiet); margin: 1.25rem 0 .25rem }
h2, h3, th, td, li { overflow-wrap: anywhere }
a { color: var(--link) }
a:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
table { width: 100%; border-collapse: collapse; margin: 1.5rem 0 }
caption { text-align: start; font-weight: 600; padding-bottom: .5rem }
th, td { text-align: start; vertical-align: top; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line) }
thead th { color: var(--quiet); font-weight: 600; overflow-wrap: normal }
tbody th { font-weight: 500 }
tr:target, section:target > h2 { background: var(--block) }
small { color: var(--quiet) }
ul { padding-inline-start: 1.25rem; margin: .5rem 0 }
pre { background: var(--block); border: 1px solid var(--line); border-radius: 6px; padding: 1rem; margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font: .8rem/1.5 ui-monospace, monospace }
@media print { main { max-width: none; padding: 0 } pre { border: 0; padding: 0; background: none } }
`
