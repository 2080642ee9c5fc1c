import type { Check } from '../core/check.ts'
import { isFrom, type OptionTable } from '../core/options.ts'

const WIDTH = 100

function wrap(text: string, indent: number): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && indent + line.length + 1 + word.length > WIDTH) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].join(`\n${' '.repeat(indent)}`)
}

function rowsOf(table: OptionTable): readonly string[] {
  const rows = Object.entries(table).filter(([, option]) => isFrom(option, 'flag'))
  const heads = rows.map(
    ([name, option]) => `--${name}${option.parser.placeholder === '' ? '' : ` ${option.parser.placeholder}`}`,
  )
  return rows.flatMap(([, option], i) => {
    const preset = option.default === '' ? '' : ` Default: \`${option.default}\`.`
    return [`  ${heads[i]}`, `      ${wrap(`${option.description}${preset}`, 6)}`]
  })
}

const EXITS = [
  'Exit status: 0 pass, 1 fail, 2 bad configuration, 3 could not tell (or a bug).',
  'A run that did not look at everything never passes.',
]

/** `upkeep --help`. */
export function overview(checks: readonly Check[]): string {
  const commands = checks.flatMap((check) => [
    [check.id, check.description],
    ...Object.entries(check.commands ?? {}).map(([name, one]) => [
      `${check.id} ${name} ${one.argument}`,
      one.description,
    ]),
  ])
  const rows = [
    ...commands,
    ['check', 'Run every check that .github/upkeep.yml has a section for.'],
    ['report', 'Merge report files into one report, in any format.'],
  ]
  const width = Math.max(...rows.map(([name]) => name?.length ?? 0))
  return [
    'Upkeep checks a repository, and never says that it is clean unless it looked at everything.',
    '',
    'Usage: upkeep <command> [flags]',
    '',
    ...rows.map(([name = '', text = '']) => `  ${name.padEnd(width)}  ${wrap(text, width + 4)}`),
    '',
    'See upkeep <command> --help for its flags.',
    '',
    ...EXITS,
    '',
  ].join('\n')
}

/** `upkeep <check> --help`, made from its option table. */
export function helpOf(
  name: string,
  description: string,
  table: OptionTable,
  commands: Check['commands'] = {},
): string {
  const extras = Object.entries(commands).map(([word, one]) => ({
    ...one,
    usage: `upkeep ${name} ${word} ${one.argument}`,
  }))
  return [
    wrap(description, 0),
    '',
    `Usage: upkeep ${name} [flags]`,
    ...extras.map(({ usage }) => `       ${usage} [flags]`),
    '',
    ...extras.flatMap(({ usage, description: text }) => [
      `  ${usage}`,
      `      ${wrap(text, 6)}`,
      '      Exit status: 0 found, 3 not found.',
    ]),
    ...(extras.length > 0 ? [''] : []),
    ...rowsOf(table),
    '',
    ...EXITS,
    '',
  ].join('\n')
}
