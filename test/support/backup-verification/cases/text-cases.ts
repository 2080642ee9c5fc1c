import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Level } from '../../../../src/checks/backup-verification/intake.ts'
import { type BackupCase, type Expected, type Extra, fileCase, put } from './case.ts'
import { gzip, tar } from './packing.ts'

type Files = Readonly<Record<string, string | Buffer>>

const AGENTS: Files = {
  'one/agent.json': '{\n  "name": "one",\n  "tools": ["a", "b"],\n  "limit": 1e3\n}\n',
  'one/manifest.yaml': 'apiVersion: ossa/v1\nkind: Agent\nmetadata:\n  name: one\n  labels: {a: "b"}\n',
  'two/agent.json': '{"name":"two","nested":{"deep":[1,2,{"x":null}]}}',
  'two/log.ndjson': '{"at":1}\n{"at":2}\n',
  'README.md': '# Agents\n',
}

/** A folder of a day, as `cp -r .agents` makes it. */
function folder(
  id: string,
  title: string,
  files: Files,
  expected: Expected,
  level: Level,
  extra: Extra = {},
): BackupCase {
  const { entry, ...rest } = extra
  return {
    id,
    title,
    entry: { path: 'backups/agents/*/', rpo: '7d', ...entry },
    make: (_workshop, place) => {
      mkdirSync(join(place, 'backups/agents/2027-01-10'), { recursive: true })
      for (const [name, bytes] of Object.entries(files))
        put(place, `backups/agents/2027-01-10/${name}`, bytes)
    },
    expected,
    level,
    ...rest,
  }
}

const json = (
  id: string,
  title: string,
  text: string | Buffer,
  expected: Expected,
  level: Level,
): BackupCase => fileCase(id, title, 'state-2027-01-13.json', () => text, expected, level)

function inTar(
  id: string,
  title: string,
  name: string,
  text: string,
  expected: Expected,
  level: Level,
): BackupCase {
  return fileCase(
    id,
    title,
    'config_20270113.tar.gz',
    (w) => gzip(w, tar(w, { 'a/x.txt': 'x', [name]: text })),
    expected,
    level,
  )
}

/** Texts: files of their own, in folders and in archives. */
export const TEXT_CASES: readonly BackupCase[] = [
  folder('J20', 'a folder of agents', AGENTS, 'ok', 3, { entry: { members: ['*/agent.json', 'README.md'] } }),
  json('J21', 'JSON', JSON.stringify({ a: [1, 2, 3], b: 'ü' }), 'ok', 3),
  inTar(
    'J22',
    'YAML of several documents, with anchors',
    'a/b.yml',
    '---\na: &x {b: 1}\nc: *x\n---\n- 1\n- |\n  text\n',
    'ok',
    3,
  ),
  inTar('J23', 'CRLF in YAML', 'a/b.yaml', 'a: 1\r\nb:\r\n  - 2\r\n', 'ok', 3),
  json('J01', 'cut', '{"agents":[{"name":"one"},{"na', 'incomplete', 3),
  json('J02', 'a comma too many, and a bracket of another kind', '{"agents":[1,2},"b":3}', 'corrupt', 3),
  json('J03', 'bytes that are no UTF-8', Buffer.from('{"name":"caf\xe9 noir"}', 'latin1'), 'corrupt', 3),
  json('J04', 'no bytes', '', 'empty', 0),
  json('J05', 'a web page', '<!DOCTYPE html><html></html>\n', 'wrong-content', 1),
  folder(
    'J06',
    'one of its files is cut',
    { ...AGENTS, 'two/agent.json': '{"name":"two","nested":{' },
    'incomplete',
    3,
  ),
  folder('J07', 'a file that must be there is not', AGENTS, 'incomplete', 3, {
    entry: { members: ['three/agent.json'] },
  }),
  folder('J08', 'cp of nothing', {}, 'empty', 0),
  folder('J09', 'one of its files has no bytes', { ...AGENTS, 'two/agent.json': '' }, 'empty', 3),
  folder('J10', 'two weeks old', AGENTS, 'stale', 0, { now: '2027-01-24T06:00:00Z' }),
  inTar('J11', 'YAML with a tab where spaces must be', 'a/b.yml', 'a:\n\tb: 1\n', 'corrupt', 3),
  inTar('J12', 'YAML whose quote never ends', 'a/b.yml', 'a: "text\nb: 2\n', 'corrupt', 3),
  inTar('J13', 'the last line of many is cut', 'a/b.ndjson', '{"a":1}\n{"a":2}\n{"a"', 'incomplete', 3),
  inTar('J14', 'a web page in place of JSON', 'a/b.json', '<html>no</html>\n', 'wrong-content', 3),
]
