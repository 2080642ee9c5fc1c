/**
 * Names that real package.json files use instead of an SPDX id. A name is here only when it can mean one
 * license; the rest is explained by `ambiguityOf`, never guessed. GNU names without "or later" mean that
 * version only, as the deprecated ids of the SPDX License List do (https://spdx.org/licenses/GPL-3.0.html).
 */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  MIT: [
    'mit license',
    'the mit license',
    'mit license (mit)',
    'the mit license (mit)',
    'mit/x11',
    'expat',
    'expat license',
  ],
  'Apache-2.0': [
    'apache 2',
    'apache 2.0',
    'apache-2',
    'apache2',
    'apache2.0',
    'apache v2',
    'apache v2.0',
    'apache license 2.0',
    'apache license v2.0',
    'apache license, version 2.0',
    'apache license version 2.0',
    'apache software license 2.0',
    'asl 2.0',
  ],
  ISC: ['isc license', 'the isc license', 'isc license (isc)'],
  'BSD-3-Clause': [
    'new bsd',
    'new bsd license',
    'bsd-3',
    'bsd 3-clause',
    'bsd 3-clause license',
    '3-clause bsd',
  ],
  'BSD-2-Clause': [
    'simplified bsd',
    'simplified bsd license',
    'bsd-2',
    'bsd 2-clause',
    'bsd 2-clause license',
    '2-clause bsd',
  ],
  'GPL-2.0-only': ['gplv2', 'gpl v2', 'gpl-2'],
  'GPL-3.0-only': ['gplv3', 'gpl v3', 'gpl-3', 'gnu gplv3', 'gnu gpl v3'],
  'LGPL-2.1-only': ['lgplv2.1'],
  'LGPL-3.0-only': ['lgplv3', 'lgpl v3', 'lgpl-3'],
  'AGPL-3.0-only': ['agplv3', 'agpl v3', 'agpl-3', 'gnu agplv3'],
  'MPL-2.0': ['mpl 2.0', 'mpl-2', 'mplv2', 'mozilla public license 2.0'],
  'CC0-1.0': ['cc0', 'cc0 1.0'],
  Unlicense: ['the unlicense'],
  'Artistic-2.0': ['artistic license 2.0'],
  'OFL-1.1': ['sil ofl 1.1'],
}

const AMBIGUITIES: Readonly<Record<string, readonly string[]>> = {
  'may be 2, 3 or 4 clauses': ['bsd', 'bsd license', 'the bsd license', 'bsd-style', 'bsd-like', 'bsd*'],
  'no version': [
    'gpl',
    'gnu gpl',
    'gnu general public license',
    'lgpl',
    'gnu lgpl',
    'agpl',
    'gnu agpl',
    'apache',
    'apache license',
    'the apache license',
    'apache software license',
    'mpl',
    'mozilla public license',
    'epl',
    'eclipse public license',
    'cddl',
    'eupl',
    'osl',
    'artistic',
    'artistic license',
    'ofl',
    'cc-by',
    'cc by',
    'cc-by-sa',
    'cc by-sa',
    'cc-by-nc',
    'cc by-nc',
  ],
  'does not say which GNU license': ['gnu', 'gnu license', 'fsf'],
  'does not say which Creative Commons license': ['cc', 'creative commons'],
  'a statement, not a license': ['public domain', 'public-domain', 'publicdomain', 'pd'],
  'resembles a license, but which text applies is not said': ['mit-style', 'mit-like', 'mit*', 'apache*'],
  'does not say which terms apply': [
    'custom',
    'commercial',
    'proprietary',
    'private',
    'copyright',
    'all rights reserved',
    'free',
    'freeware',
    'open source',
    'opensource',
    'dual',
    'dual license',
    'other',
    'various',
    'unknown',
    'license',
    'see license',
    'see license file',
  ],
}

const ID_BY_ALIAS = invert(ALIASES)
const REASON_BY_NAME = invert(AMBIGUITIES)

function invert(rows: Readonly<Record<string, readonly string[]>>): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(rows).flatMap(([value, names]) => names.map((name) => [name, value] as const)),
  )
}

function normalize(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toLowerCase()
}

/** The SPDX id that a whole free-text name stands for beyond doubt; undefined for any other text. */
export function aliasOf(text: string): string | undefined {
  return ID_BY_ALIAS.get(normalize(text))
}

/** Why a common name cannot be read as one license, in plain words; undefined for any other text. */
export function ambiguityOf(text: string): string | undefined {
  return REASON_BY_NAME.get(normalize(text))
}
