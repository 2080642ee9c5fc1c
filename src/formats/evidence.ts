import type { EvidenceArtifact, EvidenceBackup, EvidenceDocument, EvidenceGoal } from '../core/evidence.ts'
import { json, markdown, markdownCode } from './escape.ts'
import { grouped } from './words.ts'

/** The evidence as JSON: `schema/evidence.schema.json`. */
export function evidenceJson(document: EvidenceDocument): string {
  return json(document)
}

/** Tables that are listed in Markdown; the JSON has all. */
const MOST_TABLES = 200

function secondsText(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds * 10) / 10} s`
  if (seconds < 7200) return `${Math.round(seconds / 6) / 10} min`
  return `${Math.round(seconds / 360) / 10} h`
}

function goalText({ target, measured, met }: EvidenceGoal): string {
  const found = measured === null ? 'not measured' : secondsText(measured)
  if (target === null) return `${found}, no target`
  return `${found} of ${secondsText(target)}${met === null ? '' : met ? ': met' : ': **not met**'}`
}

function artifactLines(artifact: EvidenceArtifact): readonly string[] {
  const { name, size, sha256, modified, wanted, reached, why, checks, engines, tables, rto } = artifact
  const shown = tables.slice(0, MOST_TABLES)
  const more = tables.length - shown.length
  return [
    `### ${markdownCode(name)}`,
    '',
    `- Level reached: **${reached}** of ${wanted}${why === '' ? '' : ` (${markdown(why)})`}`,
    `- Size: ${grouped(size)} bytes; written: ${modified ?? 'not known'}`,
    `- SHA-256: ${sha256 === null ? 'not computed' : markdownCode(sha256)}`,
    `- Restore time (RTO): ${goalText(rto)}`,
    `- Engines: ${engines.length === 0 ? 'none' : engines.map(markdown).join(', ')}`,
    ...checks.map(({ level, text }) => `- ${level}: ${markdown(text)}`),
    '',
    ...(shown.length > 0 ? ['| Database | Table | Rows |', '|---|---|--:|'] : []),
    ...shown.map(
      (table) => `| ${markdown(table.database)} | ${markdownCode(table.name)} | ${grouped(table.rows)} |`,
    ),
    ...(more > 0 ? ['', `and ${grouped(more)} more tables, which the JSON lists`] : []),
    '',
  ]
}

function backupLines({
  name,
  place,
  status,
  count,
  rpo,
  artifacts,
  faults,
  gaps,
}: EvidenceBackup): readonly string[] {
  return [
    `## ${markdown(name)}: ${markdown(status)}`,
    '',
    `- Place: ${markdownCode(place)}, artifacts in the series: ${grouped(count)}`,
    `- Age of the newest (RPO): ${goalText(rpo)}`,
    ...faults.map(({ word, level, text }) => `- **${markdown(word)}** at ${level}: ${markdown(text)}`),
    ...gaps.map((gap) => `- could not tell: ${markdown(gap)}`),
    '',
    ...artifacts.flatMap(artifactLines),
  ]
}

/** The evidence as GitHub-flavored Markdown, for a person who keeps it. */
export function evidenceMarkdown(document: EvidenceDocument): string {
  const { at, run, tool, backups } = document
  const lines = [
    '# Evidence of verified backups',
    '',
    `- When: ${markdownCode(at)}`,
    `- Run: ${markdown(run.name)}${run.url === null ? '' : `, ${markdownCode(run.url)}`}`,
    `- Tool: Upkeep ${markdown(tool.version)}`,
    '- Levels: L0 listed, L1 bytes compared, L2 unpacked and decrypted, L3 structure read, L4 restored, L5 asked questions',
    '',
    ...backups.flatMap(backupLines),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}
