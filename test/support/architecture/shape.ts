import type { Sources } from './sources.ts'
import { isNode, type Node, nameOf, nodesOf, parse } from './syntax.ts'

function isDefaultExport(node: Node): boolean {
  const { type } = node
  if (type === 'ExportDefaultDeclaration' || type === 'ExportDefaultExpression') return true
  if (type === 'TsExportAssignment') return true
  if (type === 'ExportNamespaceSpecifier') return nameOf(node['name']) === 'default'
  return type === 'ExportSpecifier' && nameOf(node['exported'] ?? node['orig']) === 'default'
}

function isOrdinaryClass(node: Node): boolean {
  const isClass = node['type'] === 'ClassDeclaration' || node['type'] === 'ClassExpression'
  return isClass && !/Error$/.test(nameOf(node['superClass']) ?? '')
}

function complaintOf(node: Node): string | undefined {
  if (isDefaultExport(node)) return 'has a default export: name it'
  if (node['type'] === 'TsEnumDeclaration') return 'has an enum: use a union of strings'
  if (isOrdinaryClass(node)) return 'has a class that is no error: use functions and data'
  if (node['type'] === 'TsKeywordType' && node['kind'] === 'any')
    return 'says any: say unknown, or what it is'
  return undefined
}

/** State that lives as long as the module: a `let` at its top. */
function stateComplaints(module: Node): readonly string[] {
  const body = Array.isArray(module['body']) ? module['body'].filter(isNode) : []
  const declared = body.map((node) => (isNode(node['declaration']) ? node['declaration'] : node))
  const isState = (node: Node) => node['type'] === 'VariableDeclaration' && node['kind'] !== 'const'
  return declared.some(isState) ? ['has a let at its top: a module has no state'] : []
}

/** Default exports, enums, classes but errors, `any` and module state. */
export function shapeComplaints(sources: Sources): readonly string[] {
  return [...sources].flatMap(([path, text]) => {
    const module = parse(text)
    const found = [...nodesOf(module).flatMap((node) => complaintOf(node) ?? []), ...stateComplaints(module)]
    return [...new Set(found)].map((complaint) => `${path} ${complaint}`)
  })
}

const MOCKS = [
  'mock',
  'unmock',
  'doMock',
  'dontMock',
  'setMock',
  'unstable_mockModule',
  'createMockFromModule',
  'requireMock',
]

function isMock(node: Node): boolean {
  if (node['type'] !== 'MemberExpression' || nameOf(node['object']) !== 'jest') return false
  return MOCKS.includes(nameOf(node['property']) ?? '')
}

/** Tests that put something else in a module's place. */
export function mockComplaints(sources: Sources): readonly string[] {
  return [...sources].flatMap(([path, text]) =>
    nodesOf(parse(text)).some(isMock)
      ? [`${path} mocks a module: give the code under test a port instead`]
      : [],
  )
}
