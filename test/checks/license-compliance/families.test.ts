import { createRequire } from 'node:module'
import { describe, expect, test } from '@jest/globals'
import { aliasOf, ambiguityOf } from '../../../src/checks/license-compliance/aliases.ts'
import { familyIds, laterVersions } from '../../../src/checks/license-compliance/families.ts'

const require = createRequire(import.meta.url)
const current: readonly string[] = require('spdx-license-ids/index.json')
const deprecated: readonly string[] = require('spdx-license-ids/deprecated.json')

const LATER: readonly (readonly [id: string, versions: string])[] = [
  ['GPL-1.0-or-later', 'GPL-1.0-only GPL-2.0-only GPL-3.0-only'],
  ['GPL-2.0-or-later', 'GPL-2.0-only GPL-3.0-only'],
  ['GPL-2.0-only', 'GPL-2.0-only GPL-3.0-only'],
  ['GPL-2.0', 'GPL-2.0-only GPL-3.0-only'],
  ['GPL-3.0-or-later', 'GPL-3.0-only'],
  ['LGPL-2.0-or-later', 'LGPL-2.0-only LGPL-2.1-only LGPL-3.0-only'],
  ['LGPL-2.1', 'LGPL-2.1-only LGPL-3.0-only'],
  ['LGPL-3.0-only', 'LGPL-3.0-only'],
  ['AGPL-1.0-or-later', 'AGPL-1.0-only AGPL-3.0-only'],
  ['AGPL-3.0', 'AGPL-3.0-only'],
  ['GFDL-1.2-or-later', 'GFDL-1.2-only GFDL-1.3-only'],
  ['GFDL-1.1', 'GFDL-1.1-only GFDL-1.2-only GFDL-1.3-only'],
  ['GFDL-1.2-invariants-or-later', 'GFDL-1.2-invariants-only GFDL-1.3-invariants-only'],
  ['GFDL-1.2-no-invariants-only', 'GFDL-1.2-no-invariants-only GFDL-1.3-no-invariants-only'],
  ['MPL-1.0', 'MPL-1.0 MPL-1.1 MPL-2.0'],
  ['MPL-1.1', 'MPL-1.1 MPL-2.0'],
  ['MPL-2.0', 'MPL-2.0'],
  ['MPL-2.0-no-copyleft-exception', 'MPL-2.0-no-copyleft-exception'],
  ['Apache-1.1', 'Apache-1.1 Apache-2.0'],
  ['Apache-2.0', 'Apache-2.0'],
  ['EPL-1.0', 'EPL-1.0 EPL-2.0'],
  ['EUPL-1.1', 'EUPL-1.1 EUPL-1.2'],
  ['CC-BY-3.0', 'CC-BY-3.0 CC-BY-4.0'],
  ['CC-BY-3.0-DE', 'CC-BY-3.0-DE'],
  ['CC-BY-NC-SA-3.0', 'CC-BY-NC-SA-3.0 CC-BY-NC-SA-4.0'],
  ['OLDAP-2.6', 'OLDAP-2.6 OLDAP-2.7 OLDAP-2.8'],
  ['OFL-1.0-RFN', 'OFL-1.0-RFN OFL-1.1-RFN'],
  ['BSD-2-Clause', 'BSD-2-Clause'],
  ['BSD-3-Clause', 'BSD-3-Clause'],
  ['MIT', 'MIT'],
  ['LicenseRef-x', 'LicenseRef-x'],
  ['constructor', 'constructor'],
  ['__proto__', '__proto__'],
]

describe('families', () => {
  test.each(LATER)('%s offers %s', (id, versions) => {
    expect(laterVersions(id)).toEqual(versions.split(' '))
  })

  test('name only ids of the SPDX License List', () => {
    const known = new Set([...current, ...deprecated])
    expect(familyIds().length).toBeGreaterThan(150)
    expect(familyIds().filter((id) => !known.has(id))).toEqual([])
  })

  test('offer only current ids of the SPDX License List, none twice', () => {
    for (const id of [...current, ...deprecated]) {
      const versions = laterVersions(id).filter((version) => version !== id)
      expect([id, versions.filter((version) => !current.includes(version))]).toEqual([id, []])
      expect([id, new Set(versions).size]).toEqual([id, versions.length])
    }
  })

  test('every later version offers the rest of the row', () => {
    for (const id of current) {
      const versions = laterVersions(id)
      versions.forEach((version, index) => {
        expect([id, version, laterVersions(version)]).toEqual([id, version, versions.slice(index)])
      })
    }
  })

  test('know -only, -or-later and the deprecated id as one version', () => {
    const later = current.filter((id) => id.endsWith('-or-later'))
    expect(later.length).toBeGreaterThan(15)
    for (const id of later) {
      const only = id.replace('-or-later', '-only')
      expect([id, laterVersions(id)[0]]).toEqual([id, only])
      expect([id, laterVersions(only)]).toEqual([id, laterVersions(id)])
    }
    for (const id of deprecated.filter((one) => current.includes(`${one}-only`))) {
      expect([id, laterVersions(id)]).toEqual([id, laterVersions(`${id}-only`)])
    }
  })
})

const ALIASES: readonly (readonly [name: string, id: string])[] = [
  ['MIT License', 'MIT'],
  ['The MIT License', 'MIT'],
  ['The MIT License (MIT)', 'MIT'],
  ['MIT/X11', 'MIT'],
  ['Expat', 'MIT'],
  ['Apache 2.0', 'Apache-2.0'],
  ['Apache-2', 'Apache-2.0'],
  ['Apache2', 'Apache-2.0'],
  ['Apache License, Version 2.0', 'Apache-2.0'],
  ['Apache  License,\tVersion 2.0 ', 'Apache-2.0'],
  ['APACHE LICENSE 2.0', 'Apache-2.0'],
  ['ISC License', 'ISC'],
  ['New BSD', 'BSD-3-Clause'],
  ['BSD 3-Clause', 'BSD-3-Clause'],
  ['Simplified BSD', 'BSD-2-Clause'],
  ['GPLv2', 'GPL-2.0-only'],
  ['GPLv3', 'GPL-3.0-only'],
  ['GNU GPL v3', 'GPL-3.0-only'],
  ['LGPLv3', 'LGPL-3.0-only'],
  ['AGPLv3', 'AGPL-3.0-only'],
  ['MPL 2.0', 'MPL-2.0'],
  ['CC0', 'CC0-1.0'],
  ['LGPLv2.1', 'LGPL-2.1-only'],
  ['The Unlicense', 'Unlicense'],
  ['Artistic License 2.0', 'Artistic-2.0'],
  ['SIL OFL 1.1', 'OFL-1.1'],
]

/** Names that must not become an id, whatever they resemble. */
const NO_ALIAS = [
  'BSD',
  'GPL',
  'LGPL',
  'Apache',
  'Public Domain',
  'Artistic',
  'Custom',
  'Commercial',
  'MIT',
  'MIT License OR GPLv3',
  'Not the MIT License',
  'MIT License.',
  'GPLv3+',
  'UNLICENSED',
  'Unlicensed',
  'constructor',
  '__proto__',
  '',
]

const AMBIGUOUS: readonly (readonly [name: string, reason: string])[] = [
  ['BSD', 'may be 2, 3 or 4 clauses'],
  ['bsd license', 'may be 2, 3 or 4 clauses'],
  ['GPL', 'no version'],
  ['LGPL', 'no version'],
  ['Apache', 'no version'],
  ['Apache  License', 'no version'],
  ['Artistic', 'no version'],
  ['Public Domain', 'a statement, not a license'],
  ['Custom', 'does not say which terms apply'],
  ['Commercial', 'does not say which terms apply'],
]

describe('aliases', () => {
  test.each(ALIASES)('%j is %s', (name, id) => {
    expect(aliasOf(name)).toBe(id)
    expect(current).toContain(id)
    expect(ambiguityOf(name)).toBeUndefined()
  })

  test.each(NO_ALIAS)('%j is no alias', (name) => {
    expect(aliasOf(name)).toBeUndefined()
  })

  test.each(AMBIGUOUS)('%j: %s', (name, reason) => {
    expect(ambiguityOf(name)).toBe(reason)
    expect(aliasOf(name)).toBeUndefined()
  })

  test('no SPDX id is an alias of another one, and none is ambiguous', () => {
    for (const id of [...current, ...deprecated]) {
      expect([id, aliasOf(id) ?? id]).toEqual([id, id])
      expect([id, ambiguityOf(id)]).toEqual([id, undefined])
    }
  })

  test.each(['MIT', '', 'constructor', '__proto__', 'something else'])('%j is not ambiguous', (text) => {
    expect(ambiguityOf(text)).toBeUndefined()
  })
})
