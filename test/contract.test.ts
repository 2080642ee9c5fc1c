import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { CHECKS } from '../src/checks/index.ts'
import type { Check } from '../src/core/check.ts'
import { nameComplaints } from './support/contract/names.ts'
import { linkComplaints, pageComplaints } from './support/contract/pages.ts'
import { runComplaints } from './support/contract/runs.ts'
import { SAMPLES } from './support/contract/samples.ts'
import { compileSchema, schemaComplaints } from './support/contract/schema.ts'

const ROOT = resolve(import.meta.dirname, '..')
const read = (path: string) =>
  existsSync(join(ROOT, path)) ? readFileSync(join(ROOT, path), 'utf8') : undefined
const report = compileSchema(JSON.parse(read('schema/report.schema.json') ?? ''))
test('x', async () => {
  for (const [k, c] of Object.entries(CHECKS) as [string, Check][])
    console.log(
      nameComplaints(k, c),
      pageComplaints(c, read),
      linkComplaints(read('README.md') ?? '', read),
      await runComplaints(c, SAMPLES[k], (r) => schemaComplaints(report, r)),
    )
})
