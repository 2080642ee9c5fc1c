/** Bytes of a dump as text; undefined where they are none in its encoding. */
export type Decode = (bytes: Buffer) => string | undefined

/** How what PostgreSQL calls an encoding is called elsewhere (encoding.spec.whatwg.org). */
const LABELS: Readonly<Record<string, string>> = {
  UTF8: 'utf-8',
  UNICODE: 'utf-8',
  SQL_ASCII: 'utf-8',
  LATIN2: 'iso-8859-2',
  LATIN3: 'iso-8859-3',
  LATIN4: 'iso-8859-4',
  LATIN6: 'iso-8859-10',
  LATIN7: 'iso-8859-13',
  LATIN8: 'iso-8859-14',
  LATIN9: 'iso-8859-15',
  LATIN10: 'iso-8859-16',
  ISO_8859_5: 'iso-8859-5',
  ISO_8859_6: 'iso-8859-6',
  ISO_8859_7: 'iso-8859-7',
  ISO_8859_8: 'iso-8859-8',
  KOI8R: 'koi8-r',
  KOI8U: 'koi8-u',
  WIN866: 'ibm866',
  WIN874: 'windows-874',
  WIN1250: 'windows-1250',
  WIN1251: 'windows-1251',
  WIN1253: 'windows-1253',
  WIN1254: 'windows-1254',
  WIN1255: 'windows-1255',
  WIN1256: 'windows-1256',
  WIN1257: 'windows-1257',
  WIN1258: 'windows-1258',
  EUC_JP: 'euc-jp',
  EUC_KR: 'euc-kr',
}

/** What windows-1252 has from 0x80 to 0x9F; a NUL where it has nothing. */
const WIN1252 = '€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ'

/** Node's own decoder takes it for ISO 8859-1, from 20.18.3 on (nodejs/node#56542). */
function decodeWin1252(bytes: Buffer): string | undefined {
  const text = bytes
    .toString('latin1')
    .replace(/[\u0080-\u009f]/g, (one) => WIN1252[one.charCodeAt(0) - 0x80] ?? '')
  return text.includes('\0') ? undefined : text
}

/** The name of an encoding as PostgreSQL itself spells it, whichever way it was given. */
export function canonical(encoding: string): string {
  const plain = encoding.toUpperCase().replace(/[^A-Z0-9]/g, '')
  if (plain === 'UTF8' || plain === 'UNICODE' || plain === '') return 'UTF8'
  const known = ['LATIN1', 'WIN1252', ...Object.keys(LABELS)].find(
    (name) => name.replace(/[^A-Z0-9]/g, '') === plain,
  )
  return known ?? encoding.toUpperCase()
}

/** A Node with fewer tables does not know all of them. */
function openDecoder(label: string): InstanceType<typeof TextDecoder> | undefined {
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM: true })
  } catch {
    return undefined
  }
}

/** A decoder for an encoding by its canonical name; undefined where there is none. A NUL byte is in no text. */
export function decoderFor(encoding: string): Decode | undefined {
  if (encoding === 'LATIN1') return (bytes) => (bytes.includes(0) ? undefined : bytes.toString('latin1'))
  if (encoding === 'WIN1252') return decodeWin1252
  const label = LABELS[encoding]
  if (label === undefined) return undefined
  const decoder = openDecoder(label)
  if (decoder === undefined) return undefined
  return (bytes) => {
    if (bytes.includes(0)) return undefined
    try {
      return decoder.decode(bytes)
    } catch {
      return undefined
    }
  }
}
