import type { Tls } from './tls-ports.ts'

export type {
  Address,
  Resolved,
  Roots,
  Tls,
  TlsAnswer,
  TlsFault,
  TlsProtocol,
  TlsRequest,
} from './tls-ports.ts'
export { TLS_PROTOCOLS } from './tls-ports.ts'

/** The files of a directory, on disk or at a commit, so that head and base are read the same way. */
export interface Tree {
  /** Every file below the root, `/`-separated and sorted; not what lies in `.git` or in a `node_modules`. */
  readonly list: () => Promise<Listing>
  /**
   * A file's bytes; undefined where there is none. Throws a RunError where there is one that cannot be read
   * (larger than the limit in bytes, or than 200 MB; no permission; a link out of the root).
   */
  readonly read: (path: string, limit?: number) => Promise<Uint8Array | undefined>
  /**
   * What stands directly in a folder, sorted by name; empty where there is no such folder. A link in it is told as a
   * link. Throws a RunError where it cannot be listed, or where it is a link out of the root: only below a
   * `node_modules` may a folder be one, as pnpm's are. Empty at a commit.
   */
  readonly listFolder: (path: string) => Promise<readonly PackageItem[]>
  /**
   * Every folder in any `node_modules` below the root that holds a package, sorted; links are not followed, so that
   * what a store holds is there once. None at a commit.
   */
  readonly listInstalled: () => Promise<readonly string[]>
}

/** One entry directly in a folder of a package. */
export interface PackageItem {
  readonly name: string
  /** A link is never followed. */
  readonly kind: 'file' | 'folder' | 'link' | 'other'
  /** Bytes, of a file. */
  readonly size: number
}

export interface Listing {
  readonly files: readonly string[]
  /** Directories that could not be listed. */
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[]
}

/** What a change is compared with. */
export type Base =
  /** Nothing: this is not a change, or the user said so; everything counts. */
  | { readonly kind: 'none' }
  /** There should be one and it cannot be had; everything counts, and that is said. */
  | { readonly kind: 'missing'; readonly reason: string }
  | { readonly kind: 'found'; readonly ref: string; readonly tree: Tree }

/** The repository's other commits, read only: by git, else (a shallow checkout) through the contents API. */
export interface Repository {
  /** The base that is wanted: a ref, `none`, or empty for the one the event names. */
  readonly base: (wanted: string) => Promise<Base>
  /** Which of these paths git ignores: files that it does not track and was told not to. None where there is no git. */
  readonly ignored: (paths: readonly string[]) => Promise<ReadonlySet<string>>
  /** Which of these paths git tracks. None where there is no git. */
  readonly tracked: (paths: readonly string[]) => Promise<ReadonlySet<string>>
}

/** A package as license-checker reports it. */
export interface CheckedPackage {
  readonly name: string
  readonly version: string
  /** Relative to the root that was asked about, with `/`. */
  readonly path: string
  readonly licenses: unknown
  readonly isPrivate: boolean
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  /** Milliseconds for everything: connecting, retries, the last byte. */
  readonly deadline: number
  /** Bytes of body accepted. */
  readonly limit: number
  /** The URL is a stranger's word: it must lead to a public address, whatever its name resolves to. */
  readonly publicOnly?: boolean
}

export interface HttpResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Uint8Array
}

/** One proxy-aware client. Throws a RunError that says what went wrong when no whole answer came in time. */
export type Http = (request: HttpRequest) => Promise<HttpResponse>

export interface Ran {
  readonly status: number
  readonly stdout: Uint8Array
  readonly stderr: string
}

/** Runs a short tool by name, found outside the workspace, with a clean environment; undefined where there is none. */
export type RunTool = (
  tool: string,
  args: readonly string[],
  environment?: Readonly<Record<string, string>>,
) => Promise<Ran | undefined>

/** GitHub's API, to ask for what everybody may know. */
export interface GitHubApi {
  /** Without a slash at its end. */
  readonly url: string
  /** Empty where there is none; it goes to no other origin. */
  readonly token: string
}

/** What a PKCS#12 file holds. */
export type Pkcs12Answer =
  | { readonly kind: 'certificates'; readonly certificates: readonly Uint8Array[] }
  | { readonly kind: 'locked' }
  | { readonly kind: 'unreadable'; readonly reason: string }

/** The workflow that this run is a part of. */
export interface Workflow {
  /** Its file, relative to the root of the repository; undefined outside of a workflow. */
  readonly path: string | undefined
  /** Whether a schedule started it. */
  readonly isScheduled: boolean
  /** The cron expression that did. */
  readonly cron: string | undefined
}

/** Places on this machine, absolute. */
export interface Local {
  /** The directory being checked. */
  readonly directory: string
  /** A folder of this user's alone for what can be made again; undefined where there is none. */
  readonly cache: string | undefined
}

/** What every check may know of the world; what only one needs is added below, and only its bundle holds it. */
export interface Ports {
  /** The directory being checked. */
  readonly tree: Tree
  readonly repository: Repository
  /** A file that ships beside the bundle, by its name. Throws a RunError where it is not there. */
  readonly asset: (name: string) => Uint8Array
  readonly http: Http
  /** An environment variable that holds a secret: masked in the log from then on. Undefined where there is none. */
  readonly secret: (name: string) => string | undefined
  readonly workflow: Workflow
  readonly github: GitHubApi
  readonly local: Local
  /** What is being done now, for a person who waits. */
  readonly progress: (text: string) => void
  /** The moment as of which is answered. */
  readonly clock: () => Date
  /** Milliseconds of a clock that moves, whatever moment is answered for: for deadlines. */
  readonly elapsed: () => number
}

/** What license-compliance may know beside it. */
export interface LicensePorts extends Ports {
  /** license-checker's reading of the installed tree. Throws a RunError where it cannot. */
  readonly licenseChecker: () => Promise<readonly CheckedPackage[]>
}

/** What certificate-expiry may know beside it. */
export interface CertificatePorts extends Ports {
  readonly tls: Tls
  /** The certificates in a PKCS#12 file, opened by one of these passwords. */
  readonly pkcs12: (bytes: Uint8Array, passwords: readonly string[]) => Promise<Pkcs12Answer>
}

/** One annotation. Its texts are escaped by `formats/` against the runner's older syntax; @actions/core does the rest. */
export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice'
  readonly title: string
  readonly message: string
  readonly path?: string
  readonly line?: number
}

/** What a check action may do to its run; nothing here can write to GitHub. */
export interface Runner {
  readonly annotate: (annotation: Annotation) => void
  readonly output: (name: string, value: string) => void
  readonly print: (line: string) => void
  /** Appends to the step's summary; false where this runner has none. */
  readonly summarize: (markdown: string) => boolean
  /** Hides a secret in the log from then on. */
  readonly mask: (secret: string) => void
  /** Marks the step as failed; the process goes on. */
  readonly fail: (message: string) => void
}

/** Writes a text file, making its folders. Throws a RunError that names it. */
export type WriteFile = (path: string, text: string) => void
