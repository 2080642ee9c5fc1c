import type { Files } from './projects.ts'

/** One pnpm lockfile with its manifests, and all that must be said of it. */
export interface PnpmRow {
  readonly name: string
  readonly files: Files
  /** Subject and a part of the reason of every gap, in order. */
  readonly gaps: readonly (readonly [subject: string, reason: string])[]
  /** Every package as `name@version source scope`, with ` as alias`; sorted. */
  readonly holds: readonly string[]
  /** A part of every note, in order. */
  readonly notes?: readonly string[]
}

export const LOCK = 'pnpm-lock.yaml'
const MANIFEST = '{"name":"app","dependencies":{"debug":"^4.3.0"},"devDependencies":{"ms":"2.1.2"}}'

export const NINE = `lockfileVersion: '9.0'

settings:
  autoInstallPeers: true
  excludeLinksFromLockfile: false

importers:

  .:
    dependencies:
      debug:
        specifier: ^4.3.0
        version: 4.3.4
    devDependencies:
      ms:
        specifier: 2.1.2
        version: 2.1.2

packages:

  debug@4.3.4:
    resolution: {integrity: sha512-d}
    engines: {node: '>=6.0'}

  ms@2.1.2:
    resolution: {integrity: sha512-m}

snapshots:

  debug@4.3.4:
    dependencies:
      ms: 2.1.2

  ms@2.1.2: {}
`

export const SIX = `lockfileVersion: '6.0'

dependencies:
  debug:
    specifier: ^4.3.0
    version: 4.3.4

devDependencies:
  ms:
    specifier: 2.1.2
    version: 2.1.2

packages:

  /debug@4.3.4:
    resolution: {integrity: sha512-d}
    dependencies:
      ms: 2.1.2
    dev: false

  /ms@2.1.2:
    resolution: {integrity: sha512-m}
`

export const FIVE = `lockfileVersion: 5.4

specifiers:
  debug: ^4.3.0
  ms: 2.1.2

dependencies:
  debug: 4.3.4

devDependencies:
  ms: 2.1.2

packages:

  /debug/4.3.4:
    resolution: {integrity: sha512-d}
    dependencies:
      ms: 2.1.2
    dev: false

  /ms/2.1.2:
    resolution: {integrity: sha512-m}
`

const BOTH = ['debug@4.3.4 registry prod', 'ms@2.1.2 registry both']
const DEBUG = ['debug@4.3.4 registry prod']
const RUN = 'run pnpm install'

/** Text with one part of it replaced, which must be there. */
function edit(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`not there: ${from}`)
  return text.replace(from, () => to)
}

function files(lock: string | Uint8Array, manifest = MANIFEST): Files {
  return { 'package.json': manifest, [LOCK]: lock }
}

function unreadable(name: string, lock: string | Uint8Array, reason: string): PnpmRow {
  return { name, files: files(lock), gaps: [[LOCK, reason]], holds: [] }
}

/** A row of the lockfile of 9.0 with one part replaced. */
function nine(
  name: string,
  from: string,
  to: string,
  gaps: PnpmRow['gaps'],
  holds = BOTH,
  notes: readonly string[] = [],
): PnpmRow {
  return { name, files: files(edit(NINE, from, to)), gaps, holds, notes }
}

function six(name: string, from: string, to: string, gaps: PnpmRow['gaps'], holds = BOTH): PnpmRow {
  return { name: `6.0: ${name}`, files: files(edit(SIX, from, to)), gaps, holds }
}

function five(name: string, from: string, to: string, gaps: PnpmRow['gaps'], holds = BOTH): PnpmRow {
  return { name: `5.4: ${name}`, files: files(edit(FIVE, from, to)), gaps, holds }
}

function fine(name: string, lock: string | Uint8Array, holds = BOTH, manifest = MANIFEST): PnpmRow {
  return { name, files: files(lock, manifest), gaps: [], holds }
}

function utf16(text: string): Uint8Array {
  return Buffer.from(`\uFEFF${text}`, 'utf16le')
}

const CONFLICT = edit(
  NINE,
  '        version: 4.3.4\n',
  '<<<<<<< ours\n        version: 4.3.4\n=======\n        version: 4.3.5\n>>>>>>> theirs\n',
)

export const TEXTS: readonly PnpmRow[] = [
  fine('9.0', NINE),
  fine('6.0', SIX),
  fine('5.4', FIVE),
  fine('a byte order mark', `\uFEFF${NINE}`),
  fine('CRLF', NINE.replaceAll('\n', '\r\n')),
  fine('comments and blanks', `# made by pnpm\n\n${NINE}\n# the end\n`),
  fine('a version that is a number', edit(NINE, "'9.0'", '9.0')),
  fine('6.0 that is a number', edit(SIX, "'6.0'", '6.0')),
  fine('5.4 in quotes', edit(FIVE, '5.4', "'5.4'")),
  fine('5.3', edit(FIVE, '5.4', '5.3')),
  fine('6.1', edit(SIX, '6.0', '6.1')),
  fine(
    'written as JSON',
    JSON.stringify({
      lockfileVersion: '9.0',
      importers: { '.': { dependencies: { ms: { specifier: '2.1.2', version: '2.1.2' } } } },
      packages: { 'ms@2.1.2': { resolution: { integrity: 'sha512-m' } } },
      snapshots: { 'ms@2.1.2': {} },
    }),
    ['ms@2.1.2 registry prod'],
    '{"dependencies":{"ms":"2.1.2"}}',
  ),
  fine('nothing locked and nothing declared', "lockfileVersion: '9.0'\n\nimporters:\n\n  .: {}\n", [], '{}'),
  unreadable('0 bytes', '', 'it is empty'),
  unreadable('comments alone', '# nothing\n', 'it is empty'),
  unreadable('UTF-16', utf16(NINE), 'it is UTF-16, not UTF-8'),
  unreadable('Latin-1', Buffer.from(`# caf\u00e9\n${NINE}`, 'latin1'), 'it is not valid UTF-8'),
  unreadable('a zero byte', `${NINE}\0`, 'it is not valid YAML'),
  unreadable('merge conflict markers', CONFLICT, 'it has merge conflict markers: resolve them'),
  unreadable('HTML', '<!doctype html><title>Sign in</title>', 'it does not hold an object'),
  unreadable('a list', '- 9.0\n', 'it does not hold an object'),
  unreadable(
    'cut in a flow',
    NINE.slice(0, NINE.indexOf('sha512-d')),
    'it is not valid YAML (truncated or damaged',
  ),
  unreadable('tabs', edit(NINE, '  debug@', '\tdebug@'), 'it is not valid YAML'),
  unreadable('an alias of YAML', edit(NINE, 'sha512-d', '*x'), 'it uses an alias, which no lockfile has'),
  unreadable('a tag', edit(NINE, 'sha512-d', '!!binary aGk='), 'it uses a tag, which no lockfile has'),
  unreadable(
    'a merge key',
    edit(NINE, '      ms: 2.1.2\n', '      <<: {ms: 2.1.2}\n'),
    'it uses a merge key',
  ),
  unreadable(
    'a key that is a list',
    edit(NINE, '  ms@2.1.2: {}', '  ? [ms]\n  : {}'),
    'it has a key that is not text',
  ),
  unreadable('nested too deeply', `a: ${'['.repeat(200_000)}`, 'it is nested too deeply'),
  unreadable('aliases of aliases', `a: &a [x]\n${'b: &b [*a, *a]\n'.repeat(2)}`, 'it uses an alias'),
  unreadable(
    'no version',
    edit(NINE, "lockfileVersion: '9.0'", 'other: 1'),
    'has lockfileVersion missing; 5.0 to 5.4',
  ),
  unreadable('version 4', edit(FIVE, '5.4', '4'), 'has lockfileVersion "4"'),
  unreadable('version 7.0', edit(NINE, '9.0', '7.0'), 'has lockfileVersion "7.0"'),
  unreadable('version 10.0', edit(NINE, '9.0', '10.0'), 'has lockfileVersion "10.0"'),
  unreadable(
    'a version that every object has',
    edit(NINE, '9.0', 'constructor'),
    'has lockfileVersion "constructor"',
  ),
  unreadable('a version that is a list', edit(NINE, "'9.0'", '[9.0]'), 'has lockfileVersion ["9.0"]'),
  unreadable(
    'three documents',
    `---\n${NINE}---\n${NINE}---\n${NINE}`,
    'holds more YAML documents than pnpm writes',
  ),
  unreadable('two documents of 6.0', `---\n${SIX}---\n${SIX}`, 'holds more YAML documents than pnpm writes'),
]

const ENVIRONMENT = `---
lockfileVersion: '9.0'

importers:

  .:
    configDependencies:
      my-config:
        specifier: 1.0.0
        version: 1.0.0
    packageManagerDependencies:
      pnpm:
        specifier: 12.0.0
        version: 12.0.0

packages:

  my-config@1.0.0:
    resolution: {integrity: sha512-c}

  pnpm@12.0.0:
    resolution: {integrity: sha512-p}

snapshots:

  my-config@1.0.0: {}

  pnpm@12.0.0: {}

---
`

const MISSING = 'the lockfile does not have it: run pnpm install'

export const DECLARED: readonly PnpmRow[] = [
  fine('an environment document comes first', ENVIRONMENT + NINE, [
    ...BOTH,
    'my-config@1.0.0 registry dev',
    'pnpm@12.0.0 registry dev',
  ]),
  {
    name: 'an environment document alone',
    files: files(edit(ENVIRONMENT, '\n---\n', '\n')),
    gaps: [
      ['ms', `package.json declares it (2.1.2) and ${MISSING}`],
      ['debug', `package.json declares it (^4.3.0) and ${MISSING}`],
    ],
    holds: ['my-config@1.0.0 registry dev', 'pnpm@12.0.0 registry dev'],
  },
  {
    name: 'both documents lock a package differently',
    files: files(
      ENVIRONMENT.replaceAll('pnpm@12.0.0', 'ms@2.1.2')
        .replace('      pnpm:', '      ms:')
        .replaceAll('12.0.0', '2.1.2') + NINE,
    ),
    gaps: [['ms@2.1.2', 'two documents of the lockfile have it differently']],
    holds: ['debug@4.3.4 registry prod', 'ms@2.1.2 registry both', 'my-config@1.0.0 registry dev'],
  },
  {
    name: 'a dependency that is declared and not locked',
    files: files(NINE, edit(MANIFEST, '"debug":', '"left-pad":"^1.3.0","debug":')),
    gaps: [['left-pad', `package.json declares it (^1.3.0) and ${MISSING}`]],
    holds: BOTH,
  },
  {
    name: 'a dependency that every object has, declared and not locked',
    files: files(NINE, edit(MANIFEST, '"debug":', '"__proto__":"^1.0.0","constructor":"1","debug":')),
    gaps: [
      ['__proto__', `package.json declares it (^1.0.0) and ${MISSING}`],
      ['constructor', `package.json declares it (1) and ${MISSING}`],
    ],
    holds: BOTH,
  },
  {
    name: 'a range that the lockfile was not made for',
    files: files(NINE, edit(MANIFEST, '^4.3.0', '^4.4.0')),
    gaps: [['debug', `package.json asks for ^4.4.0 and the lockfile was made for ^4.3.0: ${RUN}`]],
    holds: BOTH,
  },
  {
    name: '5.4: a range that the lockfile was not made for',
    files: files(FIVE, edit(MANIFEST, '^4.3.0', '^4.4.0')),
    gaps: [['debug', `package.json asks for ^4.4.0 and the lockfile was made for ^4.3.0: ${RUN}`]],
    holds: BOTH,
  },
  five('a specifier that is missing', '  ms: 2.1.2\n\ndep', '\ndep', [
    ['ms', 'package.json asks for 2.1.2 and the lockfile does not say what it was made for'],
  ]),
  {
    name: 'the manifest says whether a dependency is one of development',
    files: files(NINE, '{"dependencies":{"debug":"^4.3.0","ms":"2.1.2"}}'),
    gaps: [],
    holds: ['debug@4.3.4 registry prod', 'ms@2.1.2 registry prod'],
  },
  {
    name: 'an override replaces what is declared',
    files: files(
      edit(edit(NINE, 'importers:', 'overrides:\n  debug@<4.3.4: 4.3.4\n\nimporters:'), '^4.3.0', '4.3.4'),
      edit(MANIFEST, '^4.3.0', '^4.0.0'),
    ),
    gaps: [],
    holds: BOTH,
  },
  {
    name: 'an override of something else does not',
    files: files(
      edit(edit(NINE, 'importers:', 'overrides:\n  debug>ms: 4.3.4\n\nimporters:'), '^4.3.0', '4.3.4'),
      MANIFEST,
    ),
    gaps: [['debug', 'package.json asks for ^4.3.0 and the lockfile was made for 4.3.4']],
    holds: BOTH,
  },
  {
    name: 'an override takes a dependency out',
    files: files(
      edit(NINE, 'importers:', "overrides:\n  fsevents: '-'\n\nimporters:"),
      edit(MANIFEST, '"debug":', '"fsevents":"^2.0.0","debug":'),
    ),
    gaps: [],
    holds: BOTH,
  },
  {
    name: 'a hook may have changed a specifier',
    files: files(
      edit(NINE, 'importers:', 'pnpmfileChecksum: sha256-x\n\nimporters:'),
      edit(MANIFEST, '^4.3.0', '^3.0.0'),
    ),
    gaps: [],
    holds: BOTH,
    notes: [
      '1 dependencies were locked for something else than declared, which a .pnpmfile.cjs may do: debug.',
    ],
  },
  {
    name: 'a catalog',
    files: files(
      edit(
        edit(
          NINE,
          'importers:',
          'catalogs:\n  default:\n    debug:\n      specifier: ^4.3.0\n      version: 4.3.4\n\nimporters:',
        ),
        'specifier: ^4.3.0\n        ',
        "specifier: 'catalog:'\n        ",
      ),
      edit(MANIFEST, '^4.3.0', 'catalog:'),
    ),
    gaps: [],
    holds: BOTH,
  },
  {
    name: 'a catalog that the lockfile does not have',
    files: files(edit(NINE, '^4.3.0', "'catalog:old'"), edit(MANIFEST, '^4.3.0', 'catalog:old')),
    gaps: [['debug', 'package.json asks for catalog:old and the lockfile has no such catalog entry']],
    holds: BOTH,
  },
  {
    name: 'a catalog that pnpm-workspace.yaml has otherwise',
    files: {
      ...files(
        edit(
          edit(
            NINE,
            'importers:',
            'catalogs:\n  default:\n    debug:\n      specifier: ^4.3.0\n\nimporters:',
          ),
          'specifier: ^4.3.0\n        ',
          "specifier: 'catalog:'\n        ",
        ),
        edit(MANIFEST, '^4.3.0', 'catalog:'),
      ),
      'pnpm-workspace.yaml': 'catalog:\n  debug: ^4.4.0\n',
    },
    gaps: [
      [
        'debug',
        'pnpm-workspace.yaml asks for ^4.4.0 in the catalog default and the lockfile was made for ^4.3.0',
      ],
    ],
    holds: BOTH,
  },
  {
    name: 'a pnpm-workspace.yaml that is damaged',
    files: { ...files(NINE), 'pnpm-workspace.yaml': 'packages: [' },
    gaps: [['pnpm-workspace.yaml', 'pnpm-workspace.yaml is not valid YAML']],
    holds: BOTH,
  },
  {
    name: 'a peer that is also developed with',
    files: files(
      NINE,
      '{"dependencies":{"debug":"^4.3.0"},"devDependencies":{"ms":"2.1.2"},"peerDependencies":{"ms":">=1"}}',
    ),
    gaps: [],
    holds: BOTH,
  },
  {
    name: 'a peer that was installed by itself',
    files: files(NINE, '{"peerDependencies":{"debug":"^4.3.0"},"devDependencies":{"ms":"2.1.2"}}'),
    gaps: [],
    holds: BOTH,
  },
  {
    name: 'peers that nobody installed',
    files: files(NINE, edit(MANIFEST, '}}', '},"peerDependencies":{"react":"*"}}')),
    gaps: [],
    holds: BOTH,
  },
  {
    name: 'a manifest that is truncated',
    files: files(NINE, '{'),
    gaps: [['package.json', 'package.json is not valid JSON']],
    holds: BOTH,
  },
  {
    name: 'no manifest',
    files: { [LOCK]: NINE },
    gaps: [],
    holds: BOTH,
    notes: ['No package.json stands beside it'],
  },
  nine(
    'no importers',
    'importers:',
    'exporters:',
    [
      [LOCK, 'it has no "importers", which 9.0 must have'],
      ['ms', MISSING],
      ['debug', MISSING],
    ],
    ['debug@4.3.4 registry prod', 'ms@2.1.2 registry prod'],
    ['2 entries are asked for by nothing'],
  ),
]

export const ENTRIES: readonly PnpmRow[] = [
  nine(
    'a version that is not locked',
    'version: 4.3.4',
    'version: 3.2.7',
    [['debug', 'package.json has it at 3.2.7 and the lockfile has no such entry: run pnpm install']],
    ['debug@4.3.4 registry prod', 'ms@2.1.2 registry dev'],
    ['1 entries are asked for by nothing'],
  ),
  {
    name: 'another version that is locked too',
    files: files(
      edit(NINE, '        version: 2.1.2', '        version: 9.9.9')
        .replaceAll('ms@2.1.2', 'ms@9.9.9')
        .replace('      ms: 2.1.2', '      ms: 9.9.9'),
    ),
    gaps: [['ms', 'package.json asks for 2.1.2 and the lockfile has ms 9.9.9: run pnpm install']],
    holds: ['debug@4.3.4 registry prod', 'ms@9.9.9 registry both'],
  },
  nine('an entry that is gone', '  ms@2.1.2:\n    resolution: {integrity: sha512-m}\n', '', [
    ['ms@2.1.2', 'its snapshot has no entry in "packages"'],
  ]),
  nine('a snapshot that is gone', '\n  ms@2.1.2: {}\n', '', [['ms@2.1.2', 'its entry has no snapshot']]),
  nine(
    'a dependency that is answered by nothing',
    '      ms: 2.1.2\n',
    '      ms: 2.1.3\n',
    [['ms', 'debug@4.3.4 has it at 2.1.3 and the lockfile has no such entry']],
    ['debug@4.3.4 registry prod', 'ms@2.1.2 registry dev'],
  ),
  nine(
    'a dependency that every object has',
    '      ms: 2.1.2\n',
    '      ms: 2.1.2\n      constructor: 1.0.0\n      __proto__: 1.0.0\n',
    [
      ['constructor', 'debug@4.3.4 has it at 1.0.0'],
      ['__proto__', 'debug@4.3.4 has it at 1.0.0'],
    ],
  ),
  nine('a package that stands twice', '  ms@2.1.2: {}\n', '  ms@2.1.2: {}\n  ms@2.1.2: {}\n', [
    ['snapshots > ms@2.1.2', 'the key stands twice in one object (line 35)'],
  ]),
  nine('a dependency that stands twice', '      ms: 2.1.2\n', '      ms: 2.1.1\n      ms: 2.1.2\n', [
    ['snapshots > debug@4.3.4 > dependencies > ms', 'the key stands twice in one object (line 33)'],
  ]),
  nine('"packages" twice', 'snapshots:', 'packages: {}\n\nsnapshots:', [
    ['packages', 'the key stands twice'],
    ['debug@4.3.4', 'its snapshot has no entry'],
    ['ms@2.1.2', 'its snapshot has no entry'],
  ]),
  nine('"packages" that are a list', 'packages:\n', 'packages: []\nother:\n', [
    [LOCK, 'its "packages" is not a mapping'],
    ['debug@4.3.4', 'its snapshot has no entry'],
    ['ms@2.1.2', 'its snapshot has no entry'],
  ]),
  nine('a snapshot that is text', '  ms@2.1.2: {}', '  ms@2.1.2: none', [
    ['ms@2.1.2', 'its snapshot is not an object'],
  ]),
  nine('a snapshot that was cut off', '  ms@2.1.2: {}\n', '  ms@2.1.2:', [
    ['ms@2.1.2', 'its snapshot is not an object'],
  ]),
  nine('an importer that is text', '  .:\n', '  packages/a: none\n  .:\n', [
    ['packages/a', 'its entry is not an object'],
  ]),
  nine(
    'an importer twice in other words',
    '  .:\n',
    '  ./x/..: {}\n  .:\n',
    [
      ['.', 'its folder stands twice in "importers"'],
      ['ms', MISSING],
      ['debug', MISSING],
    ],
    ['debug@4.3.4 registry prod', 'ms@2.1.2 registry prod'],
    ['2 entries are asked for by nothing'],
  ),
  nine(
    'dependencies that are a list',
    '    dependencies:\n      ms: 2.1.2\n',
    '    dependencies: [ms]\n',
    [['debug@4.3.4', 'its dependencies are no list of names and versions']],
    ['debug@4.3.4 registry prod', 'ms@2.1.2 registry dev'],
  ),
  nine(
    'a dependency without a version',
    '      ms: 2.1.2\n',
    '      ms:\n',
    [['debug@4.3.4', 'its dependency ms has no version']],
    ['debug@4.3.4 registry prod', 'ms@2.1.2 registry dev'],
  ),
  nine(
    'a dependency of the root without a version',
    '        version: 2.1.2\n',
    '',
    [
      ['ms', '. has it without a version'],
      ['ms', MISSING],
    ],
    ['debug@4.3.4 registry prod', 'ms@2.1.2 registry prod'],
  ),
  nine(
    'a version that is none',
    '  ms@2.1.2: {}\n',
    '  ms@2.1.2: {}\n  ms@latest: {}\n',
    [['ms@latest', 'its snapshot has no entry']],
    BOTH,
  ),
  nine('a key without a name', '  ms@2.1.2: {}\n', "  ms@2.1.2: {}\n  '@1.0.0': {}\n", [
    ['@1.0.0', 'its snapshot has no entry'],
  ]),
  nine(
    'a version of its own that is another',
    '{integrity: sha512-m}',
    '{integrity: sha512-m}\n    version: 2.0.0',
    [['ms@2.1.2', 'its entry says version "2.0.0", and its key another']],
  ),
  nine(
    'a name of its own that is another',
    '{integrity: sha512-m}',
    '{integrity: sha512-m}\n    name: evil',
    [['ms@2.1.2', 'its entry calls itself evil']],
  ),
  nine('no resolution', '    resolution: {integrity: sha512-m}\n', '    hasBin: true\n', [
    ['ms@2.1.2', 'its entry does not say what it is resolved to'],
  ]),
  nine(
    'the archive of another package',
    '{integrity: sha512-m}',
    '{integrity: sha512-m, tarball: https://registry.example/evil/-/evil-2.1.2.tgz}',
    [['ms@2.1.2', 'which is the archive of something else']],
  ),
  nine(
    'the archive of itself',
    '{integrity: sha512-m}',
    '{integrity: sha512-m, tarball: https://registry.example/ms/-/ms-2.1.2.tgz}',
    [],
  ),
  nine(
    "a registry's package that is resolved to git",
    '{integrity: sha512-m}',
    '{type: git, repo: https://git.example/x.git, commit: abc}',
    [['ms@2.1.2', 'its key is that of ms from a registry, and it is resolved to something else']],
  ),
  nine(
    "a registry's package that is resolved to a folder",
    '{integrity: sha512-m}',
    '{type: directory, directory: evil}',
    [['ms@2.1.2', 'its key is that of ms from a registry']],
  ),
  six(
    'an entry that is gone',
    '\n  /ms@2.1.2:\n    resolution: {integrity: sha512-m}\n',
    '',
    [
      ['ms', 'package.json has it at 2.1.2 and the lockfile has no such entry'],
      ['ms', '/debug@4.3.4 has it at 2.1.2 and the lockfile has no such entry'],
    ],
    DEBUG,
  ),
  six(
    'a key of another format',
    '  /ms@2.1.2:',
    '  /ms/2.1.2:',
    [
      ['/ms/2.1.2', 'its key names no package'],
      ['ms', 'package.json has it at 2.1.2'],
      ['ms', '/debug@4.3.4 has it at 2.1.2'],
    ],
    DEBUG,
  ),
  six(
    'an entry that is text',
    '  /ms@2.1.2:\n    resolution: {integrity: sha512-m}\n',
    '  /ms@2.1.2: none\n',
    [['/ms@2.1.2', 'its entry is not an object']],
  ),
  five(
    'an entry that is gone',
    '\n  /ms/2.1.2:\n    resolution: {integrity: sha512-m}\n',
    '',
    [
      ['ms', 'package.json has it at 2.1.2 and the lockfile has no such entry'],
      ['ms', '/debug/4.3.4 has it at 2.1.2 and the lockfile has no such entry'],
    ],
    DEBUG,
  ),
  five(
    'a version that is none',
    '  /ms/2.1.2:',
    '  /ms/latest:',
    [
      ['/ms/latest', 'its key names no package'],
      ['ms', 'package.json has it at 2.1.2'],
      ['ms', '/debug/4.3.4 has it at 2.1.2'],
    ],
    DEBUG,
  ),
  {
    name: 'an entry that nothing asks for',
    files: files(
      edit(
        edit(NINE, '    devDependencies:\n      ms:\n        specifier: 2.1.2\n        version: 2.1.2\n', ''),
        '    dependencies:\n      ms: 2.1.2\n',
        '    optional: true\n',
      ),
      '{"dependencies":{"debug":"^4.3.0"}}',
    ),
    gaps: [],
    holds: ['debug@4.3.4 registry prod', 'ms@2.1.2 registry prod'],
    notes: ['1 entries are asked for by nothing, and count as production: ms@2.1.2.'],
  },
  {
    name: 'a package that brings others along',
    files: files(edit(NINE, '{integrity: sha512-m}', '{integrity: sha512-m}\n    bundledDependencies: [a]')),
    gaps: [],
    holds: BOTH,
    notes: ['1 packages bring others inside their archives, which the lockfile does not list: ms@2.1.2.'],
  },
]

/** A lockfile of 9.0 with one dependency of the root and whatever it is locked to. */
function one(spec: string, ref: string, entries: string, snapshots: string, more = ''): Files {
  const lock = `lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n      a:\n        specifier: '${spec}'\n        version: '${ref}'\n${more}\npackages:${entries}\n\nsnapshots:${snapshots}\n`
  return files(lock, JSON.stringify({ dependencies: { a: spec } }))
}

function registry(key: string, more = ''): readonly [string, string] {
  return [`\n\n  '${key}':\n    resolution: {integrity: sha512-x${more}}`, `\n\n  '${key}': {}`]
}

function from(key: string, resolution: string): readonly [string, string] {
  return [`\n\n  '${key}':\n    resolution: {${resolution}}\n    version: 1.0.0`, `\n\n  '${key}': {}`]
}

const NONE = [' {}', ' {}'] as const
const GIT = 'git+https://git.example/a.git#abc'
const IS = 'type: git, repo: https://git.example/a.git, commit: abc'

export const SOURCES: readonly PnpmRow[] = [
  {
    name: 'an alias',
    files: one('npm:b@1.0.0', 'b@1.0.0', ...registry('b@1.0.0')),
    gaps: [],
    holds: ['b@1.0.0 registry prod as a'],
  },
  {
    name: 'an alias that nobody asked for',
    files: one('^1.0.0', 'b@1.0.0', ...registry('b@1.0.0')),
    gaps: [['a', 'package.json asks for ^1.0.0 and the lockfile has b 1.0.0']],
    holds: ['b@1.0.0 registry prod as a'],
  },
  {
    name: 'an alias of another package',
    files: one('npm:c@1.0.0', 'b@1.0.0', ...registry('b@1.0.0')),
    gaps: [['a', 'asks for npm:c@1.0.0 and the lockfile has b 1.0.0']],
    holds: ['b@1.0.0 registry prod as a'],
  },
  {
    name: 'a name that every object has',
    files: { ...one('npm:__proto__@1.0.0', '__proto__@1.0.0', ...registry('__proto__@1.0.0')) },
    gaps: [],
    holds: ['__proto__@1.0.0 registry prod as a'],
  },
  {
    name: 'peers in parentheses',
    files: one(
      '1.0.0',
      '1.0.0(b@1.0.0(c@2.0.0))(patch_hash=xyz)',
      registry('a@1.0.0')[0],
      registry('a@1.0.0(b@1.0.0(c@2.0.0))(patch_hash=xyz)')[1],
    ),
    gaps: [],
    holds: ['a@1.0.0 registry prod'],
  },
  {
    name: 'peers in parentheses that do not close',
    files: one('1.0.0', '1.0.0((b@1.0.0)', registry('a@1.0.0')[0], registry('a@1.0.0((b@1.0.0)')[1]),
    gaps: [
      ['a@1.0.0((b@1.0.0)', 'its snapshot has no entry'],
      ['a@1.0.0', 'its entry has no snapshot'],
    ],
    holds: ['a@1.0.0 registry prod'],
    notes: ['1 entries are asked for by nothing'],
  },
  { name: 'a commit', files: one(GIT, GIT, ...from(`a@${GIT}`, IS)), gaps: [], holds: ['a@1.0.0 git prod'] },
  {
    name: "a commit that is not its key's",
    files: one(GIT, GIT, ...from(`a@${GIT}`, IS.replace('abc', 'def'))),
    gaps: [[`a@${GIT}`, 'which is not what its key says']],
    holds: ['a@1.0.0 git prod'],
  },
  {
    name: 'a commit in the place of a range',
    files: one('^1.0.0', GIT, ...from(`a@${GIT}`, IS)),
    gaps: [['a', 'asks for ^1.0.0 and the lockfile has a 1.0.0']],
    holds: ['a@1.0.0 git prod'],
  },
  {
    name: 'a range in the place of a commit',
    files: one(GIT, '1.0.0', ...registry('a@1.0.0')),
    gaps: [['a', 'and the lockfile has a 1.0.0']],
    holds: ['a@1.0.0 registry prod'],
  },
  {
    name: 'an archive',
    files: one(
      'https://files.example/a.tgz',
      'https://files.example/a.tgz',
      ...from('a@https://files.example/a.tgz', 'tarball: https://files.example/a.tgz'),
    ),
    gaps: [],
    holds: ['a@1.0.0 tarball prod'],
  },
  {
    name: 'another archive',
    files: one(
      'https://files.example/a.tgz',
      'https://files.example/a.tgz',
      ...from('a@https://files.example/a.tgz', 'tarball: https://evil.example/a.tgz'),
    ),
    gaps: [['a@https://files.example/a.tgz', 'which is not what its key says']],
    holds: ['a@1.0.0 tarball prod'],
  },
  {
    name: 'an archive without a version',
    files: one(
      'https://files.example/a.tgz',
      'https://files.example/a.tgz',
      '\n\n  a@https://files.example/a.tgz:\n    resolution: {tarball: https://files.example/a.tgz}',
      '\n\n  a@https://files.example/a.tgz: {}',
    ),
    gaps: [],
    holds: ['a@https://files.example/a.tgz tarball prod'],
  },
  {
    name: 'an archive with a version that is none',
    files: one(
      'https://files.example/a.tgz',
      'https://files.example/a.tgz',
      '\n\n  a@https://files.example/a.tgz:\n    resolution: {tarball: https://files.example/a.tgz}\n    version: new',
      '\n\n  a@https://files.example/a.tgz: {}',
    ),
    gaps: [['a@https://files.example/a.tgz', 'its entry has no usable version ("new")']],
    holds: [],
  },
  {
    name: 'a folder',
    files: one('file:./a', 'file:a', ...from('a@file:a', 'type: directory, directory: a')),
    gaps: [],
    holds: ['a@1.0.0 file prod'],
  },
  {
    name: 'another folder',
    files: one('file:./a', 'file:a', ...from('a@file:a', 'type: directory, directory: evil')),
    gaps: [['a@file:a', 'which is not what its key says']],
    holds: ['a@1.0.0 file prod'],
  },
  {
    name: 'a kind of resolution that is not known',
    files: one('x:a', 'x:a', ...from('a@x:a', 'type: custom, url: y')),
    gaps: [['a@x:a', 'its resolution is of a type that is not known (custom)']],
    holds: ['a@1.0.0 tarball prod'],
  },
  {
    name: 'a runtime',
    files: one(
      'runtime:^24.0.0',
      'runtime:24.0.0',
      '\n\n  a@runtime:24.0.0:\n    resolution: {type: variations, variants: []}\n    version: 24.0.0',
      '\n\n  a@runtime:24.0.0: {}',
    ),
    gaps: [],
    holds: ['a@24.0.0 tarball prod'],
  },
  {
    name: 'a linked folder',
    files: one('link:./a', 'link:a', ...NONE),
    gaps: [],
    holds: ['a@ link prod'],
    notes: ['1 folders have no package.json here'],
  },
  {
    name: 'a linked folder that is another',
    files: one('link:./a', 'link:b', ...NONE),
    gaps: [['a', 'has it linked to b, where no package of that name stands']],
    holds: ['a@ link prod'],
    notes: ['1 folders have no package.json here'],
  },
  {
    name: 'a linked folder that asks for packages',
    files: {
      ...one('link:./a', 'link:a', ...NONE),
      'a/package.json': '{"name":"a","dependencies":{"b":"1"}}',
    },
    gaps: [
      ['a/package.json', 'it declares 1 dependencies, and pnpm does not lock what a linked folder declares'],
    ],
    holds: ['a@ link prod'],
  },
  {
    name: 'a range that was made a link',
    files: one('^1.0.0', 'link:evil', ...NONE),
    gaps: [['a', 'package.json has it linked to evil, where no package of that name stands']],
    holds: ['a@ link prod'],
    notes: ['1 folders have no package.json here'],
  },
  {
    name: 'a range that was made a link to a member that is none',
    files: one('^1.0.0', 'link:evil', ...NONE, '\n  evil: {}\n'),
    gaps: [['a', 'has it linked to evil, where no package of that name stands']],
    holds: [],
    notes: ['1 folders have no package.json here'],
  },
  {
    name: 'a member',
    files: {
      ...one('workspace:*', 'link:packages/a', ...NONE, '\n  packages/a: {}\n'),
      'packages/a/package.json': '{"name":"a"}',
    },
    gaps: [],
    holds: [],
  },
  {
    name: 'a member by its range',
    files: {
      ...one('^1.0.0', 'link:packages/a', ...NONE, '\n  packages/a: {}\n'),
      'packages/a/package.json': '{"name":"a"}',
    },
    gaps: [],
    holds: [],
  },
  {
    name: 'a member under an alias',
    files: {
      ...one('workspace:b@*', 'link:packages/b', ...NONE, '\n  packages/b: {}\n'),
      'packages/b/package.json': '{"name":"b"}',
    },
    gaps: [],
    holds: [],
  },
  {
    name: 'a member of another name',
    files: {
      ...one('workspace:*', 'link:packages/a', ...NONE, '\n  packages/a: {}\n'),
      'packages/a/package.json': '{"name":"b"}',
    },
    gaps: [['a', 'has it linked to packages/a, where no package of that name stands']],
    holds: [],
  },
  {
    name: 'a member from a registry',
    files: one('workspace:*', '1.0.0', ...registry('a@1.0.0')),
    gaps: [['a', 'asks for workspace:* and the lockfile has a 1.0.0']],
    holds: ['a@1.0.0 registry prod'],
  },
  {
    name: 'a member whose dependencies are not locked',
    files: {
      ...one('workspace:*', 'link:packages/a', ...NONE, '\n  packages/a: {}\n'),
      'packages/a/package.json': '{"name":"a","dependencies":{"b":"^1.0.0"}}',
    },
    gaps: [['b', `packages/a declares it (^1.0.0) and ${MISSING}`]],
    holds: [],
  },
  {
    name: 'a member that is not there to look at',
    files: one('workspace:*', 'link:../a', ...NONE),
    gaps: [['a', 'has it linked to ../a, where no package of that name stands']],
    holds: ['a@ link prod'],
    notes: ['1 folders have no package.json here'],
  },
  {
    name: 'a folder by its name in the workspace',
    files: { ...one('workspace:*', 'link:a', ...NONE), 'a/package.json': '{"name":"a"}' },
    gaps: [],
    holds: ['a@ link prod'],
  },
  {
    name: 'a member outside of the tree',
    files: one('link:../other', 'link:../other', ...NONE, '\n  ../other: {}\n'),
    gaps: [],
    holds: [],
    notes: ['1 folders have no package.json here'],
  },
  {
    name: 'a member published from a folder of its own',
    files: {
      ...one('workspace:*', 'link:packages/a/dist', ...NONE, '\n  packages/a:\n    publishDirectory: dist\n'),
      'packages/a/package.json': '{"name":"a"}',
    },
    gaps: [],
    holds: [],
    notes: ['1 folders have no package.json here'],
  },
  {
    name: 'a dependency of a dependency that was made a link',
    files: one(
      '1.0.0',
      '1.0.0',
      registry('a@1.0.0')[0],
      "\n\n  'a@1.0.0':\n    dependencies:\n      b: link:evil",
    ),
    gaps: [['b', 'a@1.0.0 has it linked to evil, which is no package of this repository']],
    holds: ['a@1.0.0 registry prod'],
  },
  {
    name: 'half a surrogate pair',
    files: one(
      '1.0.0',
      '1.0.0',
      registry('a@1.0.0')[0],
      `${registry('a@1.0.0')[1]}\n\n  "\\uD83D@1.0.0": {}`,
    ),
    gaps: [['\uD83D@1.0.0', 'its snapshot has no entry']],
    holds: ['a@1.0.0 registry prod', '\uD83D@1.0.0 registry prod'],
    notes: ['1 entries are asked for by nothing'],
  },
  {
    name: 'a key without end',
    files: one(
      '1.0.0',
      '1.0.0',
      registry('a@1.0.0')[0],
      `${registry('a@1.0.0')[1]}\n\n  'a@1.0.0${'(b@1.0.0)'.repeat(100_000)}': {}`,
    ),
    gaps: [['a@1.0.0(b@1.0.0)', 'its key is longer than any']],
    holds: ['a@1.0.0 registry prod'],
  },
]
