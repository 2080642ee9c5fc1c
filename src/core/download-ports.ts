/** What may be done where an answer says that the bytes lie elsewhere. */
export type Redirects =
  /** No redirect is followed: it is the answer. */
  | 'none'
  /** Within the origin alone; a redirect to another one is a RunError. */
  | 'same-origin'
  /** Anywhere that is as safe (never from https to http), but another origin gets no header that may hold a secret. */
  | 'any-without-authorization'

/** A read that is too large to be held in memory, or one of the headers alone. */
export interface DownloadRequest {
  /** GET where it is not given. */
  readonly method?: 'GET' | 'HEAD'
  readonly url: string
  /** Made anew for every attempt where it is a function: a signature is old after minutes. */
  readonly headers?: Readonly<Record<string, string>> | (() => Promise<Readonly<Record<string, string>>>)
  /** Milliseconds for everything: connecting, retries, the last byte, and what `onChunk` takes. */
  readonly deadline: number
  /** Milliseconds without a byte after which a connection is given up, and tried again; a minute where it is not given. */
  readonly idle?: number
  /** Bytes accepted. */
  readonly limit: number
  /** The URL is a stranger's word: it must lead to a public address, and so must every place it redirects to. */
  readonly publicOnly?: boolean
  /** Of the whole the bytes from `offset` on, `length` of them (1 at least) or fewer at its end. */
  readonly range?: { readonly offset: number; readonly length: number }
  readonly redirects: Redirects
}

/** How a download ended. The bytes went to `onChunk` where the status is 200 or 206, all of them. */
export interface Downloaded {
  readonly status: number
  /** Of the first answer with bytes, else of the last one; by lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** The first 64 KiB of what was said where the status is another one. */
  readonly body: Uint8Array
}

/**
 * Hands on bytes as they come, in constant memory: while a promise is awaited no more is read. What was cut off is
 * asked for again from there on, and is refused where it is another thing by then (`ETag`, `Last-Modified`, length).
 * What `onChunk` throws ends it and is thrown. Throws a RunError that says what went wrong, without the URL's query.
 */
export type Download = (
  request: DownloadRequest,
  onChunk: (chunk: Uint8Array) => void | Promise<void>,
) => Promise<Downloaded>
