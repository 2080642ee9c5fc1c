import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { evaluate } from '../../../src/checks/license-compliance/evaluate.ts'
import type { LicenseFact } from '../../../src/checks/license-compliance/fact.ts'
import { branchOf, packageJudge } from '../../../src/checks/license-compliance/package-license.ts'
import { policyOf } from '../../../src/checks/license-compliance/policy.ts'
import { RULES } from '../../../src/checks/license-compliance/rules.ts'
import { objectOf } from '../../../src/inventory/json.ts'
import { entry, project } from '../../support/license-compliance/projects.ts'
import { collectFrom, optionsOf } from '../../support/license-compliance/world.ts'
import { ALLOWED, HARD_CASES } from './hard-package-cases.ts'

type Manifest = Readonly<Record<string, unknown>> & { readonly name: string; readonly version: string }

interface Packed {
  readonly manifest: Manifest
  /** The key of its text, by path. */
  readonly files: Readonly<Record<string, string>>
}

/** As text, or bytes that are no UTF-8. */
type Text = string | { readonly base64: string }

function fixture(name: string): Buffer {
  return readFileSync(new URL(`../../fixtures/hard-licenses/${name}`, import.meta.url))
}

/** What make.mjs took out of the real archives. */
const packages: Readonly<Record<string, Packed>> = JSON.parse(fixture('packages.json').toString('utf8'))
const texts: Readonly<Record<string, Text>> = JSON.parse(
  gunzipSync(fixture('texts.json.gz')).toString('utf8'),
)

/** What npm writes into a lockfile: `license` alone, and of an object its type. */
function lockedLicense({ license }: Manifest): unknown {
  return objectOf(license)?.['type'] ?? license
}

function filesOf(folder: string, id: string): readonly (readonly [string, string | Uint8Array])[] {
  const { manifest, files } = packages[id] ?? { manifest: {}, files: {} }
  return [
    [`${folder}/package.json`, JSON.stringify(manifest)],
    ...Object.entries(files).map(([path, hash]): [string, string | Uint8Array] => {
      const text = texts[hash] ?? ''
      return [`${folder}/${path}`, typeof text === 'string' ? text : Buffer.from(text.base64, 'base64')]
    }),
  ]
}

/** One tree of all, each under an alias: of some there are two versions. */
function tree() {
  const rows = Object.entries(packages).map(([id, { manifest }], index) => ({
    id,
    alias: `case-${index}`,
    locked: entry(manifest.version, lockedLicense(manifest), { name: manifest.name }),
  }))
  const dependencies = Object.fromEntries(rows.map(({ id, alias }) => [alias, `npm:${id}`]))
  const entries = Object.fromEntries(rows.map(({ alias, locked }) => [`node_modules/${alias}`, locked]))
  const installed = rows.flatMap(({ id, alias }) => filesOf(`node_modules/${alias}`, id))
  return { ...project(entries, { manifest: { dependencies } }), ...Object.fromEntries(installed) }
}

const OPTIONS = optionsOf({ allow: ALLOWED })
const JUDGE = packageJudge(policyOf(OPTIONS), [])
const FACTS = new Map<string, LicenseFact>()

function factOf(id: string): LicenseFact {
  const fact = FACTS.get(id)
  if (!fact) throw new Error(`${id} is not in packages.json: run make.mjs`)
  return fact
}

/** What the check makes of a package, in the words of the table. */
function outcomeOf(id: string) {
  const fact = factOf(id)
  const { verdict, deciding } = JUDGE(fact)
  const known = (fact.files ?? []).flatMap(({ identified }) => identified?.alike ?? [])
  const conflicts = evaluate([fact], OPTIONS).filter(({ rule }) => rule === RULES.conflict.id)
  return {
    verdict,
    license: deciding.declaration.text,
    branch: branchOf(deciding),
    known: known.map((one) => one.replace(/(-only|-or-later)$/, '')),
    severities: conflicts.map(({ severity }) => severity),
  }
}

beforeAll(async () => {
  const { facts, gaps } = await collectFrom({ files: tree() }, { allow: ALLOWED })
  expect(gaps).toEqual([])
  for (const fact of facts) FACTS.set(`${fact.package.name}@${fact.package.version}`, fact)
})

describe('real packages that are hard to judge', () => {
  test('are many, none twice, each with its files and read as it is installed', () => {
    expect(HARD_CASES.length).toBeGreaterThanOrEqual(77)
    expect(HARD_CASES.map(({ id }) => id).sort()).toEqual(Object.keys(packages).sort())
    for (const { id } of HARD_CASES) {
      expect(factOf(id).readings.map(({ source }) => source)).toEqual(['package.json', 'lockfile'])
    }
  })

  test.each(HARD_CASES.map((each) => [`${each.id}: ${each.reason}`, each] as const))('%s', (_name, each) => {
    const outcome = outcomeOf(each.id)
    expect({ verdicts: each.verdicts, outcome }).toMatchObject({
      outcome: { verdict: each.verdicts.includes(outcome.verdict) ? outcome.verdict : each.verdicts },
    })
    expect(outcome.known).toEqual(expect.arrayContaining([...each.texts]))
    if (each.branches.length > 0) expect(each.branches).toContain(outcome.branch)
    if (each.isWarned !== undefined) expect(outcome.severities).toEqual(each.isWarned ? ['low'] : [])
  })
})
