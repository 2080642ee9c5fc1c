import type { Check } from '../../../src/core/check.ts'
import type { SharedOptions } from '../../../src/core/options.ts'
import type { Report } from '../../../src/core/report.ts'
import { type Acted, act, optionsOf } from './act.ts'
import { answerComplaints } from './answers.ts'
import { emptyWorld, NOW } from './empty-world.ts'
import { failing, portNames } from './failing-world.ts'
import { isPlain, purityComplaints } from './purity.ts'
import type { Sample, Scene } from './samples.ts'

/** What a schema has against a report. */
export type Validate = (report: Report) => readonly string[]

interface Trial {
  readonly check: Check
  readonly validate: Validate
}

/** What holds for every run, however it went. */
function everyRun({ check, validate }: Trial, place: string, { report, thrown }: Acted): readonly string[] {
  const [run] = report?.runs ?? []
  const complaints = [
    ...(thrown === undefined ? [] : [`throws: ${thrown}`]),
    ...(report ? validate(report).map((fault) => `its report is not as the schema says: ${fault}`) : []),
    ...(isPlain(report) ? [] : ['its report is not plain data']),
    ...(run?.status === 'completed' ? answerComplaints(check, run) : []),
  ]
  return complaints.map((complaint) => `${place}: ${complaint}`)
}

/** The options to try where there is nothing: none, an empty target allowed, and those of the samples. */
function optionSets(check: Check, sample: Sample): readonly SharedOptions[] {
  const sets = [{}, sample.clean.values, ...sample.dirty.map((scene) => scene.values)]
  const both = sets.flatMap((values) => [values, { ...values, 'allow-empty': 'true' }])
  // With a mistake in its options a check is never started.
  return both.map((values) => optionsOf(check, values)).filter((one) => check.problems(one).length === 0)
}

/** Could not look is never clean: a world with nothing in it, and a world in which nothing works. */
async function darkComplaints(trial: Trial, sample: Sample): Promise<readonly string[]> {
  const complaints: string[] = []
  for (const options of optionSets(trial.check, sample)) {
    const empty = await act(trial.check, options, emptyWorld())
    complaints.push(...everyRun(trial, 'in an empty world', empty))
    if (empty.report?.verdict === 'pass') complaints.push('in an empty world: passes')
    for (const world of [emptyWorld(), sample.clean.world, ...sample.dirty.map((scene) => scene.world)]) {
      const place = 'where every port fails'
      const dark = await act(trial.check, options, failing(world).ports)
      complaints.push(...everyRun(trial, place, dark))
      if (dark.report && dark.report.verdict !== 'error')
        complaints.push(`${place}: ends in ${dark.report.verdict}, not in error`)
    }
  }
  return complaints
}

/** A port that was asked and failed is never followed by a pass. */
async function dimComplaints(trial: Trial, { values, world }: Scene): Promise<readonly string[]> {
  const complaints: string[] = []
  const options = optionsOf(trial.check, values)
  for (const name of portNames(world)) {
    const { ports, asked } = failing(world, [name])
    const acted = await act(trial.check, options, ports)
    complaints.push(...everyRun(trial, `where ${name} fails`, acted))
    if (asked.has(name) && acted.report?.verdict === 'pass') complaints.push(`where ${name} fails: passes`)
  }
  return complaints
}

async function sceneComplaints(trial: Trial, scene: Scene, isClean: boolean): Promise<readonly string[]> {
  const { check } = trial
  const place = isClean ? 'in its clean sample' : 'in a dirty sample'
  const options = optionsOf(check, scene.values)
  const problems = check.problems(options)
  const acted = await act(check, options, scene.world)
  const [run] = acted.report?.runs ?? []
  const found = run?.status === 'completed' ? run.judged.length : 0
  const wrong = isClean
    ? acted.report?.verdict !== 'pass' && 'does not pass'
    : (found === 0 && 'finds nothing') || (acted.report?.verdict === 'pass' && 'passes')
  return [
    ...problems.map((problem) => `${place}: its options: ${problem}`),
    ...everyRun(trial, place, acted),
    ...(wrong ? [`${place}: ${wrong}`] : []),
    ...purityComplaints(check, acted.facts, options, NOW).map((complaint) => `${place}: ${complaint}`),
  ]
}

/** What is wrong with how a check runs: in its samples, in the dark, and with each port out of order. */
export async function runComplaints(
  check: Check,
  sample: Sample | undefined,
  validate: Validate,
): Promise<readonly string[]> {
  if (!sample) return [`${check.id} has no sample in test/support/contract/samples.ts`]
  const trial = { check, validate }
  const complaints = [
    ...(await sceneComplaints(trial, sample.clean, true)),
    ...(await darkComplaints(trial, sample)),
  ]
  for (const scene of sample.dirty) complaints.push(...(await sceneComplaints(trial, scene, false)))
  for (const scene of [sample.clean, ...sample.dirty]) complaints.push(...(await dimComplaints(trial, scene)))
  return [...new Set(complaints)]
}
