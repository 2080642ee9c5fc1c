/**
 * Which licenses "this version or later" offers. A family a row (an indented line continues one), its
 * versions in order and separated by `<`; the first id of a version is its current one, the others are
 * spellings of the same version. Rows are explicit because names do not tell: BSD-3-Clause is no later
 * BSD-2-Clause. Only ids of the SPDX License List (https://spdx.org/licenses/) are known; ported and reworded
 * variants stand alone.
 */
const FAMILIES = `
AFL-1.1 < AFL-1.2 < AFL-2.0 < AFL-2.1 < AFL-3.0
AGPL-1.0-only AGPL-1.0 AGPL-1.0-or-later < AGPL-3.0-only AGPL-3.0 AGPL-3.0-or-later
APSL-1.0 < APSL-1.1 < APSL-1.2 < APSL-2.0
ASWF-Digital-Assets-1.0 < ASWF-Digital-Assets-1.1
Apache-1.0 < Apache-1.1 < Apache-2.0
Artistic-1.0 < Artistic-2.0
BitTorrent-1.0 < BitTorrent-1.1
CC-BY-1.0 < CC-BY-2.0 < CC-BY-2.5 < CC-BY-3.0 < CC-BY-4.0
CC-BY-NC-1.0 < CC-BY-NC-2.0 < CC-BY-NC-2.5 < CC-BY-NC-3.0 < CC-BY-NC-4.0
CC-BY-NC-ND-1.0 < CC-BY-NC-ND-2.0 < CC-BY-NC-ND-2.5 < CC-BY-NC-ND-3.0 < CC-BY-NC-ND-4.0
CC-BY-NC-SA-1.0 < CC-BY-NC-SA-2.0 < CC-BY-NC-SA-2.5 < CC-BY-NC-SA-3.0 < CC-BY-NC-SA-4.0
CC-BY-ND-1.0 < CC-BY-ND-2.0 < CC-BY-ND-2.5 < CC-BY-ND-3.0 < CC-BY-ND-4.0
CC-BY-SA-1.0 < CC-BY-SA-2.0 < CC-BY-SA-2.5 < CC-BY-SA-3.0 < CC-BY-SA-4.0
CDDL-1.0 < CDDL-1.1
CDLA-Permissive-1.0 < CDLA-Permissive-2.0
CECILL-1.0 < CECILL-1.1 < CECILL-2.0 < CECILL-2.1
CERN-OHL-1.1 < CERN-OHL-1.2
DRL-1.0 < DRL-1.1
ECL-1.0 < ECL-2.0
EFL-1.0 < EFL-2.0
EPL-1.0 < EPL-2.0
EUPL-1.0 < EUPL-1.1 < EUPL-1.2
GFDL-1.1-invariants-only GFDL-1.1-invariants-or-later
  < GFDL-1.2-invariants-only GFDL-1.2-invariants-or-later
  < GFDL-1.3-invariants-only GFDL-1.3-invariants-or-later
GFDL-1.1-no-invariants-only GFDL-1.1-no-invariants-or-later
  < GFDL-1.2-no-invariants-only GFDL-1.2-no-invariants-or-later
  < GFDL-1.3-no-invariants-only GFDL-1.3-no-invariants-or-later
GFDL-1.1-only GFDL-1.1 GFDL-1.1-or-later < GFDL-1.2-only GFDL-1.2 GFDL-1.2-or-later
  < GFDL-1.3-only GFDL-1.3 GFDL-1.3-or-later
GPL-1.0-only GPL-1.0 GPL-1.0-or-later < GPL-2.0-only GPL-2.0 GPL-2.0-or-later
  < GPL-3.0-only GPL-3.0 GPL-3.0-or-later
LAL-1.2 < LAL-1.3
LGPL-2.0-only LGPL-2.0 LGPL-2.0-or-later < LGPL-2.1-only LGPL-2.1 LGPL-2.1-or-later
  < LGPL-3.0-only LGPL-3.0 LGPL-3.0-or-later
LPL-1.0 < LPL-1.02
LPPL-1.0 < LPPL-1.1 < LPPL-1.2 < LPPL-1.3a < LPPL-1.3c
MPL-1.0 < MPL-1.1 < MPL-2.0
MulanPSL-1.0 < MulanPSL-2.0
NLOD-1.0 < NLOD-2.0
NPL-1.0 < NPL-1.1
OFL-1.0 < OFL-1.1
OFL-1.0-RFN < OFL-1.1-RFN
OFL-1.0-no-RFN < OFL-1.1-no-RFN
OGL-UK-1.0 < OGL-UK-2.0 < OGL-UK-3.0
OLDAP-1.1 < OLDAP-1.2 < OLDAP-1.3 < OLDAP-1.4 < OLDAP-2.0 < OLDAP-2.0.1 < OLDAP-2.1 < OLDAP-2.2
  < OLDAP-2.2.1 < OLDAP-2.2.2 < OLDAP-2.3 < OLDAP-2.4 < OLDAP-2.5 < OLDAP-2.6 < OLDAP-2.7
  < OLDAP-2.8
OSL-1.0 < OSL-1.1 < OSL-2.0 < OSL-2.1 < OSL-3.0
PHP-3.0 < PHP-3.01
Parity-6.0.0 < Parity-7.0.0
RPL-1.1 < RPL-1.5
SGI-B-1.0 < SGI-B-1.1 < SGI-B-2.0
SISSL < SISSL-1.2
TU-Berlin-1.0 < TU-Berlin-2.0
YPL-1.0 < YPL-1.1
ZPL-1.1 < ZPL-2.0 < ZPL-2.1
Zimbra-1.3 < Zimbra-1.4
copyleft-next-0.3.0 < copyleft-next-0.3.1
`

const LATER_BY_ID = readFamilies(FAMILIES)

function readFamilies(rows: string): ReadonlyMap<string, readonly string[]> {
  return new Map(rows.trim().replace(/\n +</g, ' <').split('\n').flatMap(readFamily))
}

function readFamily(row: string): [string, readonly string[]][] {
  const versions = row.split(' < ').map((version) => version.split(' '))
  const current = versions.flatMap((spellings) => spellings.slice(0, 1))
  return versions.flatMap((spellings, index) =>
    spellings.map((id): [string, readonly string[]] => [id, current.slice(index)]),
  )
}

/**
 * The canonical ids of the version that `id` names and of every later one, oldest first: what `id` offers
 * when it is followed by `+`, or ends in `-or-later`. An id of no known family offers itself alone.
 */
export function laterVersions(id: string): readonly string[] {
  return LATER_BY_ID.get(id) ?? [id]
}

/** Every id that stands in a family. */
export function familyIds(): readonly string[] {
  return [...LATER_BY_ID.keys()]
}
