/** A text, what it is for people, and the ids that it has to be recognized as; none where it is unknown. */
export type TextCase = readonly [name: string, text: string, ids: string]

const COPYRIGHT = 'Copyright (c) 2020 Jane Doe <jane@example.org>'
const MIT_BODY = `Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.`
export const MIT = `MIT License\n\n${COPYRIGHT}\n\n${MIT_BODY}\n`
export const ISC = `ISC License

${COPYRIGHT}

Permission to use, copy, modify, and/or distribute this software for any
purpose with or without fee is hereby granted, provided that the above
copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH
REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND
FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM
LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR
OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR
PERFORMANCE OF THIS SOFTWARE.
`
export const APACHE_NOTICE = `${COPYRIGHT}

Licensed under the Apache License, Version 2.0 (the "License");
you may not use this file except in compliance with the License.
You may obtain a copy of the License at

    http://www.apache.org/licenses/LICENSE-2.0

Unless required by applicable law or agreed to in writing, software
distributed under the License is distributed on an "AS IS" BASIS,
WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
See the License for the specific language governing permissions and
limitations under the License.
`
const GPL_NOTICE = `${COPYRIGHT}

This program is free software; you can redistribute it and/or modify
it under the terms of the GNU General Public License as published by
the Free Software Foundation; either version 2 of the License, or
(at your option) any later version.

This program is distributed in the hope that it will be useful,
but WITHOUT ANY WARRANTY; without even the implied warranty of
MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
GNU General Public License for more details.

You should have received a copy of the GNU General Public License along
with this program; if not, write to the Free Software Foundation, Inc.,
59 Temple Place, Suite 330, Boston, MA  02111-1307  USA
`
const GPL_ONLY = GPL_NOTICE.replace(
  'either version 2 of the License, or\n(at your option) any later version',
  'version 2 of the License',
)
const COMMONS_CLAUSE = `"Commons Clause" License Condition v1.0

The Software is provided to you by the Licensor under the License, as defined below, subject to the following
condition. Without limiting other conditions in the License, the grant of rights under the License will not include,
and the License does not grant to you, the right to Sell the Software.
`

/** The words of a text in an order of their own: every seventh in turn. */
function scramble(text: string): string {
  const words = text.split(/\s+/)
  return words.map((_, index) => words[(index * 7) % words.length]).join(' ')
}

function comment(text: string, mark: string): string {
  return text
    .split('\n')
    .map((line) => `${mark} ${line}`)
    .join('\n')
}

/** What is still the license: other dress, the same words. */
export const SAME: readonly TextCase[] = [
  ['MIT', MIT, 'MIT'],
  ['MIT without its title', `${COPYRIGHT}\n\n${MIT_BODY}`, 'MIT'],
  ['MIT with carriage returns', MIT.replaceAll('\n', '\r\n'), 'MIT'],
  ['MIT in capitals', MIT.toUpperCase(), 'MIT'],
  ['MIT in typographic quotes', MIT.replaceAll(/"(\w[^"]*)"/g, '“$1”'), 'MIT'],
  ['MIT in a block comment', `/*\n${comment(MIT, ' *')}\n */`, 'MIT'],
  ['MIT after slashes', comment(MIT, '//'), 'MIT'],
  ['MIT after hashes', comment(MIT, '#'), 'MIT'],
  ['MIT after semicolons', comment(MIT, ';;'), 'MIT'],
  ['MIT as a quotation in Markdown', comment(MIT, '>'), 'MIT'],
  ['MIT on one line for each paragraph', MIT.replaceAll(/([^\n])\n(?=[^\n])/g, '$1 '), 'MIT'],
  ['MIT in HTML', `<html><body><pre>${MIT.replaceAll('"', '&quot;')}</pre></body></html>`, 'MIT'],
  [
    'MIT for several holders',
    MIT.replace(
      COPYRIGHT,
      `${COPYRIGHT}\nCopyright (C) 2001-2019, Acme, Inc. All rights reserved.\n© Li Wei`,
    ),
    'MIT',
  ],
  [
    'MIT with an address like a word',
    MIT.replace('jane@example.org', 'jane@use.not.example.no, https://no.example/use'),
    'MIT',
  ],
  ['MIT without any holder', MIT.replace(COPYRIGHT, ''), 'MIT'],
  ['MIT once for each holder', `${MIT}\n${MIT.replace('Jane', 'John')}`, 'MIT'],
  [
    'MIT with a title and an address',
    `# license\n\nThe MIT License (MIT), https://opensource.org/licenses/MIT\n\n${COPYRIGHT}\n\n${MIT_BODY}`,
    'MIT',
  ],
  ['MIT with British spelling', MIT.replace('sublicense', 'sub-licence'), 'MIT'],
  ['MIT announced', `This software is released under the MIT license:\n\n${MIT}`, 'MIT'],
  [
    'MIT with the words of X.Org',
    MIT.replace('this permission notice', 'this permission notice (including the next paragraph)'),
    'MIT',
  ],
  ['ISC', ISC, 'ISC'],
  ['ISC of a company', ISC.replaceAll('THE AUTHOR', 'ACME INC.'), 'ISC'],
  ['0BSD', ISC.replace('ISC License', 'BSD Zero Clause License').replace(/, provided that[^.]*/, ''), '0BSD'],
  ['the notice of Apache', APACHE_NOTICE, 'Apache-2.0'],
  ['the notice of Apache for a library', APACHE_NOTICE.replace('this file', 'this library'), 'Apache-2.0'],
  ['the notice of Apache over https', APACHE_NOTICE.replace('http:', 'https:'), 'Apache-2.0'],
  ['the notice of the GPL, or later', GPL_NOTICE, 'GPL-2.0-or-later'],
  ['the notice of the GPL, this version', GPL_ONLY, 'GPL-2.0-only'],
  ['two licenses, both known', `${MIT}\n\n${ISC}`, 'ISC MIT'],
  ['two licenses, the other way around', `${ISC}\n\n${MIT}`, 'ISC MIT'],
  ['a license and the notice of another', `${MIT}\n\n${GPL_NOTICE}`, 'GPL-2.0-or-later MIT'],
  [
    'MIT before the licenses of others',
    `${MIT}\n# Licenses of bundled dependencies\n\n## a\n\nBy John Doe\n\n${ISC}\n## b\n\nProprietary.`,
    'MIT',
  ],
  [
    'Good, not Evil',
    MIT.replace(
      /THE SOFTWARE IS PROVIDED/,
      'The Software shall be used for Good, not Evil.\n\nTHE SOFTWARE IS PROVIDED',
    ),
    'JSON',
  ],
  ['MIT without its condition, which MIT-0 is', MIT.replace(/The above copyright[^.]*\.\n/, ''), 'MIT-0'],
]

/** What is no license any more, or has never been one. */
export const OTHERS: readonly TextCase[] = [
  ['nothing', '', ''],
  ['white space', ' \n\t\n', ''],
  ['a title alone', 'MIT License', ''],
  ['a copyright line alone', COPYRIGHT, ''],
  ['a readme that names a license', '# thing\n\nDoes things.\n\n## License\n\nMIT © Jane Doe', ''],
  ['a badge', '[![license](https://badge.example/MIT.svg)](LICENSE)', ''],
  ['an address alone', 'https://opensource.org/licenses/MIT', ''],
  ['scrambled words', scramble(MIT), ''],
  ['the paragraphs in another order', MIT.split('\n\n').reverse().join('\n\n'), ''],
  ['the first half', MIT.slice(0, MIT.length / 2), ''],
  ['a grant without the right to sell', MIT.replace(', and/or sell\ncopies', ''), ''],
  ['a grant without "free of charge"', MIT.replace(', free of charge,', ''), ''],
  ['one word: may not', ISC.replace('is hereby granted', 'is hereby not granted'), ''],
  ['with fee', ISC.replace('with or without fee', 'without fee'), ''],
  ['for one purpose', ISC.replace('any\npurpose', 'any noncommercial\npurpose'), ''],
  ['non-commercial at the end', `${MIT}\nNon-commercial use only.`, ''],
  ['non-commercial at the beginning', `Free for non-commercial use.\n\n${MIT}`, ''],
  [
    'non-commercial in a copyright line of its own',
    MIT.replace(COPYRIGHT, `${COPYRIGHT}\nFor academic research only.`),
    '',
  ],
  [
    'non-commercial between paragraphs',
    MIT.replace('\n\nTHE SOFTWARE', '\n\nNot for commercial use.\n\nTHE SOFTWARE'),
    '',
  ],
  ['the Commons Clause before MIT', `${COMMONS_CLAUSE}\n${MIT}`, ''],
  ['the Commons Clause after MIT', `${MIT}\n${COMMONS_CLAUSE}`, ''],
  ['the Commons Clause before the notice of Apache', `${COMMONS_CLAUSE}\n${APACHE_NOTICE}`, ''],
  ['a reservation', `${MIT}\nFiles in ee/ are under the Acme Enterprise License.`, ''],
  ['a pointer to other terms', `${MIT}\nSee also TERMS.txt.`, ''],
  [
    'a second part under unknown terms',
    `${MIT}\n\n---\n\nLTS License\n\nLTS releases need a license key that is bought from Acme.`,
    '',
  ],
  [
    'a restriction on the line of the copyright',
    MIT.replace(COPYRIGHT, `${COPYRIGHT}. For non-commercial use only.`),
    '',
  ],
  ['a restriction after a sign', MIT.replace(COPYRIGHT, '© 2020 Acme, not to be sold'), ''],
  ['other terms on the line of the copyright', MIT.replace(COPYRIGHT, `${COPYRIGHT}, see the Acme EULA`), ''],
  [
    'a restriction on the line of the copyright',
    MIT.replace(COPYRIGHT, `${COPYRIGHT}. For non-commercial use only.`),
    '',
  ],
  ['another title over MIT', `GNU GENERAL PUBLIC LICENSE\n\n${COPYRIGHT}\n\n${MIT_BODY}`, ''],
  ['a postcard', `${MIT}\nSend me a postcard if you like it.`, ''],
  ['credit', `${MIT}\nCredit Acme visibly in every screen.`, ''],
  ['another version in the notice of Apache', APACHE_NOTICE.replace('Version 2.0', 'Version 3.0'), ''],
  ['another version in the notice of the GPL', GPL_NOTICE.replace('version 2', 'version 7'), ''],
  [
    'the licenses of others before the own one',
    `Third party notices\n\n${ISC}\nAll else belongs to Acme.`,
    '',
  ],
  [
    'licenses of others behind an incomplete head',
    `${MIT.slice(0, 700)}\n\nLicenses of bundled dependencies\n\n${ISC}`,
    '',
  ],
  [
    'licenses of others that are announced and missing',
    `${MIT}\nThird party licenses\n\nAll of it is for internal use.`,
    '',
  ],
  ['a text of Unicode alone', '許可する。'.repeat(40), ''],
  ['half surrogate pairs', `\ud800${'\udfff \ud800'.repeat(300)}`, ''],
  ['keys of objects', '__proto__ constructor toString hasOwnProperty '.repeat(20), ''],
  ['longer than any license', MIT.repeat(300), ''],
]
