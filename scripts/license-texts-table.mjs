// What scripts/license-texts.mjs makes of the SPDX texts beside the whole texts.

/** The licenses that files are looked for first: what the files of big npm trees hold, and what is often asked about. */
export const COMMON = `
  MIT ISC Apache-2.0 BSD-3-Clause BSD-2-Clause 0BSD Unlicense BlueOak-1.0.0 CC0-1.0 MPL-2.0 MIT-0 CC-BY-4.0
  CC-BY-3.0 Zlib WTFPL Python-2.0 Artistic-2.0 Unicode-3.0 Unicode-DFS-2016 X11 JSON BSL-1.0 OFL-1.1 W3C
  W3C-20150513 EPL-1.0 EPL-2.0 GPL-2.0-only GPL-3.0-only LGPL-2.1-only LGPL-3.0-only AGPL-3.0-only AFL-2.1
  BSD-3-Clause-Clear BSD-4-Clause BSD-4-Clause-UC BSD-1-Clause ECL-2.0 MS-PL MIT-CMU MITNFA NCSA PostgreSQL UPL-1.0 curl HPND ICU
  Libpng OpenSSL Ruby ZPL-2.1 PSF-2.0 CDDL-1.0 SSPL-1.0 BUSL-1.1 Elastic-2.0 FSL-1.1-MIT CC-BY-SA-4.0 MulanPSL-2.0
  NAIST-2003 FTL`
  .split(/\s+/)
  .filter((id) => id !== '')

const GNU = { from: 'This program is free software', to: 'along with this' }
const LATER_2 = 'either version 2 of the License, or (at your option) any later version'
const LATER_3 = 'either version 3 of the License, or (at your option) any later version'
const LATER_21 = 'either version 2.1 of the License, or (at your option) any later version'
const ONLY_2 = { replace: [LATER_2, 'version 2 of the License'] }
const ONLY_3 = { replace: [LATER_3, 'version 3 of the License'] }

/** Notices by which a file points to its license, as the text of the license itself proposes them. */
export const NOTICES = [
  {
    id: 'Apache-2.0',
    from: 'Licensed under the Apache License, Version 2.0',
    to: 'limitations under the License.',
  },
  {
    id: 'GPL-2.0-or-later',
    of: 'GPL-2.0-only',
    from: 'This program is free software',
    to: 'along with this program',
  },
  { id: 'GPL-2.0-only', from: 'This program is free software', to: 'along with this program', ...ONLY_2 },
  { id: 'GPL-3.0-or-later', of: 'GPL-3.0-only', ...GNU },
  { id: 'GPL-3.0-only', ...GNU, ...ONLY_3 },
  { id: 'AGPL-3.0-or-later', of: 'AGPL-3.0-only', ...GNU },
  { id: 'AGPL-3.0-only', ...GNU, ...ONLY_3 },
  {
    id: 'LGPL-2.1-or-later',
    of: 'LGPL-2.1-only',
    from: 'This library is free software',
    to: 'along with this library',
  },
  {
    id: 'LGPL-2.1-only',
    from: 'This library is free software',
    to: 'along with this library',
    replace: [LATER_21, 'version 2.1 of the License'],
  },
  {
    id: 'LGPL-2.0-or-later',
    of: 'LGPL-2.0-only',
    from: 'This library is free software',
    to: 'along with this library',
  },
  { id: 'LGPL-2.0-only', from: 'This library is free software', to: 'along with this library', ...ONLY_2 },
  { id: 'MPL-2.0', from: 'This Source Code Form is subject to the terms', to: 'MPL/2.0/.' },
  {
    id: 'WTFPL',
    text: 'This work is free. You can redistribute it and/or modify it under the terms of the Do What The Fuck You Want To Public License, Version 2, as published by Sam Hocevar. See the COPYING file for more details.',
  },
  {
    id: 'WTFPL',
    text: 'This work is free. You can redistribute it and/or modify it under the terms of the Do What The Fuck You Want To Public License, Version 2, as published by Sam Hocevar. See below for more details.',
  },
]

const CC_TAIL = { from: 'Creative Commons is not a party to its public licenses.' }
const CC_DEDICATION = [
  'Except for the limited purpose',
  'The text of the Creative Commons public licenses is dedicated to the public domain under the CC0 Public Domain Dedication. Except for the limited purpose',
]
const END = { before: 'END OF TERMS AND CONDITIONS' }
const HOW_TO = { from: 'END OF TERMS AND CONDITIONS' }

function gnu(name, version, deprecated) {
  const ids = [`${name}-${version}-only`, `${name}-${version}-or-later`, ...deprecated]
  return [
    { ids, kind: 'license', ...END },
    { ids, kind: 'attachment', ...HOW_TO },
  ]
}

/** Parts of texts that files leave out: what is then left of the license, and what may stand beside it without meaning a thing. */
export const PARTS = [
  { ids: ['Apache-2.0'], kind: 'license', ...END },
  { ids: ['Apache-2.0'], kind: 'attachment', ...HOW_TO, before: 'Copyright [yyyy]' },
  ...gnu('GPL', '2.0', ['GPL-2.0']),
  ...gnu('GPL', '3.0', ['GPL-3.0']),
  ...gnu('AGPL', '3.0', ['AGPL-3.0']),
  ...gnu('LGPL', '2.1', ['LGPL-2.1']),
  ...gnu('LGPL', '2.0', ['LGPL-2.0']),
  {
    ids: ['LGPL-3.0-only', 'LGPL-3.0-or-later', 'LGPL-3.0'],
    kind: 'license',
    before: 'GNU GENERAL PUBLIC LICENSE\nVersion 3, 29 June 2007',
  },
  {
    ids: ['MPL-2.0', 'MPL-2.0-no-copyleft-exception'],
    kind: 'license',
    before: 'Exhibit A - Source Code Form',
  },
  { ids: ['MIT-0'], kind: 'license', from: 'Permission is hereby granted' },
  { ids: ['CC0-1.0'], kind: 'license', from: 'Statement of Purpose' },
  ...['BY', 'BY-SA', 'BY-NC', 'BY-NC-SA', 'BY-ND', 'BY-NC-ND'].flatMap((kind) => [
    {
      ids: [`CC-${kind}-4.0`],
      kind: 'license',
      from: 'By exercising the Licensed Rights',
      before: 'Creative Commons is not a party to its public licenses.',
    },
  ]),
  { ids: ['CC-BY-4.0'], kind: 'attachment', ...CC_TAIL },
  { ids: ['CC-BY-4.0'], kind: 'attachment', ...CC_TAIL, replace: CC_DEDICATION },
  {
    ids: ['CC-BY-4.0'],
    kind: 'attachment',
    from: 'Creative Commons Corporation',
    before: 'Creative Commons Attribution 4.0 International Public License',
  },
  {
    ids: ['CC-BY-3.0'],
    kind: 'license',
    from: 'THE WORK (AS DEFINED BELOW)',
    before: 'Creative Commons Notice',
  },
  { ids: ['CC-BY-3.0'], kind: 'attachment', from: 'Creative Commons Notice' },
  {
    ids: ['CC-BY-3.0'],
    kind: 'attachment',
    from: 'CREATIVE COMMONS CORPORATION',
    before: 'License\n\nTHE WORK',
  },
]

/** Texts that are widely used in other words than the list's, without another meaning; `also`: what they may be meant for as well. */
export const REWORDED = [
  {
    id: 'ISC',
    replace: [
      ['AND ISC DISCLAIMS', 'AND THE AUTHOR DISCLAIMS'],
      ['SHALL ISC BE', 'SHALL THE AUTHOR BE'],
    ],
  },
  {
    id: 'BSD-3-Clause',
    replace: [
      [
        'Neither the name of the copyright holder nor the names of its contributors may be used',
        'The names of any contributors may not be used',
      ],
    ],
  },
  {
    id: 'MIT-0',
    also: ['MIT'],
    from: 'Permission is hereby granted',
    replace: [['furnished to do so.', 'furnished to do so, subject to the following conditions:']],
  },
]

/** What well-known packages say beside their license, which leaves it as it is: where a piece comes from, that a piece has a license of its own. */
export const STATEMENTS = [
  'This file is automatically added by @npmcli/template-oss. Do not edit.',
  'This software consists of voluntary contributions made by many individuals. For exact contribution history, see the revision history available at https://github.com/lodash/lodash',
  'The following license applies to all parts of this software except as documented below:',
  'Copyright and related rights for sample code are waived via CC0. Sample code is defined as all source code displayed within the prose of the documentation. CC0: http://creativecommons.org/publicdomain/zero/1.0/',
  'Files located in the node_modules and vendor directories are externally maintained libraries used by this software which have their own licenses; we recommend you read them, as their terms may differ from the terms above.',
  'All packages under `src/` are licensed according to the terms in their respective `LICENSE` or `LICENSE.md` files. The remainder of this project is licensed under the',
  'Several modules are vendored under `./src`, which are used and distributed according to their respective licenses, each provided in the same directory as the code. Everything else is released under the following license',
  'This license applies to parts of Node.js originating from the https://github.com/joyent/node repository:',
  'This software is dual-licensed under the ISC and MIT licenses. You may use this software under EITHER of the following licenses.',
  'Dual licensed under WTFPL and MIT',
  'Dual Licensed MIT and Apache 2',
  'is released under two licenses: new BSD, and MIT. You may pick the license that best suits your development needs. The text of both licenses are provided below.',
  'Except where noted, this license applies to any and all software programs and associated documentation files created by the Original Author, when distributed with the Software.',
  'is dual licensed. At your choice you may use it under the MIT license or the GPLv3 license.',
  '`String.fromCodePoint` by Mathias Bynens used according to terms of MIT License, as follows:',
  'Note: This is a derivative work based on node-fetch by David Frank, modified and distributed under the terms of the MIT license above.',
  "This library is a fork of 'better-json-errors' by Kat Marchán, extended and distributed under the terms of the MIT license above.",
  'It is a derivative work of the Node.js project.',
  'This package contains code originally written by Isaac Z. Schlueter. Used with permission.',
  'This library bundles a version of the `fs.realpath` and `fs.realpathSync` methods from Node.js v0.10 under the terms of the Node.js MIT license.',
  "Node's license follows, also included at the header of `old.js` which contains the licensed code:",
  'This is a derivative work based on: https://github.com/nodejs/node. Which is licensed:',
  'The licenses of externally maintained libraries from which parts of the Software is derived are listed here: https://github.com/rolldown/rolldown/blob/main/THIRD-PARTY-LICENSE',
  'If you contribute code to this project, you are implicitly allowing your code to be distributed under the MIT license. You are also implicitly verifying that all code is your original work.',
  'if not, write to the Free Software Foundation, Inc., 59 Temple Place, Suite 330, Boston, MA 02111-1307 USA',
  'if not, write to the Free Software Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA 02110-1301 USA',
  'if not, write to the Free Software Foundation, Inc., 675 Mass Ave, Cambridge, MA 02139, USA.',
  'If not, see <http://www.gnu.org/licenses/>.',
]
