import type { Ports } from '../../../src/core/ports.ts'
import { createCompany, tlsOf } from '../certificate-expiry/world.ts'
import { osvHttp } from '../dependency-audit/osv-http.ts'
import { backupVerification } from './backup-sample.ts'
import { worldOf } from './empty-world.ts'

/** Option values as a user types them, and a world to use them in. */
export interface Scene {
  readonly values: Readonly<Record<string, string>>
  readonly world: Ports
}

/** What the contract needs to see a check at work. */
export interface Sample {
  /** Where the check passes: else "never passes" would say nothing. */
  readonly clean: Scene
  /** Where it finds something. */
  readonly dirty: readonly Scene[]
}

function lockOf(licenses: Readonly<Record<string, unknown>>, more: object = {}): string {
  const names = Object.keys(licenses)
  const dependencies = Object.fromEntries(names.map((name) => [name, '*']))
  const entries = names.map((name) => [
    `node_modules/${name}`,
    { version: '1.0.0', license: licenses[name], ...more },
  ])
  return JSON.stringify({
    name: 'sample',
    lockfileVersion: 3,
    packages: { '': { name: 'sample', dependencies }, ...Object.fromEntries(entries) },
  })
}

function manifest(name: string, license: string): string {
  return JSON.stringify({ name, version: '1.0.0', license })
}

const licenseCompliance: Sample = {
  clean: { values: {}, world: worldOf({ files: { 'package-lock.json': lockOf({ fine: 'MIT' }) } }) },
  dirty: [
    {
      values: { 'cross-check': 'true' },
      world: worldOf({
        files: {
          'package-lock.json': lockOf({
            fine: 'MIT',
            bad: 'AGPL-3.0-only',
            seen: 'GPL-3.0-only',
            odd: 'as is',
            torn: 'MIT',
          }),
          'node_modules/torn/package.json': manifest('torn', 'ISC'),
        },
        checked: [],
      }),
    },
    {
      values: {},
      world: worldOf({
        files: { 'package-lock.json': lockOf({ moved: 'BUSL-1.1' }) },
        base: { 'package-lock.json': lockOf({ moved: 'MIT' }) },
      }),
    },
    {
      values: { deny: 'ISC' },
      world: worldOf({
        files: {
          'package.json': JSON.stringify({ name: 'sample', dependencies: { bare: '*' } }),
          'node_modules/bare/package.json': manifest('bare', 'ISC'),
        },
        checked: [],
      }),
    },
  ],
}

const BAD = osvHttp([
  { id: 'GHSA-aaaa-aaaa-aaaa', name: 'bad', versions: ['1.0.0'], fixed: '1.0.1', aliases: ['CVE-2026-0001'] },
  { id: 'MAL-2026-1', name: 'worm', versions: ['1.0.0'] },
]).http
const WORKFLOW = 'jobs:\n  a:\n    steps:\n      - uses: actions/checkout@v4\n'
const REPORT = {
  version: '2.1.0',
  runs: [
    {
      tool: { driver: { name: 'scanner' } },
      results: [{ ruleId: 'RULE-1', level: 'error', message: { text: 'wrong' } }],
    },
  ],
}

const dependencyAudit: Sample = {
  clean: {
    values: {},
    world: worldOf({ files: { 'package-lock.json': lockOf({ fine: 'MIT' }) }, http: osvHttp([]).http }),
  },
  dirty: [
    {
      values: { reports: 'scan.sarif', registry: 'https://registry.example' },
      world: worldOf({
        files: {
          'package.json': JSON.stringify({
            name: 'sample',
            dependencies: { bad: '*', worm: '*' },
            engines: { node: '>=18' },
          }),
          'package-lock.json': lockOf(
            { bad: 'MIT', worm: 'MIT' },
            { deprecated: 'gone', engines: { node: '>=99' } },
          ),
          '.github/workflows/a.yml': WORKFLOW,
          'scan.sarif': JSON.stringify(REPORT),
        },
        http: BAD,
      }),
    },
    {
      values: {},
      world: worldOf({
        files: {
          'package-lock.json': lockOf(
            { bad: 'MIT' },
            { resolved: 'https://evil.example/bad/-/bad-1.0.0.tgz' },
          ),
        },
        base: { 'package-lock.json': lockOf({}) },
        http: BAD,
      }),
    },
  ],
}

const COMPANY = createCompany()
const HEALTHY = COMPANY.issue('good.example', 60)
const ENDED = COMPANY.issue('old.example', -3)
const TLS = tlsOf(COMPANY, { 'good.example': HEALTHY, 'old.example': ENDED })

const certificateExpiry: Sample = {
  clean: {
    values: { hosts: 'good.example', files: 'certs/*.pem' },
    world: worldOf({ files: { 'certs/good.pem': HEALTHY.pem }, tls: TLS }),
  },
  dirty: [
    {
      values: { hosts: 'good.example, old.example name=other.example, old.example' },
      world: worldOf({ tls: TLS }),
    },
    { values: { files: 'certs' }, world: worldOf({ files: { 'certs/old.pem': ENDED.pem }, tls: TLS }) },
  ],
}

/** One line for each check; the contract asks for it. */
export const SAMPLES: Readonly<Record<string, Sample>> = {
  'backup-verification': backupVerification,
  'certificate-expiry': certificateExpiry,
  'dependency-audit': dependencyAudit,
  'license-compliance': licenseCompliance,
}
