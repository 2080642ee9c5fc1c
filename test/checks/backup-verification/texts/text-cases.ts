import type { Word } from '../../../../src/checks/backup-verification/intake.ts'
import type { TextKind } from '../../../../src/checks/backup-verification/texts/text-reading.ts'

export interface TextCase {
  readonly kind: TextKind
  readonly text: string | Uint8Array
  readonly expected: Word | 'good' | 'lack'
  /** A part of a remark there has to be. */
  readonly remark?: string
}

const json = (
  expected: TextCase['expected'],
  ...texts: readonly (string | Uint8Array)[]
): readonly TextCase[] => texts.map((text) => ({ kind: 'json', text, expected }))
const ndjson = (expected: TextCase['expected'], ...texts: readonly string[]): readonly TextCase[] =>
  texts.map((text) => ({ kind: 'ndjson', text, expected }))
const yaml = (
  expected: TextCase['expected'],
  ...texts: readonly (string | Uint8Array)[]
): readonly TextCase[] => texts.map((text) => ({ kind: 'yaml', text, expected }))

const UTF16 = Buffer.from('\ufeff{"a": 1}', 'utf16le')

/** Texts and what is to be said of them. */
export const CASES: readonly TextCase[] = [
  ...json(
    'good',
    '{}',
    '[]',
    '""',
    '0',
    '-0.5e+10',
    'true',
    'false',
    'null',
    ' { "a" : [ 1 , 2 ] } \r\n',
    '[[],{},"",[{"a":{}}]]',
  ),
  ...json(
    'good',
    '"\\u00e9\\ud83d\\ude00\\n\\"\\\\\\/"',
    '"é€😀"',
    '{"a":1,"a":2}',
    '1E400',
    '[1.0,10,-1,0]',
    '\t\n[\n1\n]\n',
  ),
  { kind: 'json', text: '\ufeff{"a":1}', expected: 'good', remark: 'byte order mark' },
  { kind: 'json', text: '// c\n{"a":1,/* b **/ "c":[1,],}// d', expected: 'good', remark: 'comments' },
  { kind: 'json', text: '{"a":[1,],}', expected: 'good', remark: 'commas' },
  { kind: 'json', text: '{"a":1}\n{"a":2}\n', expected: 'good', remark: 'several' },
  { kind: 'json', text: '['.repeat(10_001), expected: 'good', remark: 'deep' },
  ...json('good', `${'['.repeat(10_000)}${']'.repeat(10_000)}`),
  ...json('lack', UTF16),
  ...json('empty', '', ' \n', '// nothing'),
  ...json(
    'incomplete',
    '{',
    '[1,',
    '[1',
    '{"a"',
    '{"a":',
    '{"a":1',
    '"abc',
    '"\\u12',
    'tru',
    '-',
    '1.',
    '1e',
    '[1,2',
    '/* a',
  ),
  ...json('wrong-content', '<html>', '\n<?xml version="1.0"?>'),
  ...json(
    'corrupt',
    '{"a":1}}',
    ']',
    '{]',
    '[}',
    '{"a",1}',
    '{"a":}',
    '{,}',
    '[,]',
    '[1,,2]',
    '{"a":1,,"b":2}',
    '{a:1}',
    "{'a':1}",
  ),
  ...json(
    'corrupt',
    '01',
    '+1',
    '.5',
    '1.e5',
    '1e+a',
    'True',
    'nul1',
    'NaN',
    'undefined',
    '"\t"',
    '"\\x"',
    '"\\u12g4"',
    '{} {}',
    '1 2',
  ),
  ...json(
    'corrupt',
    '[1 2]',
    '{"a" 1}',
    '{"a":1 "b":2}',
    '{"a":1}x',
    'truex',
    '1x',
    '/ {}',
    '[1]\0\0\0',
    '\0',
  ),
  ...json(
    'corrupt',
    Buffer.from([0x22, 0xff, 0x22]),
    Buffer.from([0x22, 0xc0, 0x80, 0x22]),
    Buffer.from('"\xed\xa0\x80"', 'latin1'),
    Buffer.from('"\xc3"', 'latin1'),
    Buffer.from('\xef\xbb{}', 'latin1'),
  ),
  ...ndjson('good', '{"a":1}\n{"a":2}\n', '1\r\n2\r\n\r\n3', '{"a":1}', '"a"\n\n"b"\n'),
  ...ndjson('empty', '', '\n'),
  ...ndjson('incomplete', '{"a":1}\n{"a":', '{"a":1}\n{"a":"x'),
  ...ndjson('corrupt', '{"a":1}{"a":2}', '{"a":1},\n{"a":2}', '{"a":1}\n}\n'),
  ...yaml(
    'good',
    'a: 1\n',
    '- a\n- b\n',
    'a',
    '---\na: 1\n---\nb: 2\n',
    'a: |\n  text\n  more\n',
    'a: &x {b: 1}\nc: *x\n',
    '# c\na: 1\n',
  ),
  ...yaml(
    'good',
    'a: !Ref b\nc: !Sub "x"\nd: !GetAtt [a, b]\n',
    'a: !vault |\n  secret\n',
    'a: !!binary aGk=\n',
    '{"a": [1, 2]}',
    'a:\r\n  b: 1\r\n',
  ),
  ...yaml('good', '\ufeffa: 1\n', 'on: [push]\njobs:\n  a:\n    steps:\n      - run: echo "hi"\n'),
  ...yaml(
    'lack',
    '{{- if .Values.a }}\na: 1\n{{- end }}\n',
    'a: {{ b }}: c\n',
    UTF16,
    `a: &a 1\nb:\n${'  - *a\n'.repeat(1001)}`,
  ),
  ...yaml('lack', `a: 1\n${'# text\n'.repeat(400_000)}`),
  ...yaml('empty', '', ' \n'),
  ...yaml('wrong-content', '<!DOCTYPE html>\n<html></html>', '<?xml version="1.0"?><a/>'),
  ...yaml(
    'corrupt',
    'a: [1, 2\n',
    'a: "b\n',
    'a: 1\n b: 2\n',
    '\tb: 1\n\ta: c: d',
    'a: 1\n\0\0\0\0',
    'a: *nothing\n',
    Buffer.from('a: \xff\n', 'latin1'),
    '{"a": ',
  ),
]
