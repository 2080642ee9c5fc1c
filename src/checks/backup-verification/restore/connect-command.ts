/**
 * The database that `\connect` goes to; empty where it names none, undefined for another command. pg_dump writes the
 * name plain, in double quotes, or as `-reuse-previous=on "dbname='name'"` (fe_utils/string_utils.c, appendPsqlMetaConnect).
 */
export function connectTarget(command: string): string | undefined {
  const words = /^\\c(?:onnect)?(?:\s+-reuse-previous=\w+)?(?:\s+(.*))?$/s.exec(command)
  if (words === null) return undefined
  const rest = (words[1] ?? '').trim()
  const quoted = /^"((?:[^"]|"")*)"/.exec(rest)?.[1]
  const plain = quoted === undefined ? (rest.split(/\s+/)[0] ?? '') : quoted.replaceAll('""', '"')
  const named = /^dbname='((?:[^'\\]|\\.)*)'/s.exec(plain)?.[1] ?? /^dbname=(\S+)/.exec(plain)?.[1]
  const name = named === undefined ? plain : named.replace(/\\(.)/gs, '$1')
  return name === '-' ? '' : name
}
