import { readFileSync } from 'node:fs'

/** A real package, and what it has to come to under the policy of packages-hard.json. */
export interface HardCase {
  readonly id: string
  /** The verdicts that are right; more than one where the reason allows for both. */
  readonly verdicts: readonly string[]
  readonly reason: string
  /** SPDX ids that its license files have to be recognized as. */
  readonly texts: readonly string[]
  /** Branches of a choice that may be taken. */
  readonly branches: readonly string[]
  /** Whether a conflict of low severity is reported; undefined where that does not matter. */
  readonly isWarned: boolean | undefined
}

interface Given {
  readonly name: string
  readonly version: string
  readonly expected: string
  readonly reason: string
  readonly text?: string
  readonly branch?: string
  readonly warning?: boolean
}

interface GivenTable {
  readonly policy: { readonly allow: readonly string[] }
  readonly packages: readonly Given[]
}

const GIVEN: GivenTable = JSON.parse(
  readFileSync(new URL('../../fixtures/licenses/packages-hard.json', import.meta.url), 'utf8'),
)

/** What every case is judged under. */
export const ALLOWED: readonly string[] = GIVEN.policy.allow

/** Whose text is known to be a license that no list names: more than a look is due. */
const MAY_BE_DENIED: ReadonlySet<string> = new Set(['bowser@2.15.0', 'ts-xlsx@0.0.11'])
/** What the given table says in words. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  'MIT; Parity-7.0.0; Patron': ['MIT', 'Parity-7.0.0'],
  'Apache-2.0 and MIT in one file': ['Apache-2.0', 'MIT'],
  'any of the three': ['BSD-2-Clause', 'MIT', 'Apache-2.0'],
}

function given({ name, version, expected, reason, text, branch, warning }: Given): HardCase {
  const id = `${name}@${version}`
  const looked = MAY_BE_DENIED.has(id) ? ['review', 'unknown', 'deny'] : ['review', 'unknown']
  return {
    id,
    verdicts: expected === 'review' ? looked : [expected],
    reason,
    texts: text === undefined ? [] : (WORDS[text] ?? [text]),
    branches: branch === undefined ? [] : (WORDS[branch] ?? branch.split(' or ')),
    // "A warning" of one that passes; one that does not is told anyway.
    isWarned: expected === 'allow' ? warning === true : undefined,
  }
}

/**
 * More of them, chosen and judged by hand from what they declare and what their files say: the id, the verdict,
 * what has to be recognized or chosen, and why.
 */
const MORE = `
@apollo/gateway@2.5.0 | unknown | | SEE LICENSE IN ./LICENSE, the Elastic License 2.0 without the address that its text has
@bytecodealliance/jco@1.0.0 | review | | Apache-2.0 is allowed, its LLVM exception is on no list
@elastic/eui@95.0.0 | unknown | text SSPL-1.0 | SEE LICENSE IN a text in free words; SSPL and Elastic License lie in a folder
@fontsource/inter@5.0.0 | deny | text OFL-1.1 | a font license that is not allowed
@forge/api@3.0.0 | deny | | UNLICENSED is npm's word for proprietary, and not Unlicense
@fullcalendar/resource@6.1.15 | unknown | | SEE LICENSE IN a text that offers GPL, CC-BY-NC-ND or a paid license by links
@img/sharp-libvips-linux-x64@1.0.4 | deny | | LGPL-3.0-or-later and no license file
@img/sharp-win32-x64@0.33.5 | deny | text Apache-2.0 | Apache-2.0 AND LGPL-3.0-or-later: the Apache text is but half of it
@mongodb-js/compass-components@1.20.0 | deny | text SSPL-1.0 | "SSPL" is no id, and the text is exactly SSPL-1.0
@mui/x-data-grid-pro@6.0.0 | unknown | | SEE LICENSE IN a commercial text
@polymer/polymer@3.5.1 | allow | text BSD-3-Clause | the text stands in comment marks and names Google
@sap/xsenv@4.2.0 | unknown | | SEE LICENSE IN LICENSE file: the name has a word behind it, the text is a developer agreement
@sentry/cli@2.20.0 | allow | text BSD-3-Clause | the version before the change to FSL-1.1-MIT
@strapi/utils@4.15.0 | unknown | | SEE LICENSE IN a text that is MIT for all but the ee/ folders
@syncfusion/ej2-base@24.1.41 | unknown | | SEE LICENSE IN a commercial text called license
@uniswap/v3-core@1.0.1 | deny | | BUSL-1.1: source-available
@vscode/vsce-sign@2.0.4 | unknown | | SEE LICENSE IN Microsoft's terms
JSV@4.0.2 | unknown | | licenses [{FreeBSD}]: no id, and no license file
acorn@0.11.0 | allow | text MIT | licenses [{MIT}], and the lockfile says nothing
adal-node@0.2.4 | allow | text Apache-2.0 | the text begins with a byte order mark
after@0.8.1 | allow | text MIT | no license field; LICENCE with a c is exactly MIT
applicationinsights@1.8.10 | allow | text MIT | the text has a byte order mark and CRLF
argparse@2.0.1 | allow | | Python-2.0, the whole history of Python's licenses in one text
atob@2.1.2 | allow | branch MIT | (MIT OR Apache-2.0): both in one file; LICENSE.DOCS is CC-BY-3.0 and for the documentation
axe-core@4.8.4 | deny | text MPL-2.0 | MPL-2.0: the MIT texts of third parties beside it do not help
bcrypt-pbkdf@1.0.2 | allow | | BSD-3-Clause: the file says in words which parts are under which of three texts
better-assert@1.0.2 | unknown | | nothing declared and no license file
bignumber.js@2.4.0 | allow | text MIT | LICENCE with CRLF, titled The MIT Expat Licence
buffers@0.1.1 | unknown | | nothing declared and no license file
cal-heatmap@3.6.2 | allow | text MIT | the text is called LICENCE-MIT
callsite@1.0.0 | unknown | | nothing declared; the README says MIT, which is no evidence
caniuse-lite@1.0.30001700 | deny | text CC-BY-4.0 | data under CC-BY-4.0, which is not allowed
canvas-5-polyfill@0.1.5 | allow | text BSD-3-Clause | "BSD" is ambiguous, the text is BSD-3-Clause
chai-spies@0.7.1 | allow | text MIT | no license field; the text is MIT with its title in parentheses
chainsaw@0.1.0 | allow | | MIT/X11 is a known name of MIT; no license file
ckeditor5@41.0.0 | deny | | GPL-2.0-or-later; a list of MIT libraries in LICENSE.md does not help
cldr-core@44.0.1 | deny | text Unicode-3.0 | declares Unicode-DFS-2016, ships Unicode-3.0: neither is allowed
cli-color@0.1.7 | unknown | | nothing declared and no license file
colors@0.6.2 | allow | text MIT | no license field; MIT-LICENSE.txt is exactly MIT
cpu-features@0.0.9 | allow | text MIT | licenses [{MIT}], text with CRLF
css-select@1.2.0 | allow | text BSD-2-Clause | "BSD-like" names no license; the text is BSD-2-Clause but for the word software
d3@3.5.17 | allow | | BSD-3-Clause; the third clause is reworded around the author, so that the text is nobody's
domelementtype@1.3.1 | allow | | BSD-2-Clause, the text lacks the word software in two places
domready@0.3.0 | allow | text MIT | no license field; the text is exactly MIT
dojo@1.16.4 | allow | branch BSD-3-Clause | BSD-3-Clause OR AFL-2.1: AFL is not allowed, BSD is
dompurify@3.1.6 | allow | branch Apache-2.0 | (MPL-2.0 OR Apache-2.0): MPL is not allowed, Apache is
edge@7.10.1 | allow | text Apache-2.0 | licenses [{Apache}] has no version, the file is the notice of 2.0
elkjs@0.9.3 | deny | | EPL-2.0, with a text that is marked up by hand
escodegen@1.3.3 | allow | text BSD-2-Clause, text BSD-3-Clause | licenses [{BSD}]: the two texts are BSD-2-Clause and BSD-3-Clause, both allowed
eslint-plugin-sonarjs@2.0.4 | deny | text LGPL-3.0 | LGPL-3.0-only
esprima@1.0.4 | unknown | | licenses [{BSD}] is ambiguous, and the file it points at is not shipped
esprima@4.0.1 | allow | text BSD-2-Clause | the text is called LICENSE.BSD
eve-raphael@0.5.0 | allow | text Apache-2.0 | no license field; the text is exactly Apache-2.0
expand-template@2.0.3 | allow | text MIT, branch MIT | (MIT OR WTFPL): WTFPL is not allowed, MIT is
faker@6.6.6 | allow | | MIT, no license file: emptied on purpose, which a license does not tell
glob@7.1.6 | allow | | ISC; the file adds that the logo is under CC-BY-SA-4.0
gsap@3.12.5 | unknown | | free text with MIT in it
handsontable@14.5.0 | unknown | | SEE LICENSE IN a commercial text, and a PDF beside it
handsontable@6.2.2 | allow | text MIT | the last version under MIT
hardhat@2.19.0 | allow | | MIT; the file adds that the samples are under the Unlicense
highcharts@11.4.8 | unknown | | an address instead of a license
husky@9.0.11 | allow | text MIT | after the versions under Parity
inherits@1.0.2 | allow | text ISC | no license field; the text is exactly ISC
jquery-ui@1.13.2 | allow | | MIT; the file adds that samples are CC0 and what is in node_modules is not covered
jsbn@0.1.1 | deny | text MIT-Wu | declares MIT, the text is MIT-Wu with a condition more, which no list names
jschardet@3.0.0 | deny | | LGPL-2.1+, the deprecated way to write -or-later; the appendix of the text is filled in
jshint@2.6.0 | allow | text MIT | licenses [{MIT}]
jshint@2.8.0 | deny | | (MIT AND JSON): the license that forbids evil is not allowed
jslint@0.12.1 | allow | | license is BSD-3-Clause, the older licenses beside it does not count
jsmin@1.0.1 | unknown | | the license that forbids evil, in free words
json-schema@0.2.3 | unknown | | licenses [{AFLv2.1},{BSD}]: neither can be told
json-schema@0.4.0 | allow | branch BSD-3-Clause | (AFL-2.1 OR BSD-3-Clause): AFL is not allowed, BSD is
json-stringify-safe@4.0.0 | allow | text BSD-2-Clause | "BSD" is ambiguous, the text is BSD-2-Clause
jsonify@0.0.1 | unknown | | "Public Domain" is a statement, not a license
jsonstream@1.0.3 | allow | text MIT, text Apache-2.0 | no license field; the two files are the MIT text and the Apache notice, both allowed
jssip@3.10.1 | allow | text MIT | names and a line License: The MIT License before the text
lru-cache@2.5.0 | allow | text MIT | license is an object {type: MIT}
lucide@0.300.0 | allow | | ISC; the copyright line says that parts are MIT
lz-string@1.4.4 | deny | text WTFPL | WTFPL is not allowed
lz-string@1.5.0 | allow | text MIT | the version after the change from WTFPL
map-stream@0.0.7 | allow | text MIT | MIT in a file LICENCE
mapbox-gl@1.13.3 | allow | text BSD-3-Clause, text MIT | SEE LICENSE IN a BSD text followed by those of two others: all of them count, and are allowed
mathjs@12.3.0 | allow | text Apache-2.0 | a NOTICE beside the license is no license
mdn-data@2.0.14 | allow | text CC0-1.0 | CC0-1.0 without its preamble
memwatch@0.2.2 | deny | | licenses [{wtfpl}]: the id in lower case
n8n-workflow@0.50.0 | unknown | | SEE LICENSE IN the Commons Clause before the text of Apache-2.0: not Apache-2.0
n8n-workflow@1.0.0 | unknown | | SEE LICENSE IN the Sustainable Use License
node-forge@1.3.1 | allow | branch BSD-3-Clause | (BSD-3-Clause OR GPL-2.0): both texts in one file
opener@1.5.2 | allow | branch MIT | (WTFPL OR MIT): both texts in one file
oracledb@6.3.0 | allow | branch Apache-2.0 | (Apache-2.0 OR UPL-1.0): UPL is not allowed, Apache is
pdfjs-dist@2.16.105 | allow | text Apache-2.0 | the text has CRLF
phantomjs-prebuilt@2.1.16 | allow | text Apache-2.0 | the Apache notice before the Apache text
pngquant-bin@6.0.1 | deny | | GPL-3.0+, the deprecated way to write -or-later
powerbi-client@2.22.4 | allow | text MIT | the name of the product before the title, and CRLF
regjsparser@0.1.5 | allow | text BSD-2-Clause | "BSD" is ambiguous, the text is BSD-2-Clause
requirejs@2.1.22 | allow | branch MIT | licenses [{BSD},{MIT}]: a choice, of which MIT can be told
rimraf@2.2.8 | allow | text MIT | license is an object {type: MIT}
rollup@4.9.6 | allow | text MIT | MIT, before the licenses of everything that is bundled
rx@4.1.0 | allow | | Apache-2.0; thanks to contributors stand before the Apache notice
sanitize-filename@1.6.3 | allow | branch ISC | WTFPL OR ISC: WTFPL is not allowed, ISC is
sax@0.6.1 | unknown | | "BSD" is ambiguous; the file holds three licenses for three parts
semver@4.3.2 | allow | text BSD-2-Clause | "BSD" is ambiguous, the text is BSD-2-Clause
signalr@2.4.3 | allow | text Apache-2.0 | the file is the Apache notice, with CRLF
sjcl@1.0.8 | allow | branch BSD-2-Clause | (BSD-2-Clause OR GPL-2.0-only): both in one file
spdx-exceptions@2.5.0 | deny | | CC-BY-3.0, no license file
sprintf-js@1.0.3 | allow | text BSD-3-Clause | the third clause names this software
taffydb@2.6.2 | unknown | | nothing declared and no license file
tinymce@5.10.9 | deny | text LGPL-2.1 | LGPL-2.1, a deprecated id that still means LGPL-2.1-only
tinymce@7.3.0 | deny | | GPL-2.0-or-later, named by a link
traverse@0.3.9 | allow | text MIT | MIT/X11, with an address and two copyright lines before the text
tslib@2.6.2 | allow | text 0BSD | 0BSD, twice, with CRLF
tv4@1.3.0 | allow | branch MIT | license [{Public Domain},{MIT}]: a choice, of which MIT can be told
tweetnacl@0.14.5 | allow | text Unlicense | Unlicense
twemoji@14.0.2 | allow | branch MIT, text CC-BY-4.0 | a legacy array is read as a choice; that the graphics are CC-BY-4.0 stands in its file name alone
type-fest@0.21.3 | allow | text MIT, branch MIT | (MIT OR CC0-1.0) with the MIT text alone
type-fest@4.41.0 | allow | text MIT, text CC0-1.0 | (MIT OR CC0-1.0) with a file for each
typescript@5.4.5 | allow | text Apache-2.0 | notices of third parties are not the license
uid2@0.0.3 | allow | text MIT | no license field; the text is exactly MIT
uri-js@4.4.1 | deny | text BSD-2-Clause-Views | declares BSD-2-Clause, ships BSD-2-Clause-Views, which no list names
utf8-byte-length@1.0.4 | deny | | WTFPL, no license file
web3@1.10.0 | deny | | LGPL-3.0, the file is its notice
winjs@4.4.0 | allow | text MIT | licenses [{MIT}], and License.txt
wordwrap@0.0.3 | allow | text MIT | a sentence before the MIT text
xmldom@0.1.16 | unknown | | licenses [{LGPL}] has no version
`

function written(line: string): HardCase {
  const [id = '', verdict = '', evidence = '', reason = ''] = line.split('|').map((part) => part.trim())
  const marks = evidence.split(',').map((mark) => mark.trim().split(' '))
  const named = (kind: string) => marks.flatMap(([word, value = '']) => (word === kind ? [value] : []))
  return {
    id,
    verdicts: [verdict],
    reason,
    texts: named('text'),
    branches: named('branch'),
    isWarned: verdict === 'allow' ? marks.some(([word]) => word === 'warning') : undefined,
  }
}

export const HARD_CASES: readonly HardCase[] = [
  ...GIVEN.packages.map(given),
  ...MORE.trim().split('\n').map(written),
]
