import type { EvidenceFacts } from './evidence.ts'
import type { Finding, Gap, Note, Rule, Target } from './finding.ts'
import type { NoticeDocument } from './notices.ts'
import type { OptionsOf, OptionTable } from './options.ts'
import type { Leniency } from './policy.ts'
import type { Ports } from './ports.ts'

/** What was read, unjudged. */
export interface Collected<Fact> {
  readonly facts: readonly Fact[]
  readonly gaps: readonly Gap[]
  readonly notes: readonly Note[]
  readonly targets: readonly Target[]
  /** Whether only the difference to a base was looked at: then a waiver that matched nothing is no news. */
  readonly partial: boolean
}

export type Cell = string | number | boolean | null

export interface Column {
  readonly id: string
  readonly title: string
  /** Of a number. */
  readonly unit?: string
  /** Whether a summary counts how often each of its values occurs. */
  readonly tally?: true
}

/** One row per subject, the healthy ones too. */
export interface Table {
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly Cell[])[]
}

/** What a check's own command answers; hostile text until `formats/` has escaped it. */
export interface Answer {
  readonly found: boolean
  readonly sections: readonly AnswerSection[]
  /** Lines to paste somewhere, printed after the sections as they are. */
  readonly lines?: readonly string[]
  /** Whether the document lacks what nobody looked at: it is written, and the exit status says so. */
  readonly isPartial?: boolean
  /** Third-party notices, and the format that is asked for. */
  readonly notices?: { readonly document: NoticeDocument; readonly format: 'text' | 'markdown' | 'html' }
}

export interface AnswerSection {
  readonly title: string
  readonly fields: readonly (readonly [label: string, value: string])[]
}

/** A pure extra of the command line: `upkeep <check> <command> <argument>`. */
export interface Command<Fact, Options> {
  readonly description: string
  /** What its one argument is called in `--help`. */
  readonly argument: string
  /** The argument is a file: `answer` is given its text instead, and no facts, as nothing is collected for it. */
  readonly readsFile?: true
  answer(facts: readonly Fact[], options: Options, argument: string, now: Date): Answer
}

/** Evidence that a check makes of its facts. */
export interface Evidence<Fact, Options> {
  /** The folder that the user named for it; empty for none. */
  folder(options: Options): string
  facts(facts: readonly Fact[], options: Options, now: Date): EvidenceFacts
}

/** What the check's waivers are told apart by, besides `reason` and `until`. */
export interface WaiverKey {
  readonly description: string
  readonly required: boolean
  /** What is wrong with a value, if anything. */
  readonly problem: (value: string) => string | undefined
}

/**
 * One question about a repository or a service. A plain object: `collect` reads and judges nothing; `evaluate`
 * and `describe` are pure. None of them prints, decides pass or fail, or throws for a finding.
 */
export interface Check<T extends OptionTable = OptionTable, Fact = unknown, Needed extends Ports = Ports> {
  /** Folder, action, CLI subcommand, config key and rule prefix. */
  readonly id: string
  readonly title: string
  /** One sentence for `--help` and action.yml. */
  readonly description: string
  readonly rules: Readonly<Record<string, Rule>>
  readonly options: T
  /** Mistakes that lie in how options go together. */
  problems(options: OptionsOf<T>): readonly string[]
  collect(options: OptionsOf<T>, ports: Needed): Promise<Collected<Fact>>
  evaluate(facts: readonly Fact[], options: OptionsOf<T>, now: Date): readonly Finding[]
  describe(facts: readonly Fact[], options: OptionsOf<T>, now: Date): Table
  readonly waiverKeys: Readonly<Record<string, WaiverKey>>
  /** Keys of which a waiver must have one at least: one that names nothing would waive everything. */
  readonly waiverNeedsOne?: readonly string[]
  /** Whether a waiver's keys name this finding. */
  covers(keys: Readonly<Record<string, string>>, finding: Finding): boolean
  /** How its options soften the policy for one finding; without it all are judged by `fail-on`. Pure. */
  leniency?(finding: Finding, options: OptionsOf<T>): Leniency
  /** What an auditor keeps of a run, beside the report; pure. */
  readonly evidence?: Evidence<Fact, OptionsOf<T>>
  readonly commands?: Readonly<Record<string, Command<Fact, OptionsOf<T>>>>
}
