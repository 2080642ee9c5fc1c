import { messageOf, RunError } from '../../../core/errors.ts'
import type { InstalledPackage, PackageItem } from '../../../inventory/installed.ts'
import { decodeText } from './decode.ts'
import { kindOf, namedFile } from './license-names.ts'
import type { LicenseFile } from './license-text.ts'
import { hashOf, TEXT_LIMIT } from './normalize.ts'

/** The most license files of a package that are read, and bytes of each. */
export const FILE_LIMIT = 40
export const BYTE_LIMIT = 1_000_000

const TOO_LONG = `it is longer than ${TEXT_LIMIT} characters, too long to be compared with known licenses`

/** The folders of the REUSE specification (https://reuse.software/spec-3.3/), and what others call theirs. */
const FOLDERS: ReadonlySet<string> = new Set(['licenses', 'licences', 'license', 'licence'])

interface Candidate {
  readonly path: string
  readonly kind: LicenseFile['kind']
  readonly item: PackageItem
}

/**
 * The license files and notices of a package, by their paths: those in its root that are called as such, those in a
 * folder LICENSES or LICENSE, and the one that `declared` names with "SEE LICENSE IN". What is called like one and
 * cannot be read, a link for instance, is there with its problem. A README is none of them. Throws a RunError where
 * the package's root cannot be read.
 */
export async function licenseFilesOf(
  pkg: InstalledPackage,
  declared: string | undefined,
): Promise<readonly LicenseFile[]> {
  const items = await pkg.list('')
  const found: LicenseFile[] = []
  const candidates = items.flatMap((item) => candidateOf('', item))
  for (const item of items) {
    if (item.kind !== 'folder' || !FOLDERS.has(item.name.toLowerCase())) continue
    const inside = await listed(pkg, item.name)
    if (typeof inside === 'string') found.push({ ...unread(item.name, 'license', inside), isFailure: true })
    else candidates.push(...inside.flatMap((each) => candidateInFolder(item.name, each)))
  }
  const read = candidates.slice(0, FILE_LIMIT)
  for (const candidate of read) found.push(await readCandidate(pkg, candidate))
  found.push(...candidates.slice(FILE_LIMIT).map(tooMany))
  const named = await namedFileOf(pkg, declared, found)
  return [...found, ...named].sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** What is in a folder, or why that cannot be read. */
async function listed(pkg: InstalledPackage, folder: string): Promise<readonly PackageItem[] | string> {
  try {
    return await pkg.list(folder)
  } catch (thrown) {
    return reasonOf(thrown)
  }
}

function candidateOf(folder: string, item: PackageItem): readonly Candidate[] {
  const kind = kindOf(item.name)
  if (!kind) return []
  // A folder of that name is looked into; any other name ends where nobody expects a folder.
  if (item.kind === 'folder' && (FOLDERS.has(item.name.toLowerCase()) || kind === 'notice')) return []
  return [{ path: folder === '' ? item.name : `${folder}/${item.name}`, kind, item }]
}

/** In a folder of licenses every file is one, except for a page that tells about them. */
function candidateInFolder(folder: string, item: PackageItem): readonly Candidate[] {
  if (/^readme\b/i.test(item.name)) return []
  return [{ path: `${folder}/${item.name}`, kind: kindOf(item.name) ?? 'license', item }]
}

async function readCandidate(pkg: InstalledPackage, { path, kind, item }: Candidate): Promise<LicenseFile> {
  if (item.kind === 'link') return unread(path, kind, 'it is a link, and links are not followed')
  if (item.kind === 'folder') return unread(path, kind, 'it is a folder')
  if (item.kind !== 'file') return unread(path, kind, 'it is no plain file')
  if (item.size > BYTE_LIMIT) return unread(path, kind, 'it is larger than 1 MB')
  return readText(pkg, path, kind, true)
}

async function readText(
  pkg: InstalledPackage,
  path: string,
  kind: LicenseFile['kind'],
  isListed: boolean,
): Promise<LicenseFile> {
  try {
    const bytes = await pkg.read(path, BYTE_LIMIT)
    if (!bytes) return unread(path, kind, 'it is not there')
    const text = decodeText(bytes)
    if (text === undefined) return unread(path, kind, 'it is no text')
    if (text.length > TEXT_LIMIT) return { path, kind, text, problem: TOO_LONG }
    return { path, kind, text, hash: hashOf(text) }
  } catch (thrown) {
    return { ...unread(path, kind, reasonOf(thrown)), ...(isListed ? { isFailure: true } : {}) }
  }
}

async function namedFileOf(
  pkg: InstalledPackage,
  declared: string | undefined,
  found: readonly LicenseFile[],
): Promise<readonly LicenseFile[]> {
  const named = namedFile(declared)
  if (named === undefined) return []
  if (named.path === undefined) return [unread(named.name, 'license', 'it does not lie in the package')]
  if (found.some((file) => file.path.toLowerCase() === named.path?.toLowerCase())) return []
  return [await readText(pkg, named.path, 'license', false)]
}

function tooMany({ path, kind }: Candidate): LicenseFile {
  return unread(path, kind, `the package has more than ${FILE_LIMIT} license files`)
}

function unread(path: string, kind: LicenseFile['kind'], problem: string): LicenseFile {
  return { path, kind, text: undefined, problem }
}

/** Only what the world did is a problem of the file; a bug stays one. */
function reasonOf(thrown: unknown): string {
  if (thrown instanceof RunError) return messageOf(thrown)
  throw thrown
}
