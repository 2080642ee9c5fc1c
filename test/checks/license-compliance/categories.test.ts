import { createRequire } from 'node:module'
import { describe, expect, test } from '@jest/globals'
import {
  CATEGORIES,
  type Category,
  categoryOf,
  idsOf,
} from '../../../src/checks/license-compliance/categories.ts'

const require = createRequire(import.meta.url)
const current: readonly string[] = require('spdx-license-ids/index.json')
const deprecated: readonly string[] = require('spdx-license-ids/deprecated.json')

/** Well-known ids, written down from common knowledge and the owner's rules rather than from the table. */
const SPOT: readonly (readonly [id: string, category: Category])[] = [
  ['MIT', 'permissive'],
  ['MIT-0', 'permissive'],
  ['ISC', 'permissive'],
  ['0BSD', 'permissive'],
  ['BSD-2-Clause', 'permissive'],
  ['BSD-3-Clause', 'permissive'],
  ['BSD-4-Clause', 'permissive'],
  ['Apache-2.0', 'permissive'],
  ['Apache-1.1', 'permissive'],
  ['BlueOak-1.0.0', 'permissive'],
  ['BSL-1.0', 'permissive'],
  ['Zlib', 'permissive'],
  ['X11', 'permissive'],
  ['W3C', 'permissive'],
  ['WTFPL', 'permissive'],
  ['PostgreSQL', 'permissive'],
  ['Python-2.0', 'permissive'],
  ['PSF-2.0', 'permissive'],
  ['Unicode-3.0', 'permissive'],
  ['UPL-1.0', 'permissive'],
  ['MulanPSL-2.0', 'permissive'],
  ['AFL-3.0', 'permissive'],
  ['NCSA', 'permissive'],
  ['CC-BY-4.0', 'permissive'],
  ['CC-BY-3.0', 'permissive'],
  ['CC0-1.0', 'public-domain'],
  ['Unlicense', 'public-domain'],
  ['PDDL-1.0', 'public-domain'],
  ['blessing', 'public-domain'],
  ['LGPL-2.1-only', 'weak-copyleft'],
  ['LGPL-2.1-or-later', 'weak-copyleft'],
  ['LGPL-3.0', 'weak-copyleft'],
  ['MPL-1.1', 'weak-copyleft'],
  ['MPL-2.0', 'weak-copyleft'],
  ['EPL-1.0', 'weak-copyleft'],
  ['EPL-2.0', 'weak-copyleft'],
  ['CDDL-1.0', 'weak-copyleft'],
  ['CC-BY-SA-4.0', 'weak-copyleft'],
  ['OFL-1.1', 'weak-copyleft'],
  ['GPL-2.0-only', 'strong-copyleft'],
  ['GPL-2.0', 'strong-copyleft'],
  ['GPL-2.0-or-later', 'strong-copyleft'],
  ['GPL-3.0-only', 'strong-copyleft'],
  ['GPL-3.0-or-later', 'strong-copyleft'],
  ['CECILL-2.1', 'strong-copyleft'],
  ['Sleepycat', 'strong-copyleft'],
  ['AGPL-1.0-only', 'network-copyleft'],
  ['AGPL-3.0', 'network-copyleft'],
  ['AGPL-3.0-only', 'network-copyleft'],
  ['AGPL-3.0-or-later', 'network-copyleft'],
  ['OSL-3.0', 'network-copyleft'],
  ['CPAL-1.0', 'network-copyleft'],
  ['RPL-1.5', 'network-copyleft'],
  ['SSPL-1.0', 'source-available'],
  ['BUSL-1.1', 'source-available'],
  ['Elastic-2.0', 'source-available'],
  ['FSL-1.1-MIT', 'source-available'],
  ['PolyForm-Noncommercial-1.0.0', 'source-available'],
  ['CC-BY-NC-4.0', 'source-available'],
  ['CC-BY-NC-SA-4.0', 'source-available'],
  ['CC-BY-ND-4.0', 'source-available'],
]

/** Where ScanCode, Blue Oak, Google or the name of the license says something else: what its text decided. */
const SETTLED: readonly (readonly [ids: string, category: Category, why: string])[] = [
  [
    'JSON',
    'source-available',
    'ScanCode: permissive. "Good, not Evil" limits the use; neither OSI nor Blue Oak lists it',
  ],
  ['MS-LPL', 'source-available', 'ScanCode: permissive. Its clause 3F grants rights on Windows alone'],
  ['Aladdin', 'source-available', 'ScanCode: copyleft. Forbids distribution against payment'],
  ['PPL', 'source-available', 'ScanCode: copyleft. Commercial use for worker-owned businesses alone'],
  ['Hippocratic-2.1 Hippocratic-3.0-core MVT-1.1', 'source-available', 'conditions on what the user does'],
  ['BSD-3-Clause-OpenWebUI', 'source-available', 'BSD by name; branding may not be removed above 50 users'],
  ['MMPL-1.0.1', 'source-available', 'only for owners of one game; ScanCode since 2026: proprietary free'],
  [
    'BSD-3-Clause-No-Nuclear-License BSD-3-Clause-No-Nuclear-License-2014 BSD-3-Clause-No-Military-License',
    'source-available',
    'Blue Oak has the second as permissive; "not licensed for use in" a nuclear or military facility',
  ],
  [
    'BSD-3-Clause-No-Nuclear-Warranty',
    'permissive',
    'ScanCode: restricted. "not designed or intended" disclaims only',
  ],
  ['SGI-B-1.0', 'source-available', 'Google: notice. Changes are licensed only while they keep to an API'],
  ['SOFA Unicode-TOU', 'source-available', 'limit what the files may be used for'],
  [
    'HPND-export-US HPND-UC-export-US HPND-export-US-acknowledgement',
    'permissive',
    'ScanCode: restricted. Only remind of export law',
  ],
  ['Caldera', 'permissive', 'ScanCode: restricted. Names the files it covers, then is BSD-4-Clause'],
  [
    'FSFUL NLPL Symlinks WTFPL diffmark',
    'permissive',
    'ScanCode: public domain. Permissions, not dedications',
  ],
  ['ANTLR-PD ANTLR-PD-fallback', 'public-domain', 'Blue Oak: permissive. "fully in the public domain"'],
  [
    'EUPL-1.1 EUPL-1.2',
    'network-copyleft',
    'ScanCode: weak. Distribution includes "access to its essential functionalities"',
  ],
  ['EUPL-1.0', 'strong-copyleft', 'lacks that clause'],
  [
    'APSL-2.0 RPSL-1.0 UCL-1.0 NPOSL-3.0 TGPPL-1.0',
    'network-copyleft',
    'ScanCode: copyleft or limited. External deployment',
  ],
  [
    'APSL-1.0 APSL-1.1 APSL-1.2 Watcom-1.0 RPL-1.1',
    'network-copyleft',
    'deploying is any use but research or private use',
  ],
  ['Frameworx-1.0', 'network-copyleft', 'ScanCode: weak. "release, distribution or remote availability"'],
  [
    'CAL-1.0 CAL-1.0-Combined-Work-Exception',
    'network-copyleft',
    'conditions hold "via a network connection"',
  ],
  ['Parity-6.0.0 Parity-7.0.0', 'network-copyleft', 'software that is operated with it has to be published'],
  ['ESA-PL-strong-copyleft-2.4', 'network-copyleft', 'its section 3.4 covers software as a service'],
  ['ESA-PL-weak-copyleft-2.4', 'weak-copyleft', 'its section 3.2.4 lets combinations have other terms'],
  ['CECILL-1.1 CECILL-2.0 CECILL-2.1', 'strong-copyleft', 'ScanCode: weak. Made to match the GPL'],
  ['CECILL-C', 'weak-copyleft', 'ScanCode: copyleft. Made to match the LGPL'],
  ['NGPL', 'strong-copyleft', 'ScanCode: weak. "the whole of any work", as SMAIL-GPL'],
  [
    'QPL-1.0 QPL-1.0-INRIA-2004',
    'strong-copyleft',
    'ScanCode: weak. Reaches what links; Blue Oak: strong, Google: restricted',
  ],
  [
    'CERN-OHL-1.1 CERN-OHL-1.2 TAPR-OHL-1.0',
    'strong-copyleft',
    'ScanCode: permissive or weak. Same license for changes',
  ],
  [
    'ErlPL-1.1 Interbase-1.0 Motosoto RHeCos-1.1 SNIA SugarCRM-1.1.3 YPL-1.1',
    'weak-copyleft',
    'ScanCode: copyleft. Reach files, as the MPL they come from; larger works may have other terms',
  ],
  [
    'ODbL-1.0 CC-SA-1.0',
    'weak-copyleft',
    'ScanCode: copyleft. Share-alike; works produced from an ODbL base are free of it',
  ],
  [
    'LPPL-1.0 LPPL-1.3c Vim',
    'weak-copyleft',
    'ScanCode: copyleft, Blue Oak: permissive. Duties on changed files',
  ],
  [
    'Artistic-1.0 Artistic-2.0 ClArtistic OGTSL OLDAP-1.4 Ruby Qhull LPL-1.02 NASA-1.3 NBPL-1.0',
    'weak-copyleft',
    'Blue Oak: permissive, ScanCode: weak. Ask for the changes, the original or the place to get it',
  ],
  [
    'OFL-1.0 OFL-1.0-RFN OFL-1.1-no-RFN',
    'weak-copyleft',
    'ScanCode: permissive. No other license for derived fonts',
  ],
  [
    'Abstyles Latex2e Latex2e-translated-notice',
    'weak-copyleft',
    'ScanCode: permissive. "identical to this one" for changes',
  ],
  ['App-s2p pnmstitch', 'weak-copyleft', 'ScanCode: permissive. Restricting others is prohibited'],
  [
    'Aspell-RU dvipdfm',
    'weak-copyleft',
    'ScanCode: permissive. Changes as patches, or beside the original, as gnuplot',
  ],
  [
    'Sendmail Sendmail-Open-Source-1.1 Vixie-Cron xzoom',
    'weak-copyleft',
    'ScanCode: permissive. Source when sold or built',
  ],
  [
    'SISSL SISSL-1.2',
    'weak-copyleft',
    'ScanCode: proprietary free. Deviations from a standard have to be published',
  ],
]

/** Current ids in no category, and why. */
const UNMAPPED: Readonly<Record<string, string>> = {
  'Adobe-Utopia': 'grants copying; does not speak of changes',
  'CAPEC-tou': 'grants copying; does not speak of changes',
  'atc-game': 'grants copying; does not speak of changes',
  MIPS: 'grants copying and use; does not speak of changes',
  ThirdEye: 'grants copying and use; does not speak of changes',
  'ISO-permission': 'grants copying for use with one standard; does not speak of changes',
  'MPEG-SSG': 'grants use; does not speak of copying, and reserves patents',
  psfrag: 'grants nothing: asks for a notice of changes',
  'IEC-Code-Components-EULA': 'allows only the changes that a standard permits',
  OpenVision: 'claims the copyright of all changes for its author',
  'OPUBL-1.0': 'its options may forbid changes or printing, and the id does not name them',
  Bugroff: 'a joke: what it grants is not said',
  'any-OSI': 'names no license: the choice decides',
  'any-OSI-perl-modules': 'names no license: the choice decides',
}

describe('categories', () => {
  const named = CATEGORIES.flatMap(idsOf)
  const known = new Set([...current, ...deprecated])

  test('name only ids of the SPDX License List', () => {
    expect(named.filter((id) => !known.has(id))).toEqual([])
  })

  test('name no id twice', () => {
    expect(named.filter((id, index) => named.indexOf(id) !== index)).toEqual([])
  })

  test('cover at least 97 % of the current ids, and the others are listed with the reason', () => {
    const unmapped = current.filter((id) => categoryOf(id) === undefined)
    expect(unmapped.toSorted()).toEqual(Object.keys(UNMAPPED).toSorted())
    expect(1 - unmapped.length / current.length).toBeGreaterThanOrEqual(0.97)
  })

  test('cover all deprecated ids', () => {
    expect(deprecated.filter((id) => categoryOf(id) === undefined)).toEqual([])
  })

  test.each(SPOT)('%s is %s', (id, category) => {
    expect(categoryOf(id)).toBe(category)
  })

  test.each(SETTLED)('%s: %s (%s)', (ids, category) => {
    expect(ids.split(' ').map(categoryOf)).toEqual(ids.split(' ').map(() => category))
  })

  test('are those of the same version for an id and its -only and -or-later forms', () => {
    const later = current.filter((id) => id.endsWith('-or-later'))
    expect(later.length).toBeGreaterThan(15)
    for (const id of later)
      expect([id, categoryOf(id)]).toEqual([id, categoryOf(id.replace('-or-later', '-only'))])
  })

  test.each(['', 'mit', 'UNLICENSED', 'constructor', '__proto__', 'toString', 'LicenseRef-x', 'MIT '])(
    'know nothing of %j',
    (text) => {
      expect(categoryOf(text)).toBeUndefined()
    },
  )

  test('keep non-commercial, no-derivatives and share-alike content licenses out of permissive', () => {
    const limited = current.filter((id) => /^CC-.*(NC|ND|SA)/.test(id))
    expect(limited.length).toBeGreaterThan(40)
    expect(limited.filter((id) => categoryOf(id) === 'permissive')).toEqual([])
    const restricted = limited.filter((id) => /NC|ND/.test(id))
    expect(restricted.filter((id) => categoryOf(id) !== 'source-available')).toEqual([])
  })
})
