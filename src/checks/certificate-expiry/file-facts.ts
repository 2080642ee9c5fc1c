import type { Gap, Note } from '../../core/finding.ts'
import type { CertificatePorts } from '../../core/ports.ts'
import type { FileEntry } from './entry.ts'
import type { CertificateFact, DocumentFact, FileFact, Thresholds } from './fact.ts'
import type { FoundCertificate } from './files/found.ts'
import { type FilesRead, type ReadFile, readFiles, type UnreadFile } from './files/read-files.ts'
import type { Options } from './options.ts'
import type { Certificate } from './x509/certificate.ts'

export interface Filed {
  readonly facts: readonly CertificateFact[]
  readonly gaps: readonly Gap[]
  readonly notes: readonly Note[]
}

const NOTHING: Filed = { facts: [], gaps: [], notes: [] }

/** Replacing an authority takes longer than replacing a certificate, so it is told earlier. */
function thresholdsOf(entry: FileEntry | undefined, isAuthority: boolean, options: Options): Thresholds {
  const usual = isAuthority ? options['authority-warn'] : options.warn
  return { warn: entry?.warn ?? usual, critical: entry?.critical ?? options.critical }
}

function isSuperseded(certificate: Certificate, others: readonly FoundCertificate[]): boolean {
  const { subject, notAfter } = certificate
  if (subject.text === '') return false
  return others.some(
    ({ certificate: other }) => other.subject.canonical === subject.canonical && other.notAfter > notAfter,
  )
}

function certificateFacts(
  file: ReadFile,
  entry: FileEntry | undefined,
  options: Options,
): readonly FileFact[] {
  const { path, certificates } = file
  return certificates.map(({ certificate, line }) => ({
    kind: 'file',
    path,
    line,
    certificate,
    isSuperseded: isSuperseded(certificate, certificates),
    thresholds: thresholdsOf(entry, certificate.isAuthority, options),
  }))
}

function documentFacts(
  file: ReadFile,
  entry: FileEntry | undefined,
  options: Options,
): readonly DocumentFact[] {
  const { path } = file
  const thresholds = thresholdsOf(entry, false, options)
  const lists = file.lists.flatMap(({ list }): readonly DocumentFact[] => {
    if (list.nextUpdate === undefined) return []
    const { thisUpdate: start, nextUpdate: end, issuer } = list
    return [{ kind: 'document', path, what: 'crl', name: issuer.text, start, end, thresholds }]
  })
  const documents = file.documents.map(
    (document): DocumentFact => ({ kind: 'document', path, ...document, thresholds }),
  )
  return [...lists, ...documents]
}

function gapsOf({ files, empty, unmatched }: FilesRead, unread: readonly UnreadFile[]): readonly Gap[] {
  const about = (path: string, reason: string): Gap => ({ target: path, subject: path, reason })
  return [
    ...files.flatMap(({ path, problems }) => problems.map((problem) => about(path, problem))),
    ...unread.map(({ path, reason }) => about(path, reason)),
    ...empty.filter(({ isExact }) => isExact).map(({ path }) => about(path, 'there is no certificate in it')),
    ...unmatched.map((glob) => about(glob, 'no file is called so')),
  ]
}

/** A pattern over a whole repository meets large files that nobody keeps certificates in; one that is named is meant. */
function isPassedOver({ isExact, reason }: UnreadFile): boolean {
  return !isExact && /larger than/.test(reason)
}

function notesOf({ empty }: FilesRead, passedOver: readonly UnreadFile[]): readonly Note[] {
  const silent = empty.filter(({ isExact }) => !isExact).length
  const counted =
    silent === 1
      ? '1 file was read and holds nothing that ends.'
      : `${silent} files were read and hold nothing that ends.`
  return [
    ...(silent > 0 ? [{ subject: 'files', text: counted }] : []),
    ...passedOver.map(({ path, reason }) => ({ subject: path, text: `Not read: it ${reason}.` })),
  ]
}

function passwordsOf(
  options: Options,
  { secret }: CertificatePorts,
): { passwords: readonly string[]; notes: readonly Note[] } {
  const names = options['password-env']
  const known = names.map((name) => ({ name, password: secret(name) }))
  const missing = known.filter(({ password }) => password === undefined || password === '')
  return {
    passwords: known.flatMap(({ password }) => (password ? [password] : [])),
    notes: missing.map(({ name }) => ({ subject: name, text: 'This environment variable is not set.' })),
  }
}

/** Reads the files that the globs name, and everything with an end in them. */
export async function collectFiles(options: Options, ports: CertificatePorts): Promise<Filed> {
  const entries = options.files
  if (entries.length === 0) return NOTHING
  ports.progress('reading files')
  const { passwords, notes } = passwordsOf(options, ports)
  const globs = entries.map(({ glob }) => glob)
  const read = await readFiles({ globs, tree: ports.tree, passwords, pkcs12: ports.pkcs12 })
  const byGlob = new Map(entries.map((entry) => [entry.glob, entry]))
  const facts = read.files.flatMap((file) => [
    ...certificateFacts(file, byGlob.get(file.glob), options),
    ...documentFacts(file, byGlob.get(file.glob), options),
  ])
  const passedOver = read.unread.filter(isPassedOver)
  const unread = read.unread.filter((one) => !isPassedOver(one))
  return { facts, gaps: gapsOf(read, unread), notes: [...notes, ...notesOf(read, passedOver)] }
}
