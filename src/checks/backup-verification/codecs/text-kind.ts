import type { BytesKind } from './bytes-kind.ts'

const BOM = '\ufeff'

/** What a program says instead of a backup, at the start of a line. */
const COMPLAINTS = [
  /^(pg_dump|pg_dumpall|pg_basebackup|mysqldump|mariadb-dump|redis-cli|sqlite3|mongodump|psql|tar|gzip|docker|docker-compose|kubectl|aws|ssh|sudo|curl|wget)(\.exe)?: /,
  /^(\/bin\/|\/usr\/bin\/)?(ba|da|z|k)?sh: (line )?.{1,80}(not found|denied|no such file)/i,
  /^.{0,80}: (command not found|Permission denied|No such file or directory)\s*$/m,
  /^(error response from daemon|error: |fatal: |could not connect|access denied|permission denied|no such container|segmentation fault)/i,
  /^(Warning: )?Using a password on the command line/i,
]

const SQL_START =
  /^(--|\/\*|#|\\(restrict|connect|unrestrict)\b|(create|insert|set|begin|drop|select|start|use|pragma|copy|alter|lock|grant|delimiter|replace|delete|update|truncate|go|print|if|with|do|comment)\b)/i

function kindOfMarkup(start: string): BytesKind | undefined {
  if (/^<(!doctype html|html|head|body|title|h1)\b/i.test(start)) return 'html'
  if (!start.startsWith('<')) return undefined
  const inside = start.replace(/^<\?xml[^>]*>\s*/, '')
  if (/^<(!doctype html|html)\b/i.test(inside)) return 'html'
  if (/^<(Error|ErrorResponse)[\s>]/.test(inside)) return 'xml-error'
  return start.startsWith('<?xml') || /^<[A-Za-z!]/.test(inside) ? 'xml' : undefined
}

/** Whether the first bytes of something are those of a text: no NULs or other controls that no text has. */
export function looksLikeText(head: Uint8Array): boolean {
  // Asked of each member of an archive: `some` takes several times as long.
  for (let at = 0; at < head.length; at++) {
    const byte = head[at] as number
    if (byte < 0x20 && (byte < 7 || byte > 13) && byte !== 0x1b) return false
  }
  return true
}

/** What a text is by its start. */
export function kindOfText(head: Uint8Array): BytesKind {
  const text = Buffer.from(head.buffer, head.byteOffset, head.length).toString('utf8')
  const start = (text.startsWith(BOM) ? text.slice(1) : text).trimStart().slice(0, 2048)
  if (start === '') return 'text'
  if (start.startsWith('version https://git-lfs.github.com/spec/')) return 'lfs-pointer'
  const markup = kindOfMarkup(start)
  if (markup) return markup
  if (COMPLAINTS.some((pattern) => pattern.test(start.split('\n', 1)[0] ?? ''))) return 'error-text'
  if (SQL_START.test(start)) return 'sql'
  return /^[{[]\s*("|[{[\]}\d-]|true|false|null)/.test(start) ? 'json' : 'text'
}
