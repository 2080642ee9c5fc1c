import type { Check } from '../../../src/core/check.ts'
import { messageOf } from '../../../src/core/errors.ts'
import { CHECK_IDS } from '../../../src/core/ids.ts'
import { parseOptions, SHARED } from '../../../src/core/options.ts'
import { SEVERITIES } from '../../../src/core/severity.ts'

const KEBAB = /^[a-z]+(-[a-z0-9]+)*$/

function idComplaints(key: string, { id }: Check): readonly string[] {
  return [
    ...(KEBAB.test(id) ? [] : [`the id ${id} is not kebab-case`]),
    ...(id === key ? [] : [`the id ${id} stands under ${key} in CHECKS`]),
    ...((CHECK_IDS as readonly string[]).includes(id) ? [] : [`the id ${id} is not in CHECK_IDS`]),
  ]
}

function ruleComplaints({ id, rules }: Check): readonly string[] {
  if (Object.keys(rules).length === 0) return ['there are no rules']
  return Object.entries(rules).flatMap(([key, rule]) => [
    ...(KEBAB.test(key) ? [] : [`the rule ${key} is not kebab-case`]),
    ...(rule.id === `${id}/${key}` ? [] : [`the rule ${key} has the id ${rule.id}, not ${id}/${key}`]),
    ...(rule.title.trim() === '' ? [`the rule ${key} has no title`] : []),
    ...(rule.help.endsWith('.') ? [] : [`the help of the rule ${key} is no sentence`]),
    ...(SEVERITIES.includes(rule.severity) ? [] : [`the rule ${key} has no severity`]),
    ...(key.startsWith('waiver-') ? [`the rule ${key} is the pipeline's own`] : []),
  ])
}

function descriptionsOf(check: Check): readonly (readonly [string, string])[] {
  return [
    ['the check', check.description],
    ...Object.entries(check.options).map(([name, one]) => [`the option ${name}`, one.description] as const),
    ...Object.entries(check.waiverKeys).map(
      ([name, one]) => [`the waiver key ${name}`, one.description] as const,
    ),
    ...Object.entries(check.commands ?? {}).map(
      ([name, one]) => [`the command ${name}`, one.description] as const,
    ),
  ]
}

function textComplaints(check: Check): readonly string[] {
  const odd = descriptionsOf(check).filter(([, text]) => !/^\S.*\.$/.test(text))
  return [
    ...(check.title.trim() === '' ? ['there is no title'] : []),
    ...odd.map(([what]) => `${what} has a description that does not end with a period`),
  ]
}

function optionComplaints({ options }: Check): readonly string[] {
  const odd = Object.keys(options).filter((name) => !KEBAB.test(name))
  const changed = Object.entries(SHARED).filter(([name, row]) => options[name] !== row)
  return [
    ...odd.map((name) => `the option ${name} is not kebab-case`),
    ...changed.map(([name]) => `the option ${name} is not the shared one`),
    ...defaultComplaints(options),
  ]
}

function defaultComplaints(options: Check['options']): readonly string[] {
  try {
    parseOptions(options, [])
    return []
  } catch (thrown) {
    return [`a default cannot be parsed: ${messageOf(thrown)}`]
  }
}

/** What is wrong with how a check, its rules and its options are called and described. */
export function nameComplaints(key: string, check: Check): readonly string[] {
  return [
    ...idComplaints(key, check),
    ...ruleComplaints(check),
    ...textComplaints(check),
    ...optionComplaints(check),
  ]
}
