import type {
  MissingText,
  NoticeDocument,
  NoticeEntry,
  NoticeSection,
  NoticeText,
} from '../../../core/notices.ts'
import type { LicenseFile } from '../texts/license-text.ts'
import { cleanText, compareTexts, keyOfText } from './text.ts'

/** A package that ships, with the files that its own archive holds. */
export interface NoticePackage extends NoticeEntry {
  /** Undefined where it is not installed, so that nobody has read them. */
  readonly files: readonly LicenseFile[] | undefined
}

/** Notices, and the packages for which they are not whole. */
export interface Notices {
  readonly document: NoticeDocument
  /** Also in the document, so that whoever reads it sees what it lacks. */
  readonly missing: readonly MissingText[]
}

/** A text with all that has it. */
interface Shared {
  readonly kind: LicenseFile['kind']
  readonly files: Set<string>
  readonly owners: Set<string>
  text: string
}

/** The same for copies of one package. */
function keyOfEntry({ name, version, purl, license, homepage, authors }: NoticeEntry): string {
  return JSON.stringify([name, version, purl, license, homepage ?? '', authors ?? ''])
}

/** The entry without what else an object may hold. */
function entryOf({ name, version, purl, license, homepage, authors }: NoticeEntry): NoticeEntry {
  return {
    name,
    version,
    purl,
    license,
    ...(homepage === undefined ? {} : { homepage }),
    ...(authors === undefined ? {} : { authors }),
  }
}

function compareEntries(a: NoticeEntry, b: NoticeEntry): number {
  return (
    compareTexts(a.name, b.name) ||
    compareTexts(a.version, b.version) ||
    compareTexts(keyOfEntry(a), keyOfEntry(b))
  )
}

/** Why a package's notices are not whole: each file that cannot be used, and that no license is among the others. */
function reasonsOf(files: NoticePackage['files']): readonly string[] {
  if (!files) return ['it is not installed, so its files were not read']
  const broken = files.filter(({ text }) => text === undefined || cleanText(text) === '')
  const reasons = broken.map(
    ({ path, text, problem }) => `${path} ${text === undefined ? (problem ?? 'cannot be read') : 'is empty'}`,
  )
  const has = files.some((file) => file.kind === 'license' && !broken.includes(file))
  if (has) return reasons
  return reasons.length > 0 ? reasons : ['it holds no license text of its own']
}

/** Every text once. Of texts that differ only in how they are laid out, one is printed, whoever comes first. */
function shareTexts(packages: readonly NoticePackage[]): readonly Shared[] {
  const texts = new Map<string, Shared>()
  for (const one of packages) {
    for (const { kind, path, text } of one.files ?? []) {
      const clean = cleanText(text ?? '')
      if (clean === '') continue
      const key = `${kind} ${keyOfText(clean)}`
      const known = texts.get(key) ?? { kind, files: new Set(), owners: new Set(), text: clean }
      if (compareTexts(clean, known.text) < 0) known.text = clean
      known.files.add(path)
      known.owners.add(keyOfEntry(one))
      texts.set(key, known)
    }
  }
  return [...texts.values()]
}

function compareNotices(a: NoticeText, b: NoticeText): number {
  return compareTexts(a.kind, b.kind) || compareTexts(a.text, b.text)
}

function textOf({ kind, files, text }: Shared): NoticeText {
  return { kind, files: [...files].sort(compareTexts), text }
}

/** Texts in sections by who has them, in the order of the packages. */
function sectionsOf(shared: readonly Shared[], entries: readonly NoticeEntry[]): readonly NoticeSection[] {
  const rank = new Map(entries.map((entry, i) => [keyOfEntry(entry), i]))
  const groups = new Map<string, { readonly ranks: readonly number[]; readonly texts: NoticeText[] }>()
  for (const one of shared) {
    const ranks = [...one.owners].flatMap((owner) => rank.get(owner) ?? []).sort((a, b) => a - b)
    const key = ranks.join()
    const group = groups.get(key) ?? { ranks, texts: [] }
    group.texts.push(textOf(one))
    groups.set(key, group)
  }
  return [...groups.values()]
    .sort((a, b) => compareRanks(a.ranks, b.ranks))
    .map(({ ranks, texts }) => ({
      packages: ranks.flatMap((at) => entries[at] ?? []),
      texts: texts.sort(compareNotices),
    }))
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((rank, i) => rank !== b[i])
  if (at === -1) return a.length - b.length
  return (a[at] ?? 0) - (b[at] ?? Number.NEGATIVE_INFINITY)
}

/**
 * Notices for packages, in whatever order they come: each text once, with all packages that have it. The same license
 * with another copyright line is another text, as it names other holders. Notices that Apache-2.0 wants to be passed on
 * (section 4(d)) are kept. A package without a text is listed as missing; no text is made up for what it declares.
 */
export function noticesOf(packages: readonly NoticePackage[]): Notices {
  const copies = new Map<string, NoticePackage[]>()
  for (const one of packages) {
    const key = keyOfEntry(one)
    const known = copies.get(key)
    if (known) known.push(one)
    else copies.set(key, [one])
  }
  const entries = packages.filter((one) => copies.get(keyOfEntry(one))?.[0] === one).map(entryOf)
  entries.sort(compareEntries)
  const missing = entries.flatMap((entry) => {
    const reasons = new Set((copies.get(keyOfEntry(entry)) ?? []).flatMap(({ files }) => reasonsOf(files)))
    return [...reasons].sort(compareTexts).map((reason): MissingText => ({ package: entry, reason }))
  })
  const sections = sectionsOf(shareTexts(packages), entries)
  return { document: { packages: entries, sections, missing }, missing }
}
