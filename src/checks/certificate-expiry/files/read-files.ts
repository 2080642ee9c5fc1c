import { messageOf } from '../../../core/errors.ts'
import { type Glob, globOf } from '../../../core/glob.ts'
import type { CertificatePorts, Tree } from '../../../core/ports.ts'
import { findIn } from './find.ts'
import type { FoundCertificate, FoundInFile } from './found.ts'
import { openContainers } from './open-containers.ts'

/** Larger than any file that is kept for its certificates. */
const LIMIT = 20 * 1024 * 1024

export interface FilesQuestion {
  /** As the user wrote them; one that begins with `!` takes files out, wherever it stands. */
  readonly globs: readonly string[]
  readonly tree: Pick<Tree, 'list' | 'read'>
  /** For PKCS#12; without any, the empty one is tried. */
  readonly passwords: readonly string[]
  readonly pkcs12: CertificatePorts['pkcs12']
}

/** What is common to files: which one, and whose wish it was to look at it. */
interface Wanted {
  readonly path: string
  /** The glob that took it in, as it was written: one that names it exactly, else the last one. */
  readonly glob: string
  /** Whether that glob is this file's name. */
  readonly isExact: boolean
}

/** A file in which there was something, also what cannot be read; PKCS#12 files have been opened. */
export interface ReadFile extends Wanted, Omit<FoundInFile, 'containers'> {
  readonly certificates: readonly FoundCertificate[]
}

/** A file, or a folder, that could not be read. */
export interface UnreadFile extends Wanted {
  readonly reason: string
}

export interface FilesRead {
  /** In the order of their paths. */
  readonly files: readonly ReadFile[]
  /** Read, and nothing with an end date was in them. */
  readonly empty: readonly Wanted[]
  readonly unread: readonly UnreadFile[]
  /** Globs that match no file, or only files that others take out. */
  readonly unmatched: readonly string[]
}

interface Written {
  readonly written: string
  readonly glob: Glob
}

interface Chosen {
  readonly wanted: readonly Wanted[]
  readonly unlisted: readonly UnreadFile[]
  readonly unmatched: readonly string[]
}

function plain(path: string): string {
  return path.replaceAll('\\', '/').replace(/^(?:\.\/+)+/, '')
}

function wantedBy(
  globs: readonly Written[],
  path: string,
  isTaken: (glob: Glob) => boolean,
): Wanted | undefined {
  const fitting = globs.filter(({ glob }) => isTaken(glob))
  const exact = fitting.find(({ written, glob }) => glob.isExact && plain(written) === path)
  const chosen = exact ?? fitting.at(-1)
  return chosen && { path, glob: chosen.written, isExact: exact !== undefined }
}

async function choose({ globs, tree }: FilesQuestion): Promise<Chosen> {
  const { files, unreadable } = await tree.list()
  const compile = (written: string, text = written): Written => ({ written, glob: globOf(text) })
  const included = globs.filter((glob) => !glob.startsWith('!')).map((glob) => compile(glob))
  const excluded = globs.filter((glob) => glob.startsWith('!')).map((glob) => compile(glob, glob.slice(1)))
  const isOut = (path: string) => excluded.some(({ glob }) => glob.matches(path))
  const matched = new Set<string>()
  const wanted: Wanted[] = []
  for (const path of files) {
    const fitting = included.filter(({ glob }) => glob.matches(path))
    const one = isOut(path) ? undefined : wantedBy(fitting, path, () => true)
    if (!one) continue
    for (const { written } of fitting) matched.add(written)
    wanted.push(one)
  }
  const unlisted = unreadable.flatMap(({ path, reason }) => {
    const one = isOut(path) ? undefined : wantedBy(included, path, (glob) => glob.mayMatchBelow(path))
    return one ? [{ ...one, reason: `this folder cannot be listed: ${reason}` }] : []
  })
  const missing = included.filter(({ written }) => !matched.has(written))
  // What lies in a node_modules is not listed; who names such a file means it.
  const named = missing.filter(({ written, glob }) => glob.isExact && !isOut(plain(written)))
  for (const { written } of named) wanted.push({ path: plain(written), glob: written, isExact: true })
  const reached = new Set([...named.map(({ written }) => written), ...unlisted.map(({ glob }) => glob)])
  const unmatched = missing.filter(({ written }) => !reached.has(written)).map(({ written }) => written)
  return { wanted, unlisted, unmatched }
}

async function read(tree: FilesQuestion['tree'], path: string): Promise<Uint8Array | string | undefined> {
  try {
    return await tree.read(path, LIMIT)
  } catch (thrown) {
    return messageOf(thrown)
  }
}

/**
 * Reads the files that globs name, in the order of their paths, and everything with an end date in each. What cannot
 * be read is told; whether that matters is the caller's to say, and so is what a glob without a file means.
 */
export async function readFiles(question: FilesQuestion): Promise<FilesRead> {
  const { wanted, unlisted, unmatched } = await choose(question)
  const files: ReadFile[] = []
  const empty: Wanted[] = []
  const unread: UnreadFile[] = [...unlisted]
  const absent: string[] = []
  for (const one of wanted) {
    const bytes = await read(question.tree, one.path)
    if (typeof bytes === 'string') unread.push({ ...one, reason: bytes })
    else if (bytes === undefined && one.isExact) absent.push(one.glob)
    else if (bytes === undefined) unread.push({ ...one, reason: 'is gone, or a link to nothing' })
    else {
      const { containers, ...found } = findIn(bytes)
      const opened = await openContainers(containers, question)
      const certificates = [...found.certificates, ...opened.certificates]
      const problems = [...found.problems, ...opened.problems]
      const isEmpty =
        certificates.length + found.lists.length + found.documents.length + problems.length === 0
      if (isEmpty) empty.push(one)
      else files.push({ ...one, ...found, certificates, problems })
    }
  }
  return { files, empty, unread, unmatched: [...unmatched, ...absent] }
}
