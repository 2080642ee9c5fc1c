import { objectOf } from '../../inventory/json.ts'

export type Fields = Readonly<Record<string, unknown>>

/** What of a component (a scanner's driver or an extension of it) results point to. */
interface Component {
  readonly rules: readonly (Fields | undefined)[]
  readonly byId: ReadonlyMap<string, Fields>
  readonly byGuid: ReadonlyMap<string, Fields>
  readonly messages: Fields
}

/** The rule that a result breaks, and the texts that all rules share. */
export interface RuleOf {
  readonly rule: Fields
  readonly messages: Fields
}

const NOTHING: Fields = {}

/** An array, or an empty one for anything else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** The element of an array at an index that a report gives. */
export function elementAt<T>(list: readonly T[], index: unknown): T | undefined {
  return typeof index === 'number' && Number.isInteger(index) && index >= 0 ? list[index] : undefined
}

function componentOf(value: unknown): Component {
  const fields = objectOf(value) ?? NOTHING
  const rules = listOf(fields['rules']).map(objectOf)
  const named = (key: string) =>
    new Map(
      rules.flatMap((rule) => (rule && typeof rule[key] === 'string' ? [[rule[key], rule] as const] : [])),
    )
  const messages = objectOf(fields['globalMessageStrings']) ?? NOTHING
  return { rules, byId: named('id'), byGuid: named('guid'), messages }
}

/** Rules with sub-rules of sub-rules are not nested deeper. */
const MAX_PARTS = 5

/** `CA2101/1` is reported for the rule `CA2101` (SARIF 2.1.0, 3.52.4). */
function byHierarchy(byId: ReadonlyMap<string, Fields>, id: string): Fields | undefined {
  let end = id.length
  for (let count = 0; count < MAX_PARTS && end > 0; count++) {
    const rule = byId.get(id.slice(0, end))
    if (rule) return rule
    end = id.lastIndexOf('/', end - 1)
  }
  return undefined
}

/** Who finds the rule of a result of a run (SARIF 2.1.0, 3.52): by id, by guid, else by index, in the driver or an extension. */
export function ruleFinder(tool: Fields): (result: Fields) => RuleOf {
  const driver = componentOf(tool['driver'])
  const extensions = listOf(tool['extensions']).map(componentOf)
  return (result) => {
    const reference = objectOf(result['rule']) ?? NOTHING
    const index = objectOf(reference['toolComponent'])?.['index']
    const component = index === undefined ? driver : (elementAt(extensions, index) ?? driver)
    const id = result['ruleId'] ?? reference['id']
    const guid = reference['guid']
    const byId = typeof id === 'string' ? byHierarchy(component.byId, id) : undefined
    const byIndex = elementAt(component.rules, result['ruleIndex'] ?? reference['index'])
    const byGuid = typeof guid === 'string' ? component.byGuid.get(guid) : undefined
    return { rule: byGuid ?? byId ?? byIndex ?? NOTHING, messages: component.messages }
  }
}
