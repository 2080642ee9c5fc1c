import type { Sources } from './sources.ts'

/** A small tree in which one thing is wrong, and the one complaint about it. */
export interface Breach {
  readonly name: string
  readonly sources: Sources
  readonly complaint: string
}

function breach(name: string, path: string, text: string, complaint: string): Breach {
  return { name, sources: new Map([[path, text]]), complaint: `${path} ${complaint}` }
}

const A = 'src/checks/a/evaluate.ts'
const CORE = 'src/core/run.ts'
const MAY_CORE = 'core may import itself'
const MAY_SINKS = 'sinks may import core, formats, itself'

/** An import that core may not have, written in a way that a careless test would miss. */
function hidden(name: string, text: string): Breach {
  return breach(name, CORE, text, `imports node:net: ${MAY_CORE}`)
}

/** For `forbiddenEdges`; the complaint is a beginning. */
export const EDGES: readonly Breach[] = [
  hidden('a static import', "import { connect } from 'node:net'"),
  hidden('an import for its effect', "import 'node:net'"),
  hidden('import type', "import type { Socket } from 'node:net'"),
  hidden('a type among values', "import { type Socket } from 'node:net'"),
  hidden('export *', "export * from 'node:net'"),
  hidden('export * as', "export * as net from 'node:net'"),
  hidden('export { }', "export { connect } from 'node:net'"),
  hidden('export type', "export type { Socket } from 'node:net'"),
  hidden('import()', "export const net = () => import('node:net')"),
  hidden('import() of a template', 'export const net = () => import(`node:net`)'),
  hidden("import('x').T", "export type T = import('node:net').Socket"),
  hidden("typeof import('x')", "export type T = typeof import('node:net')"),
  hidden('require()', "export const net = () => require('node:net')"),
  hidden('createRequire()()', "export const net = createRequire(import.meta.url)('node:net')"),
  hidden('a named createRequire', "const load = createRequire(import.meta.url)\nload('node:net')"),
  hidden('import = require', "import net = require('node:net')"),
  breach('a built-in without node:', CORE, "import 'net'", `imports net: ${MAY_CORE}`),
  breach('a part of a built-in', CORE, "import 'node:fs/promises'", `imports node:fs/promises: ${MAY_CORE}`),
  breach('a package', CORE, "import 'semver'", `imports semver: ${MAY_CORE}`),
  breach('core and formats', CORE, "import '../formats/json.ts'", `imports src/formats/json.ts: ${MAY_CORE}`),
  breach('sinks and files', 'src/sinks/files.ts', "import 'node:fs'", `imports node:fs: ${MAY_SINKS}`),
  breach(
    'sinks and adapters',
    'src/sinks/files.ts',
    "import '../adapters/files.ts'",
    `imports src/adapters/files.ts: ${MAY_SINKS}`,
  ),
  breach(
    'a check and another',
    A,
    "import '../b/rules.ts'",
    'imports src/checks/b/rules.ts: checks/x may import core, inventory, itself',
  ),
  breach(
    'a check and the registry',
    A,
    "import '../index.ts'",
    'imports src/checks/index.ts: checks/x may import core',
  ),
  breach(
    'a check and a process',
    A,
    "import 'node:child_process'",
    'imports node:child_process: checks/x may',
  ),
  breach('a check and the network', A, "import 'node:https'", 'imports node:https: checks/x may'),
  breach(
    'a check and adapters',
    A,
    "import '../../adapters/http.ts'",
    'imports src/adapters/http.ts: checks/x',
  ),
  breach('a check and shell', A, "import '../../shell/cli.ts'", 'imports src/shell/cli.ts: checks/x may'),
  breach(
    'inventory and a check',
    'src/inventory/npm.ts',
    "import '../checks/a/rules.ts'",
    'imports src/checks/a/rules.ts: inventory may import core, itself',
  ),
  breach(
    'liveness and a check',
    'src/liveness/collect.ts',
    "import '../checks/a/rules.ts'",
    'imports src/checks/a/rules.ts: liveness may import core, inventory, itself',
  ),
  breach(
    'liveness and adapters',
    'src/liveness/collect.ts',
    "import '../adapters/github.ts'",
    'imports src/adapters/github.ts: liveness may import core, inventory, itself',
  ),
  breach(
    'a check and liveness',
    A,
    "import '../../liveness/evaluate.ts'",
    'imports src/liveness/evaluate.ts: checks/x may import core, inventory',
  ),
  breach(
    'formats and inventory',
    'src/formats/json.ts',
    "import '../inventory/npm.ts'",
    'imports src/inventory/npm.ts: formats may import core, itself',
  ),
  breach(
    'an adapter and formats',
    'src/adapters/http.ts',
    "import '../formats/json.ts'",
    'imports src/formats/json.ts: adapters may import core, itself',
  ),
  breach(
    'an adapter and GitHub',
    'src/adapters/http.ts',
    "import '@actions/github'",
    'imports @actions/github: adapters may import core',
  ),
  breach('shell and the network', 'src/shell/cli.ts', "import 'node:http'", 'imports node:http: shell may'),
  breach('shell and the system', 'src/shell/cli.ts', "import 'node:os'", 'imports node:os: shell may'),
  breach(
    'an action and an adapter',
    'actions/a/main.ts',
    "import '../../src/adapters/http.ts'",
    'imports src/adapters/http.ts: actions/x/main.ts may import shell, checks/*',
  ),
  breach('a path out of src', A, "import '../../../package.json'", 'imports package.json: checks/x may'),
  breach('a path into tests', A, "import '../../../test/x.ts'", 'imports test/x.ts: checks/x may'),
  breach(
    'a package like another',
    A,
    "import 'semver-evil'",
    'imports semver-evil: checks/x may import core, inventory, itself, semver',
  ),
  breach(
    'import() of a variable',
    'src/shell/cli.ts',
    'export const load = (name: string) => import(name)',
    'imports something that only the run knows: shell may',
  ),
  breach('a folder of no unit', 'src/plugins/a.ts', '', 'belongs to no unit of the import table'),
  breach('a file beside the units', 'src/main.ts', '', 'belongs to no unit of the import table'),
  breach('a check that is a file', 'src/checks/a.ts', '', 'belongs to no unit of the import table'),
  breach('a second file of an action', 'actions/a/more.ts', '', 'belongs to no unit of the import table'),
]

const MAIN = 'actions/a/main.ts'
const SHELL = 'src/shell/check-action.ts'

function reach(name: string, complaint: string, files: Readonly<Record<string, string>>): Breach {
  return { name, complaint, sources: new Map(Object.entries(files)) }
}

function within(name: string, text: string, complaint: string): Breach {
  const main = "import '../../src/checks/a/index.ts'\nimport '../../src/shell/check-action.ts'"
  return reach(name, `${MAIN} reaches ${complaint}`, { [MAIN]: main, [SHELL]: text })
}

/** For `reachComplaints`. */
export const REACHES: readonly Breach[] = [
  reach('no check', `${MAIN} imports no check: it must import a alone`, { [MAIN]: '' }),
  reach('a check of another name', `${MAIN} imports b: it must import a alone`, {
    [MAIN]: "import '../../src/checks/b/index.ts'",
  }),
  reach('two checks', `${MAIN} imports a, b: it must import a alone`, {
    [MAIN]: "import '../../src/checks/a/index.ts'\nimport '../../src/checks/b/index.ts'",
  }),
  reach('report and a check', 'actions/report/main.ts imports a: report imports no check', {
    'actions/report/main.ts': "import '../../src/checks/a/index.ts'",
  }),
  within('the registry', "import '../checks/index.ts'", `src/checks/index.ts through ${SHELL}`),
  within('another check', "import '../checks/b/index.ts'", `src/checks/b/index.ts through ${SHELL}`),
  within('GitHub', "import '../adapters/github.ts'", `src/adapters/github.ts through ${SHELL}`),
  within('a part of GitHub', "import '../adapters/github/a.ts'", `src/adapters/github/a.ts through ${SHELL}`),
  within('its package', "import '@actions/github'", `@actions/github through ${SHELL}`),
  within('undici', "import 'undici'", `undici through ${SHELL}`),
]

/** For `shapeComplaints`. */
export const SHAPES: readonly Breach[] = [
  breach('export default function', CORE, 'export default function a() {}', 'has a default export'),
  breach('export default value', CORE, 'export default 1', 'has a default export'),
  breach('as default', CORE, 'const a = 1\nexport { a as default }', 'has a default export'),
  breach('default from', CORE, "export { default } from './a.ts'", 'has a default export'),
  breach('* as default', CORE, "export * as default from './a.ts'", 'has a default export'),
  breach('export =', CORE, 'export = 1', 'has a default export'),
  breach('an enum', CORE, 'export enum A { B }', 'has an enum'),
  breach('a const enum', CORE, 'export const enum A { B }', 'has an enum'),
  breach('a class', CORE, 'export class A {}', 'has a class that is no error'),
  breach('a class that extends', CORE, 'export class A extends B {}', 'has a class that is no error'),
  breach('a class without a name', CORE, 'export const a = class {}', 'has a class that is no error'),
  breach('any', CORE, 'export const a: any = 1', 'says any'),
  breach('any in a list', CORE, 'export function a(b: readonly any[]) { return b }', 'says any'),
  breach('as any', CORE, 'export const a = 1 as any', 'says any'),
  breach('a let at the top', CORE, 'let a = 1\nexport const b = () => a++', 'has a let at its top'),
  breach('an exported let', CORE, 'export let a = 1', 'has a let at its top'),
]

function effect(name: string, text: string, what: string): Breach {
  return breach(name, A, text, `uses ${what}: only adapters`)
}

/** For `effectComplaints`. */
export const EFFECTS: readonly Breach[] = [
  effect('process.env', "export const a = () => process.env['A']", 'process'),
  effect('process in brackets', "export const a = () => process['env']", 'process'),
  effect('process, taken apart', 'const { env } = process\nexport const a = env', 'process'),
  effect('process, handed on', 'export const a = (b: (c: unknown) => void) => b({ process })', 'process'),
  effect('process, as another type', 'export const a = (process as unknown)', 'process'),
  effect(
    'process beside a local',
    'function b(process: string) { return process }\nb(process.title)',
    'process',
  ),
  effect('console', 'export const a = () => console.log(1)', 'console'),
  effect('Date.now', 'export const a = () => Date.now()', 'Date.now'),
  effect('Date.now, handed on', 'export const a = Date.now', 'Date.now'),
  effect('Date.now in brackets', "export const a = Date['now']", 'Date.now'),
  effect('Date.now, taken apart', 'const { now } = Date\nexport const a = now', 'Date.now'),
  effect('new Date()', 'export const a = () => new Date()', 'new Date()'),
  effect('new Date', 'export const a = () => new Date', 'new Date()'),
  effect('Date()', 'export const a = () => Date()', 'Date()'),
  effect('Math.random', 'export const a = Math.random', 'Math.random'),
  effect('setTimeout', 'export const a = (b: () => void) => setTimeout(b, 1)', 'setTimeout'),
  effect('setInterval', 'export const a = (b: () => void) => setInterval(b, 1)', 'setInterval'),
  effect('fetch', "export const a = () => fetch('https://x.test')", 'fetch'),
  effect('globalThis', 'export const a = globalThis', 'globalThis'),
  effect('performance', 'export const a = () => performance.now()', 'performance'),
  effect('crypto', 'export const a = () => crypto.randomUUID()', 'crypto'),
  breach(
    'the shell, too',
    'src/shell/cli.ts',
    'export const a = new Date()',
    'uses new Date(): only adapters',
  ),
  breach('what is not excepted', 'src/shell/world.ts', 'console.log(1)', 'uses console: only adapters'),
]

/** For `nameAndSizeComplaints`. */
export const NAMES: readonly Breach[] = [
  breach('251 lines', CORE, '\n'.repeat(251), 'has 251 lines: at most 250'),
  breach('a long action', MAIN, '\n'.repeat(6), 'has 6 lines: at most 5'),
  ...['utils', 'helpers', 'common', 'lib', 'services', 'date-utils'].map((word) =>
    breach(word, `src/core/${word}/a.ts`, '', `has a name that says nothing of what it holds: ${word}`),
  ),
  breach('a file', 'src/core/helper.ts', '', 'has a name that says nothing of what it holds: helper'),
  breach('in tests', 'test/utils/a.test.ts', '', 'has a name that says nothing of what it holds: utils'),
  breach('camelCase', 'src/core/runCheck.ts', '', 'has a name that is not kebab-case: runCheck'),
]

/** For `mockComplaints`. */
export const MOCKS: readonly Breach[] = [
  'mock',
  'doMock',
  'unstable_mockModule',
  'setMock',
  'createMockFromModule',
].map((word) => breach(word, 'test/a.test.ts', `jest.${word}('./a.ts')`, 'mocks a module'))
