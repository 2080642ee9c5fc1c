import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from '@jest/globals'
import { effectComplaints } from './support/architecture/effects.ts'
import { forbiddenEdges } from './support/architecture/edges.ts'
import { nameAndSizeComplaints } from './support/architecture/names.ts'
import { reachComplaints } from './support/architecture/reach.ts'
import { mockComplaints, shapeComplaints } from './support/architecture/shape.ts'
import { readSources } from './support/architecture/sources.ts'
import { parseTable } from './support/architecture/table.ts'
const ROOT = resolve(import.meta.dirname, '..')
const rows = parseTable(readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8'))
const code = readSources(ROOT, ['src', 'actions'])
const tests = readSources(ROOT, ['test'])
test('x', () => {
  console.log(rows, forbiddenEdges(code, rows), reachComplaints(code), shapeComplaints(code), mockComplaints(tests), nameAndSizeComplaints(new Map([...code,...tests])), effectComplaints(code))
})
