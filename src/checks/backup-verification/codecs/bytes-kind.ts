/** What bytes are by their first ones. */
export const BYTES_KINDS = [
  'empty',
  'gzip',
  'zstd',
  'xz',
  'bzip2',
  'lz4',
  'zip',
  'tar',
  'age',
  'gpg',
  'openssl',
  'pg-custom',
  'sqlite',
  'rdb',
  'sql',
  'json',
  'html',
  'xml-error',
  'xml',
  'error-text',
  'lfs-pointer',
  'utf-16',
  'text',
  'unknown',
] as const
/** One of them. `unknown` is neither text nor anything that is recognized. */
export type BytesKind = (typeof BYTES_KINDS)[number]
