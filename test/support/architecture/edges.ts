import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import { COMPUTED, importsOf } from './imports.ts'
import type { Sources } from './sources.ts'
import { parse } from './syntax.ts'
import { type Row, type Unit, unitOf } from './table.ts'

export interface Edge {
  readonly from: string
  /** A path from the root, or the specifier of a package. */
  readonly to: string
}

function resolve(from: string, specifier: string): string {
  return specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : specifier
}

/** Every import of every file. */
export function edgesOf(sources: Sources): readonly Edge[] {
  return [...sources].flatMap(([from, text]) =>
    importsOf(parse(text)).map((specifier) => ({ from, to: resolve(from, specifier) })),
  )
}

/** `semver` of `semver/functions/valid.js`, `@actions/core` of a path in it, `node:fs` of `fs/promises`. */
export function packageOf(specifier: string): string {
  if (isBuiltin(specifier)) return `node:${specifier.replace(/^node:/, '').split('/')[0]}`
  const parts = specifier.split('/')
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/')
}

function allowsUnit(token: string, unit: Unit, to: Unit): boolean {
  if (token === 'itself') return unit.name === to.name
  if (token === 'checks/*') return to.row === 'checks/x'
  return token === to.name
}

function isAllowed({ to }: Edge, unit: Unit, rows: readonly Row[]): boolean {
  if (to === COMPUTED) return unit.name === 'adapters'
  if (/^(src|actions)\//.test(to)) {
    const target = unitOf(to, rows)
    return target !== undefined && unit.may.some((token) => allowsUnit(token, unit, target))
  }
  const name = packageOf(to)
  return unit.may.includes(name) || (name.startsWith('node:') && unit.may.includes('node:*'))
}

/** Every file that no unit of the table holds, and every import that the table does not allow. */
export function forbiddenEdges(sources: Sources, rows: readonly Row[]): readonly string[] {
  const homeless = [...sources.keys()].filter((path) => !unitOf(path, rows))
  const edges = edgesOf(sources).flatMap((edge) => {
    const unit = unitOf(edge.from, rows)
    if (!unit || isAllowed(edge, unit, rows)) return []
    return [`${edge.from} imports ${edge.to}: ${unit.row} may import ${unit.may.join(', ')}`]
  })
  return [...homeless.map((path) => `${path} belongs to no unit of the import table`), ...edges]
}
