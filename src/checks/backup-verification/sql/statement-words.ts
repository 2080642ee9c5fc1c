/** Words that statements of PostgreSQL, MySQL, MariaDB and SQLite begin with. */
const FIRST_WORDS = new Set(
  `abort alter analyze attach begin binlog cache call change check checkpoint checksum close cluster comment commit
  copy create deallocate declare delete desc describe detach discard do drop end execute exec explain fetch flush get
  grant handler help if import insert install kill listen load lock merge move notify optimize pragma prepare purge
  reassign refresh reindex release rename repair replace reset resignal restart revoke rollback savepoint security
  select set show shutdown signal start stop table truncate uninstall unlisten unlock update use vacuum values with
  xa go print`.split(/\s+/),
)

const ERROR_LINES: readonly RegExp[] = [
  /^(?:[\w./\\:-]*[/\\])?(?:pg_dump(?:all)?|pg_restore|psql|mysqldump|mariadb-dump|mysql|mariadb|docker(?:-compose)?|podman|kubectl|bash|sh|zsh|dash|sudo|ssh|gzip|tar|env|aws|gsutil|Got error|su|timeout)(?:\.exe)?(?: ?\[[^\]]*\])?: /,
  /^(?:ERROR|FATAL|PANIC|error|Error|fatal|Fatal error|WARNING|Warning|NOTICE)(?: \d+ \([0-9A-Z]+\))?(?: response from daemon)?:/,
  /^(?:Traceback \(most recent|Access denied|Permission denied|No such (?:container|file|service)|Unable to |Cannot |Could not |Can't |Usage: |Unknown (?:database|option)|command not found|connection to server|Connection refused|the input device is not a TTY|service ")/,
  /^\d\d:\d\d:\d\d |^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d/,
]

/** Whether a text begins with a word that a statement can begin with. */
export function isStatement(text: string): boolean {
  const word = /^[\s(]*([A-Za-z_]+)/.exec(text)?.[1]
  return word !== undefined && FIRST_WORDS.has(word.toLowerCase())
}

/** Whether a text is the message of a tool that failed or warned, as it gets into a dump by `2>&1`. */
export function isErrorLine(text: string): boolean {
  return ERROR_LINES.some((form) => form.test(text))
}
