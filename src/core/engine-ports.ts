/** What a database engine says no with; its text is the engine's own and may quote data: never shown as it is. */
export class DatabaseError extends Error {
  /** SQLSTATE of five characters; MySQL's number; empty where there is none. */
  readonly code: string

  constructor(message: string, code: string) {
    super(message)
    this.name = 'DatabaseError'
    this.code = code
  }
}

/** The rows of the last statement that has any, as text; null for NULL. */
export interface Rows {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | null)[])[]
}

/** Takes the data of one COPY … FROM stdin. */
export interface CopyTarget {
  /** Resolves when the next may come. Throws a DatabaseError as soon as the engine has refused. */
  readonly write: (chunk: Uint8Array) => Promise<void>
  /** How many rows went in. Throws a DatabaseError where the engine refuses. */
  readonly end: () => Promise<number>
}

/**
 * One conversation with one database of a throwaway engine. Everything in it throws a DatabaseError for what the
 * engine refuses, and a RunError where the engine is gone or the deadline has passed.
 */
export interface Session {
  /** One statement or several. At most 10,000 rows come back. */
  readonly run: (sql: string) => Promise<Rows>
  /** Begins a COPY … FROM stdin. */
  readonly copy: (sql: string) => Promise<CopyTarget>
  readonly close: () => Promise<void>
}

/** Who speaks: `admin` may do everything and runs only our own statements; `restorer` is no superuser and runs the backup's. */
export type Speaker = 'admin' | 'restorer'

/** A PostgreSQL of our own that is thrown away afterwards. */
export interface PostgresEngine {
  /** `server` started here, `embedded` is PGlite, `given` the empty database that the user gave. */
  readonly kind: 'server' | 'embedded' | 'given'
  /** `PostgreSQL 15.18`, `PGlite 0.5.16 (PostgreSQL 18.6)`. */
  readonly version: string
  readonly major: number
  /** The database that is there from the start, empty. */
  readonly database: string
  /** Throws as a session does. Databases that do not exist are made by `create database` of the admin; only one where kind is `given`. */
  readonly open: (database: string, speaker: Speaker) => Promise<Session>
  /** Ends it and removes everything it wrote. Never throws. */
  readonly stop: () => Promise<void>
}

export interface PostgresNeed {
  /** The least major version that understands the dump; 0 where it is not known. */
  readonly major: number
  /** The URL of an empty throwaway database; empty for none. A mistake is refused, and so is a database that is not empty. */
  readonly url: string
  /** Milliseconds for everything that is done with it: at the end it is ended, with all that it started. */
  readonly deadline: number
}

/** Where there is none: `lack` says what is missing and what would help. */
export type Started<Engine> = { readonly engine: Engine } | { readonly lack: string }

/**
 * The highest PostgreSQL server on this machine that is new enough, as a throwaway cluster on a unix socket; else
 * PGlite; else the given database.
 */
export type StartPostgres = (need: PostgresNeed) => Promise<Started<PostgresEngine>>

/** A child process that is fed and read while it runs, with everything it starts in a group of its own. */
export interface ChildRequest {
  /** By name, found outside the workspace; or an absolute path outside it. */
  readonly tool: string
  readonly args: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  /** Working directory; a folder that the workspace does not control where not given. */
  readonly cwd?: string
  /** Milliseconds: then the whole group is ended, first by SIGTERM, soon by SIGKILL. */
  readonly deadline: number
  /** Bytes of standard output accepted; more ends it. */
  readonly limit: number
  /** Standard output as it comes; while a promise is awaited no more is read. */
  readonly onOutput: (chunk: Uint8Array) => void | Promise<void>
  /** Files that the child is given as descriptors 3, 4, …: secrets that must be in no argument. */
  readonly secrets?: readonly Uint8Array[]
}

export interface ChildEnd {
  /** `stopped`: by its deadline, its limit, a signal, or because it could not be started. */
  readonly outcome: 'exited' | 'stopped'
  readonly status: number
  /** The last 64 KiB of standard error. */
  readonly stderr: string
}

export interface Child {
  /** Bytes for its standard input; resolves when more may come. A child that has stopped reading is no error. */
  readonly write: (chunk: Uint8Array) => Promise<void>
  /** Ends its standard input and waits for its end. Never throws for what the child does. */
  readonly end: () => Promise<ChildEnd>
  /** Ends it and its group at once. */
  readonly stop: () => Promise<ChildEnd>
}

/** Starts a child; undefined where there is no such tool. */
export type StartChild = (request: ChildRequest) => Child | undefined

/** A folder of our own for what must lie in files: 0700, removed with all that is in it; restored data never leaves it. */
export interface TemporaryFolder {
  readonly path: string
  /** Never throws. */
  readonly remove: () => Promise<void>
}

/** Makes one. Throws a RunError where it cannot. */
export type MakeFolder = () => Promise<TemporaryFolder>

/** What an object store tells of one object, without its bytes. */
export interface StoredObject {
  readonly key: string
  /** Bytes. */
  readonly size: number
  /** Milliseconds since 1970. */
  readonly modified: number
  /** As the store gave it; empty for none. */
  readonly etag: string
  /** `x-amz-checksum-…` headers, by their lower-case names; of `head` alone. */
  readonly checksums: Readonly<Record<string, string>>
  /** What `read` takes to give the bytes of no later version; of `head` alone, and undefined where the store gave none. */
  readonly version?: string
}

/** A store of objects, read only. Everything throws a RunError that says what went wrong, never with a secret in it. */
export interface ObjectStore {
  /** Every object whose key begins so, all pages, sorted by key; at most 1,000,000. */
  readonly list: (prefix: string) => Promise<readonly StoredObject[]>
  readonly head: (key: string) => Promise<StoredObject>
  /** Bytes from `offset` on, `length` of them or fewer at the end; the whole object where neither is given. Read on demand; retried where it was cut off, from there on. Another version than the one that is named is a RunError. */
  readonly read: (
    key: string,
    range: { readonly offset: number; readonly length: number } | undefined,
    onChunk: (chunk: Uint8Array) => void | Promise<void>,
    version?: string,
  ) => Promise<void>
}

/** An S3-compatible bucket. */
export interface Bucket {
  /** `https://s3.eu-central-1.amazonaws.com`, or the URL of another store; the bucket is the first part of the path there. */
  readonly endpoint: string
  readonly region: string
  readonly bucket: string
  readonly accessKey: string
  readonly secretKey: string
  /** Empty for none. */
  readonly sessionToken: string
}
