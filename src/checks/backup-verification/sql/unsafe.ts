import type { Statement } from './scan.ts'
import type { Dialect } from './sql-reading.ts'

const POSTGRES: readonly (readonly [RegExp, string])[] = [
  [/^COPY\b[^;]*\b(?:FROM|TO)\s+PROGRAM\b/i, 'runs a program of the server (COPY … PROGRAM)'],
  [/^COPY\b[^;]*\bTO\s+(?:E|U&)?''/i, 'writes a file of the server (COPY … TO a file)'],
  [/^COPY\b[^;]*\bFROM\s+(?:E|U&)?''/i, 'reads a file of the server (COPY … FROM a file)'],
  [
    /^SELECT\b[^;]*\blo_(?:import|export)\s*\(/i,
    'reads or writes a file of the server (lo_import, lo_export)',
  ],
  [/^SELECT\b[^;]*\bpg_(?:read_(?:binary_)?file|file_write|ls_dir)\s*\(/i, 'reads files of the server'],
  [/^ALTER\s+SYSTEM\b/i, 'changes the settings of the server (ALTER SYSTEM)'],
  [/^LOAD\s+(?:E|U&)?''/i, 'loads a library into the server (LOAD)'],
  [/^CREATE\s+FOREIGN\s+TABLE\b[^;]*\bprogram\s+(?:E|U&)?''/i, 'has a foreign table that runs a program'],
]

const MYSQL: readonly (readonly [RegExp, string])[] = [
  [/^LOAD\s+(?:DATA|XML)\b/i, 'reads a file (LOAD DATA)'],
  [
    /^(?:SELECT|TABLE|WITH)\b[^;]*\bINTO\s+(?:OUTFILE|DUMPFILE)\b/i,
    'writes a file of the server (INTO OUTFILE)',
  ],
  [/^INSTALL\s+(?:PLUGIN|SONAME|COMPONENT)\b/i, 'loads a library into the server'],
  [/^CREATE\s+(?:AGGREGATE\s+)?FUNCTION\b[^;]*\bSONAME\b/i, 'loads a library into the server'],
  [/^(?:system|source|tee|pager|edit)\s/i, 'has a command to the client that runs or reads something'],
]

const SEARCHED = 20_000
const HARMLESS = new Set(['\\restrict', '\\unrestrict', '\\connect', '\\c', '\\encoding'])

const COMMANDS =
  /^\\(?:[!.]|c|cd|connect|copy|crosstabview|e|echo|edit|ef|elif|else|endif|ev|g|gdesc|gexec|gset|gx|i|if|include|include_relative|ir|lo_\w{1,8}|o|out|password|prompt|P|q|qecho|quit|r|s|set|setenv|T|unset|w|warn|watch|write)$/

/** Why a statement must never run; undefined where it may. A static rule: what a function would do is not looked at. */
export function dangerOf({ text }: Pick<Statement, 'text'>, dialect: Dialect): string | undefined {
  const searched = text.slice(0, SEARCHED)
  return (dialect === 'mysql' ? MYSQL : POSTGRES).find(([form]) => form.test(searched))?.[1]
}

/** Whether it is a command that psql has, and no row that is read as SQL because something before it is damaged. */
export function isClientCommand(command: string): boolean {
  return COMMANDS.test(command.split(/\s/, 1)[0] ?? '')
}

/** psql runs what stands in backquotes, and takes a backslash outside of quotes for the next command. */
function hidesCommand(words: string): boolean {
  return words.includes('`') || words.replace(/"(?:[^"]|"")*"|'(?:[^'\\]|\\.|'')*'/g, '').includes('\\')
}

/** Whether `\connect` goes to another place than the one the restore was sent to. */
function leads(words: string): boolean {
  return /\b(?:host(?:addr)?|port|service)\s*=/i.test(words) || /:\/\//.test(words)
}

/**
 * Why a command to the client must never run. pg_dump writes \restrict and \unrestrict, pg_dumpall \connect and
 * \encoding beside them, mysqldump DELIMITER alone; anything else is not theirs (CVE-2025-8714).
 */
export function dangerOfCommand(command: string, dialect: Dialect): string | undefined {
  if (/^delimiter\b/i.test(command) && dialect === 'mysql') return undefined
  const [name = '', ...rest] = command.split(/\s+/)
  if (name === '\\.' && dialect !== 'mysql') return undefined
  if (dialect === 'mysql' && /^\\[-gG]/.test(command)) return undefined
  const words = rest.join(' ')
  const isKnown = HARMLESS.has(name) && dialect !== 'mysql'
  if (isKnown && !hidesCommand(words) && !leads(words)) return undefined
  // What is no known command may be a row that is read as SQL, and no row is told.
  return COMMANDS.test(name) ? `has the command ${name} to the client` : 'has a command to the client'
}
