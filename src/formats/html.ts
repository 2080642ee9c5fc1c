import type { Report } from '../core/report.ts'
import { firstSteps, leadOf, runRow, stepItem, stepsOf } from './html-first.ts'
import { block, text } from './html-pieces.ts'
import { runId, runLines, verdictBadge } from './html-run.ts'
import { HTML_STYLE, HTML_STYLE_HASH } from './html-style.ts'
import { type Room, sizeOf } from './room.ts'
import { count, VERDICT_WORDS } from './words.ts'

/** No script, no other style than ours, and nothing from elsewhere, whatever a text says (CSP Level 3). */
const POLICY = `default-src 'none'; style-src '${HTML_STYLE_HASH}'; base-uri 'none'; form-action 'none'`

/** Bytes beyond which a page is no pleasure in a browser any more; the report's JSON has everything. */
export const HTML_LIMIT = 16 * 1024 * 1024

const CUT = '<p class="more">Not everything fits here: see the report file.</p>'

const RUN_TITLES = ['Run', 'Verdict', 'Looked at', 'Fails', 'Warns', 'Waived', 'Not looked at']
const RUN_HEADS = RUN_TITLES.map(
  (title, i) => `<th scope="col"${i > 1 ? ' class="number"' : ''}>${title}</th>`,
)
const RUNS = {
  head: [
    '<h2>Runs</h2>',
    '<div class="wide" role="region" aria-label="Runs" tabindex="0">',
    '<table>',
    `<thead><tr>${RUN_HEADS.join('')}</tr></thead>`,
    '<tbody>',
  ],
  foot: ['</tbody>', '</table>', '</div>'],
  noun: 'run',
}

/** What to do first and the list of runs, with links to what `isThere`; they make it longer and nothing else. */
function topLines(report: Report, room: Room, isThere: (id: string) => boolean): readonly string[] {
  const steps = stepsOf(report)
  const first = firstSteps(steps)
  const more = steps.length - first.length
  const rest = more > 0 ? [`<p class="more">… and ${count(more, 'more thing')}: see below.</p>`] : []
  const frame = { head: ['<h2>What to do first</h2>', '<ol>'], foot: ['</ol>', ...rest], noun: 'thing' }
  const runs = report.runs.length > 1 ? report.runs : []
  return [
    ...block(frame, first, (step) => stepItem(step, isThere(step.id)), room),
    ...block(RUNS, runs, (run, i) => runRow(run, i + 1, isThere(runId(i + 1))), room),
  ]
}

function idsIn(lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => /^<(?:section|h4) id="([a-z0-9-]*)"/.exec(line)?.[1] ?? []))
}

function bodyLines(report: Report, room: Room): readonly string[] {
  const before = room.left
  const top = topLines(report, room, () => true)
  const taken = before - room.left
  const runs = report.runs.flatMap((run, i) => runLines(run, i + 1, room))
  const ids = idsIn(runs)
  // Where sections were left out, the top is made anew in the room that it has, without the links to them.
  const linked = room.isCut ? topLines(report, { left: taken, isCut: false }, (id) => ids.has(id)) : top
  return [...linked, ...runs]
}

/**
 * The report as one page of HTML that needs nothing else, runs no script and asks nobody for anything. What must be
 * done comes first. At most `limit` bytes, of which it needs some 6,000 for itself: whole rows are dropped, and it is
 * said how many.
 */
export function htmlOf(report: Report, limit = HTML_LIMIT): string {
  const { verdict, at } = report
  const head = [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    `<title>Upkeep: ${VERDICT_WORDS[verdict]}</title>`,
    `<style>${HTML_STYLE}</style>`,
    '</head>',
    '<body>',
    '<main>',
    `<h1>Upkeep: ${verdictBadge(verdict)}</h1>`,
    `<p class="lead">${leadOf(report)}</p>`,
    `<p class="quiet">As of <time datetime="${text(at)}">${text(at)}</time></p>`,
  ]
  const foot = ['</main>', '</body>', '</html>']
  const room: Room = { left: limit - sizeOf([...head, CUT, ...foot]), isCut: false }
  const body = bodyLines(report, room)
  const lines = [...head, ...body, ...(room.isCut ? [CUT] : []), ...foot]
  return lines.map((line) => `${line}\n`).join('')
}
