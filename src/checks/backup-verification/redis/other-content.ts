/** What stands where a snapshot should begin, for a person; the order counts. */
const LOOKS: readonly (readonly [RegExp, string])[] = [
  [/^[-+]?(?:NOAUTH|WRONGPASS|NOPERM|ERR|LOADING|MASTERDOWN|MISCONF|BUSY)\b/i, 'holds the error of a server'],
  [/^-[A-Z]{2,}/, 'holds the error of a server'],
  [/^(?:\(error\)|Error:|Could not connect|AUTH failed|Warning:)/i, 'holds the error of redis-cli'],
  [
    /^(?:sending REPLCONF|SYNC sent to|SYNC with|Transfer finished|Starting|\[\w*\] )/i,
    'begins with what redis-cli says while it copies',
  ],
  [/^\$(?:\d+|EOF:)/, 'holds the raw answer of a server to SYNC'],
  [/^\*\d+\r\n\$/, 'is an append-only file of commands'],
  [/^\s*</, 'is HTML or XML'],
  [/^\s*[{[]/, 'is JSON'],
  [/^age-encryption/, 'is encrypted with age'],
  [/^Salted__/, 'is encrypted with openssl'],
  [/^UkVESVM|^VkFMS0VZ/, 'is written in base64'],
  [/^(?:52454449|56414c4b)/i, 'is written in hexadecimal digits'],
]

/** The same by their first bytes, in hexadecimal digits. */
const BYTES: readonly (readonly [string, string])[] = [
  ['1f8b', 'is compressed with gzip'],
  ['28b52ffd', 'is compressed with zstd'],
  ['504b0304', 'is a zip archive'],
  ['0000000000000000', 'begins with zeros'],
]

/** What these first bytes are instead of a Redis or Valkey snapshot; nothing of them is quoted. */
export function describeOther(first: Uint8Array): string {
  const bytes = Buffer.from(first.buffer, first.byteOffset, first.byteLength)
  const digits = bytes.toString('hex')
  const text = bytes.toString('latin1')
  const known = LOOKS.find(([look]) => look.test(text)) ?? BYTES.find(([start]) => digits.startsWith(start))
  return known ? known[1] : 'does not begin as a Redis or Valkey snapshot does'
}
