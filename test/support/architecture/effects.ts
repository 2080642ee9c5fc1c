import { freeNames } from './scope.ts'
import type { Sources } from './sources.ts'
import { isNode, literalOf, type Node, nameOf, nodesOf, parse } from './syntax.ts'

/** Where a file outside adapters may touch the world itself, and why. Nothing else may. */
export const EXCEPTIONS: readonly {
  readonly path: string
  readonly may: readonly string[]
  readonly reason: string
}[] = [
  {
    path: 'src/shell/world.ts',
    may: ['new Date()', 'setTimeout', 'Math.random'],
    reason:
      'the composition root makes the real clock, timer and dice once and hands them to adapters as arguments',
  },
]

/** Globals that are the world: what a pure function cannot know, and what only adapters may touch. */
const WORLD = [
  'process',
  'console',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'fetch',
  'WebSocket',
  'EventSource',
  'performance',
  'crypto',
  'globalThis',
  'global',
]

/** Members of globals that are else pure. */
const MEMBERS = ['Date.now', 'Math.random', 'Atomics.wait']

function memberOf(node: Node): readonly string[] {
  if (node['type'] === 'MemberExpression') {
    const { object, property } = node
    const computed = isNode(property) && property['type'] === 'Computed' ? property['expression'] : undefined
    return [`${nameOf(object)}.${literalOf(computed) ?? nameOf(property)}`]
  }
  const { type, id, init } = node
  if (type !== 'VariableDeclarator' || !isNode(id) || id['type'] !== 'ObjectPattern') return []
  const properties = Array.isArray(id['properties']) ? id['properties'].filter(isNode) : []
  return properties.map((property) => `${nameOf(init)}.${nameOf(property['key'])}`)
}

function presentMoment(node: Node): readonly string[] {
  if (nameOf(node['callee']) !== 'Date') return []
  if (node['type'] === 'CallExpression') return ['Date()']
  const given = Array.isArray(node['arguments']) ? node['arguments'].length : 0
  return node['type'] === 'NewExpression' && given === 0 ? ['new Date()'] : []
}

/** What a module touches of the world by itself: the process, the network, time, chance. */
export function effectsOf(source: string): readonly string[] {
  const module = parse(source)
  const free = freeNames(module)
  const members = nodesOf(module).flatMap((node) => [...memberOf(node), ...presentMoment(node)])
  const isWorld = (name: string) => MEMBERS.includes(name) || /Date\(\)$/.test(name)
  return [...new Set([...WORLD.filter((name) => free.has(name)), ...members.filter(isWorld)])]
}

/** Effects outside adapters, but for the exceptions; and exceptions that nothing needs any more. */
export function effectComplaints(sources: Sources, exceptions = EXCEPTIONS): readonly string[] {
  const used = new Set<string>()
  const complaints = [...sources].flatMap(([path, text]) => {
    if (path.startsWith('src/adapters/')) return []
    const may = exceptions.find((exception) => exception.path === path)?.may ?? []
    const effects = effectsOf(text)
    for (const effect of effects) used.add(`${path} ${effect}`)
    const odd = effects.filter((effect) => !may.includes(effect))
    return odd.map(
      (effect) => `${path} uses ${effect}: only adapters touch the world; take it as an argument`,
    )
  })
  const idle = exceptions.flatMap(({ path, may }) => may.map((effect) => `${path} ${effect}`))
  return [
    ...complaints,
    ...idle.filter((one) => !used.has(one)).map((one) => `the exception for ${one} is not needed`),
  ]
}
