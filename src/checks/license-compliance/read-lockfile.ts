import { messageOf } from '../../core/errors.ts'
import type { Gap, Note } from '../../core/finding.ts'
import type { Tree } from '../../core/ports.ts'
import type { Change } from '../../inventory/change.ts'
import type { FoundPackage } from '../../inventory/installed.ts'
import { installedPackages } from '../../inventory/installed-packages.ts'
import { type Lockfile, labelOf, type Package } from '../../inventory/package.ts'
import type { LicenseFact, Reading } from './fact.ts'
import { licenseFilesOf } from './texts/find.ts'
import type { LicenseFile } from './texts/license-text.ts'
import { identify, type Recognizer } from './texts/recognize.ts'

/** What is read of a lockfile's packages. */
export interface Read {
  readonly facts: readonly LicenseFact[]
  readonly gaps: readonly Gap[]
  readonly notes: readonly Note[]
}

export interface ReadInput {
  readonly tree: Tree
  readonly lockfile: Lockfile
  readonly change: Pick<Change, 'counts' | 'before'>
  readonly recognize: Recognizer
  /** What a registry says of a package that says nothing itself; undefined where nobody is asked. */
  readonly ask: (pkg: Package) => Promise<Reading | undefined>
}

interface Own {
  readonly reading: Reading
  readonly files: readonly LicenseFile[]
}

/** What an installed copy says of itself. Throws a RunError where that cannot be read. */
async function readOwn(found: FoundPackage, recognize: Recognizer): Promise<Own | string> {
  if ('problem' in found.manifest) return `its package.json ${found.manifest.problem}`
  const { license, licenses } = found.manifest.fields
  const value = license ?? licenses
  const reading: Reading = { source: 'package.json', path: `${found.place}/package.json`, value }
  try {
    const files = await licenseFilesOf(found, typeof value === 'string' ? value : undefined)
    return { reading, files: identify(files, recognize) }
  } catch (thrown) {
    return `its license files: ${messageOf(thrown)}`
  }
}

/** License files that are there and could not be read: another license may stand in them. */
function failuresOf(fact: LicenseFact | undefined): readonly string[] {
  const failed = (fact?.files ?? []).filter(({ isFailure }) => isFailure)
  return failed.map(({ path, problem }) => `its ${path}: ${problem}`)
}

/** Whether nobody needs it here: a package of another platform, which is not installed. */
function isElsewhere({ scope, location }: Package, lockfile: Lockfile): boolean {
  const dependents = lockfile.dependents(location)
  return (
    scope === 'optional' || (dependents.length > 0 && dependents.every(({ kind }) => kind === 'optional'))
  )
}

interface Counts {
  others: number
  installed: number
  readonly absent: string[]
  readonly elsewhere: string[]
}

function isSilent({ value }: Reading): boolean {
  return value === undefined || value === null
}

/** Everything that is locked, with what it says of itself where it is installed, in whatever layout. */
export async function readLockfile(input: ReadInput): Promise<Read> {
  const { tree, lockfile } = input
  const facts: LicenseFact[] = []
  const gaps: Gap[] = []
  const counts: Counts = { others: 0, installed: 0, absent: [], elsewhere: [] }
  const installed = await installedPackages(tree, lockfile)
  for (const pkg of lockfile.packages) {
    const found = await installed.of(pkg)
    if (found === 'other') counts.others++
    const copies = typeof found === 'object' ? [found, ...found.copies] : [undefined]
    for (const copy of copies) {
      const told = await factOf(input, pkg, copy, counts)
      const reasons = typeof told === 'string' ? [told] : failuresOf(told)
      for (const reason of reasons) gaps.push({ target: lockfile.path, subject: pkg.location, reason })
      if (typeof told === 'object') facts.push(told)
    }
  }
  for (const reason of installed.problems)
    gaps.push({ target: lockfile.path, subject: lockfile.path, reason })
  gaps.push(...absentGaps(lockfile, counts))
  return { facts, gaps, notes: accountNotes(lockfile, facts, counts) }
}

const NONE: LicenseFact['before'] = []

function wordsOf(packages: readonly Package[]): LicenseFact['before'] {
  return packages.length === 0 ? NONE : packages.map(({ version, license }) => ({ version, value: license }))
}

async function factOf(
  { lockfile, change, recognize, ask }: ReadInput,
  pkg: Package,
  copy: FoundPackage | undefined,
  counts: Counts,
): Promise<LicenseFact | string | undefined> {
  const own = copy && (await readOwn(copy, recognize))
  if (typeof own === 'string') return own
  if (own) counts.installed++
  const locked: Reading = { source: 'lockfile', path: lockfile.path, value: pkg.license }
  const said = own ? [own.reading] : []
  if (lockfile.recordsLicenses) said.push(locked)
  const asked = said.every(isSilent) ? await ask(pkg) : undefined
  const readings = asked ? [...said, asked] : said
  if (readings.length === 0) {
    counts[isElsewhere(pkg, lockfile) ? 'elsewhere' : 'absent'].push(labelOf(pkg))
    return undefined
  }
  const isNew = change.counts(pkg)
  const fact: LicenseFact = {
    lockfile: lockfile.path,
    package: pkg,
    readings,
    counts: isNew,
    before: isNew ? wordsOf(change.before(pkg)) : NONE,
    paths: (most) => lockfile.paths(pkg.location, most),
    dependents: () => lockfile.dependents(pkg.location),
  }
  return own ? { ...fact, files: own.files } : fact
}

const MAX_SHOWN = 3

/** A few of them by name, and how many more. */
export function few(labels: readonly string[]): string {
  const more = labels.length > MAX_SHOWN ? ` and ${labels.length - MAX_SHOWN} more` : ''
  return labels.slice(0, MAX_SHOWN).join(', ') + more
}

/** What is neither installed nor has a license in the lockfile: nobody knows anything about it. */
function absentGaps({ path, format }: Lockfile, { absent }: Counts): readonly Gap[] {
  if (absent.length === 0) return []
  const reason = `${absent.length} packages are not installed, and a ${format} records no licenses: install them before the check, or name a registry`
  return [{ target: path, subject: few(absent), reason }]
}

function accountNotes(lockfile: Lockfile, facts: readonly LicenseFact[], counts: Counts): readonly Note[] {
  const { path: subject, packages, members } = lockfile
  const dev = packages.filter((pkg) => pkg.scope === 'dev').length
  const silent = facts.filter((fact) => fact.readings.every(isSilent)).length
  const checked = new Set(facts.map((fact) => fact.package)).size
  const notes = [
    `Checked ${checked} of ${packages.length} locked packages; ${dev} are needed by development alone.`,
  ]
  if (members.length > 0) {
    notes.push(
      `${members.length} members of the workspace are this repository's own and not judged: ${members.map((one) => one.name).join(', ')}.`,
    )
  }
  if (counts.elsewhere.length > 0) {
    notes.push(
      `${counts.elsewhere.length} optional packages are not installed here (they are for other platforms), and the lockfile records no licenses: nothing is said about them: ${few(counts.elsewhere)}. A registry would tell.`,
    )
  }
  if (counts.others > 0)
    notes.push(
      `${counts.others} installed packages are not the locked ones: the lockfile's word counts for them.`,
    )
  if (counts.installed + counts.others > 0)
    notes.push(
      'The verdict is about what is locked: what is installed and not locked is seen by cross-check alone.',
    )
  if (silent > packages.length / 2 && silent > 10) {
    notes.push(
      `${silent} entries record no license (npm 6, 10.5 to 10.7 write none): run npm ci before the check, or renew the lockfile with a later npm.`,
    )
  }
  return notes.map((text) => ({ subject, text }))
}
