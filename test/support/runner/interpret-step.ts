import { decode, readLines, setIgnoringCase } from './dotnet.ts'
import { type PairsFile, parsePairs, parsePaths } from './file-commands.ts'
import { failStep, obeyCommand, setEnv } from './obey.ts'
import { createCommandReader } from './parse-commands.ts'
import type { Step, StepOptions, StepOutcome, Stream } from './step.ts'
import { annotate, createStep, finishStep, writeLog } from './step.ts'

/** The largest GITHUB_STEP_SUMMARY in bytes that the runner takes (actions/runner, CreateStepSummaryCommand). */
export const SUMMARY_BYTES = 1_048_576

/** A piece of output, in the order in which the pieces arrived. */
export interface Chunk {
  readonly stream: Stream
  readonly bytes: Uint8Array
}

/** The contents of the runner's files after the step; a file that is gone is left out. */
export interface StepFiles {
  readonly output?: Uint8Array
  readonly env?: Uint8Array
  readonly state?: Uint8Array
  readonly path?: Uint8Array
  readonly summary?: Uint8Array
}

/** What a finished step left behind, and what the runner said of its inputs before. */
export interface StepRecord extends StepOptions {
  readonly chunks: readonly Chunk[]
  readonly files?: StepFiles
  readonly warnings?: readonly string[]
}

/** The runner's reading of a step: first the output line by line, then the files. Pure. */
export function interpretStep(record: StepRecord): StepOutcome {
  const step = createStep(record)
  for (const warning of record.warnings ?? []) {
    annotate(step, 'warning', warning)
  }
  readOutput(step, record.chunks)
  readFiles(step, record.files ?? {})
  return finishStep(step)
}

function readOutput(step: Step, chunks: readonly Chunk[]): void {
  const read = createCommandReader()
  for (const { stream, text } of orderLines(chunks)) {
    const command = read(text)
    if (command === undefined) {
      writeLog(step, text)
    } else {
      obeyCommand(step, command, stream)
    }
  }
}

/** The lines of both streams in the order in which they were complete. */
function orderLines(chunks: readonly Chunk[]): readonly { stream: Stream; text: string; at: number }[] {
  const streams: readonly Stream[] = ['stdout', 'stderr']
  const lines = streams.flatMap((stream) => {
    const own = chunks.map((chunk) => (chunk.stream === stream ? chunk.bytes : new Uint8Array()))
    let at = 0
    let arrived = own[0]?.length ?? 0
    return readLines(Buffer.concat(own)).map((line) => {
      while (arrived < line.end && at < own.length) {
        at += 1
        arrived += own[at]?.length ?? 0
      }
      return { stream, text: line.text, at }
    })
  })
  return lines.sort((left, right) => left.at - right.at)
}

function readFiles(step: Step, files: StepFiles): void {
  step.result.path.push(...parsePaths(files.path ?? new Uint8Array()))
  readPairs(step, 'env', files.env, (name, value) => setEnv(step, name, value, "'$GITHUB_ENV'"))
  readSummary(step, files.summary ?? new Uint8Array())
  readPairs(step, 'state', files.state, (name, value) => setIgnoringCase(step.state, name, value))
  readPairs(step, 'output', files.output, (name, value) => setIgnoringCase(step.outputs, name, value))
}

function readPairs(
  step: Step,
  file: 'env' | 'state' | 'output',
  bytes: Uint8Array | undefined,
  set: (name: string, value: string) => void,
): void {
  const { pairs, error }: PairsFile = parsePairs(decode(bytes ?? new Uint8Array()))
  for (const [name, value] of pairs) {
    if (name === '' && file !== 'state') {
      failFile(step, file, "Value cannot be null. (Parameter 'name')")
      return
    }
    set(name, value)
  }
  if (error !== undefined) {
    failFile(step, file, error)
  }
}

function failFile(step: Step, file: string, message: string): void {
  failStep(step, `Unable to process file command '${file}' successfully.`, message)
}

/** A summary that is too large is dropped as a whole, with an error and without failing the step. */
function readSummary(step: Step, bytes: Uint8Array): void {
  if (bytes.length > SUMMARY_BYTES) {
    const sizes = `up to a size of ${SUMMARY_BYTES / 1024}k, got ${Math.floor(bytes.length / 1024)}k`
    annotate(step, 'error', `$GITHUB_STEP_SUMMARY upload aborted, supports content ${sizes}.`)
    return
  }
  step.summary = readLines(bytes)
    .map((line) => `${step.masker.mask(line.text)}\n`)
    .join('')
}
