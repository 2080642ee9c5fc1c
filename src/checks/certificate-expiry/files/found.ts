import { messageOf } from '../../../core/errors.ts'
import type { Certificate } from '../x509/certificate.ts'
import { type CertificateList, parseCrl } from '../x509/crl.ts'
import { parseCertificate } from '../x509/parse-certificate.ts'

/** A certificate, and the line where it begins, from 1; undefined where the file has no lines. */
export interface FoundCertificate {
  readonly certificate: Certificate
  readonly line: number | undefined
}

/** A list of revoked certificates. */
export interface FoundList {
  readonly list: CertificateList
  readonly line: number | undefined
}

/** Something else that says when it ends: an Apple provisioning profile, SAML metadata. */
export interface FoundDocument {
  readonly what: 'profile' | 'metadata'
  /** What it calls itself; hostile text, may be empty. */
  readonly name: string
  /** Milliseconds since 1970. */
  readonly start: number | undefined
  readonly end: number
}

/** What must be opened with a password before anybody can look into it. */
export interface FoundContainer {
  readonly kind: 'pkcs12'
  readonly bytes: Uint8Array
  readonly line: number | undefined
}

/** What has an end date in a file. Certificates are told once, however often they stand there. */
export interface FoundInFile {
  readonly certificates: readonly FoundCertificate[]
  readonly lists: readonly FoundList[]
  readonly documents: readonly FoundDocument[]
  readonly containers: readonly FoundContainer[]
  /** What looks like a certificate and cannot be read: sentences for people, without any secret. */
  readonly problems: readonly string[]
}

/** Where finders put what they find. */
export interface Finds {
  readonly certificate: (der: Uint8Array, line: number | undefined) => void
  readonly list: (der: Uint8Array, line: number | undefined) => void
  readonly document: (document: FoundDocument) => void
  readonly container: (bytes: Uint8Array, line: number | undefined) => void
  readonly problem: (text: string, line?: number) => void
  /** How many of anything were told so far: certificates that stood there before and problems too. */
  readonly count: () => number
}

/** A file of more than these is no file that a person keeps: the rest is one problem. */
const MAX_CERTIFICATES = 20_000
const MAX_PROBLEMS = 20

interface Problems {
  readonly tell: (text: string, line?: number) => void
  readonly told: () => readonly string[]
}

function collectProblems(): Problems {
  const problems: string[] = []
  let unsaid = 0
  return {
    tell: (text, line) => {
      if (problems.length < MAX_PROBLEMS) problems.push(line === undefined ? text : `line ${line}: ${text}`)
      else unsaid++
    },
    told: () => (unsaid === 0 ? problems : [...problems, `and ${unsaid} more like these`]),
  }
}

/** An empty collection, and what is in it at the end. */
export function collectFinds(): { readonly finds: Finds; readonly found: () => FoundInFile } {
  const certificates = new Map<string, FoundCertificate>()
  const lists: FoundList[] = []
  const documents = new Map<string, FoundDocument>()
  const containers: FoundContainer[] = []
  const problems = collectProblems()
  let count = 0
  const finds: Finds = {
    certificate: (der, line) => {
      count++
      try {
        // A copy: what was read shares its bytes, and beside them in the file there may be a private key.
        const certificate = parseCertificate(new Uint8Array(der))
        const { sha256 } = certificate
        if (certificates.has(sha256)) return
        if (certificates.size < MAX_CERTIFICATES) certificates.set(sha256, { certificate, line })
        else problems.tell(`there are more than ${MAX_CERTIFICATES} certificates`, line)
      } catch (thrown) {
        problems.tell(`a certificate cannot be read: ${messageOf(thrown)}`, line)
      }
    },
    list: (der, line) => {
      count++
      try {
        lists.push({ list: parseCrl(new Uint8Array(der)), line })
      } catch (thrown) {
        problems.tell(`a list of revoked certificates cannot be read: ${messageOf(thrown)}`, line)
      }
    },
    document: (document) => {
      count++
      documents.set(JSON.stringify(document), document)
    },
    container: (bytes, line) => {
      count++
      containers.push({ kind: 'pkcs12', bytes: new Uint8Array(bytes), line })
    },
    problem: (text, line) => {
      count++
      problems.tell(text, line)
    },
    count: () => count,
  }
  const found = () => ({
    certificates: [...certificates.values()],
    lists,
    documents: [...documents.values()],
    containers,
    problems: problems.told(),
  })
  return { finds, found }
}
