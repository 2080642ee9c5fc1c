import { normalize, relative, sep } from 'node:path'
import { equalsIgnoreCase, setIgnoringCase, trim } from './dotnet.ts'
import type { Masker } from './mask.ts'

/** How many annotations of one type the runner keeps for a step (actions/runner, ExecutionContext.cs). */
export const ANNOTATIONS_PER_TYPE = 10

/** After how many UTF-16 units the runner cuts an annotation's message (actions/runner, ExecutionContext.cs). */
export const ANNOTATION_LENGTH = 4096

/** The three types of annotation. */
export type AnnotationType = 'error' | 'warning' | 'notice'

/**
 * An annotation that GitHub shows: the message masked and cut, the properties as given (the runner does not mask
 * them), except that `file` is relative to the workspace. `source` says whether the action asked for it by a command
 * or the runner itself complained.
 */
export interface Annotation {
  readonly type: AnnotationType
  readonly message: string
  readonly properties: Readonly<Record<string, string>>
  readonly source: 'command' | 'runner'
}

/** The annotations that are kept, and how many of each type were dropped. */
export interface Annotations {
  readonly annotations: readonly Annotation[]
  readonly dropped: Readonly<Record<AnnotationType, number>>
}

/** Collects annotations within the runner's limits. `add` returns the message as the log shows it. */
export interface AnnotationCollector {
  add(annotation: Annotation): string
  collected(): Annotations
}

/** A collector for one step (actions/runner, ExecutionContext.cs AddIssue and IssueExtensions.cs ToAnnotation). */
export function createAnnotationCollector(masker: Masker, workspace: string): AnnotationCollector {
  const counts: Record<AnnotationType, number> = { error: 0, warning: 0, notice: 0 }
  const annotations: Annotation[] = []
  return {
    add(annotation) {
      const message = masker.mask(annotation.message).slice(0, ANNOTATION_LENGTH)
      counts[annotation.type] += 1
      const visible = trim(message) === '' ? findMessage(annotation) : message
      if (counts[annotation.type] <= ANNOTATIONS_PER_TYPE && visible !== undefined) {
        annotations.push({
          ...annotation,
          message: visible,
          properties: locate(annotation.properties, workspace),
        })
      }
      return message
    },
    collected() {
      const dropped = Object.entries(counts).map(([type, count]) => [type, countBeyondLimit(count)])
      return { annotations, dropped: Object.fromEntries(dropped) as Record<AnnotationType, number> }
    },
  }
}

function countBeyondLimit(count: number): number {
  return Math.max(0, count - ANNOTATIONS_PER_TYPE)
}

/** A blank annotation takes one of the ten places and is then not shown, unless a property holds a message. */
function findMessage(annotation: Annotation): string | undefined {
  const entry = Object.entries(annotation.properties).find(([key]) => equalsIgnoreCase(key, 'message'))
  return entry !== undefined && trim(entry[1]) !== '' ? entry[1] : undefined
}

function locate(properties: Readonly<Record<string, string>>, workspace: string): Record<string, string> {
  const located: Record<string, string> = { ...properties }
  const file = Object.entries(properties).find(([key]) => equalsIgnoreCase(key, 'file'))?.[1]
  if (file !== undefined && normalize(file).startsWith(normalize(workspace) + sep)) {
    setIgnoringCase(located, 'file', relative(workspace, file).replaceAll(sep, '/'))
  }
  return located
}
