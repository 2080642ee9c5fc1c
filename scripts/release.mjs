// Writes the reusable workflows as GitHub Enterprise Server needs them, to be attached to a release. It knows no `$/`, no
// `queue`, and no artifacts of version 4 and later; and it calls no workflow of github.com, so that each is copied into a
// repository there. A commit cannot contain its own SHA: that is why these files are made, and not committed.
// Usage: node scripts/release.mjs OWNER/upkeep COMMIT vX.Y.Z OUTPUT-FOLDER
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const WORKFLOWS = ['scheduled', 'pr-gate']
const FOLDER = join(import.meta.dirname, '../.github/workflows')

/** The newest artifact actions that Enterprise Server has: https://github.com/actions/upload-artifact/issues/537 */
const UPLOAD = 'actions/upload-artifact@c6a366c94c3e0affe28c06c8df20a878f24da3cf # v3.2.2'
const DOWNLOAD = 'actions/download-artifact@a9bc5e6ef2cb54c177f32aa5726adaa15e7e2d59 # v3.1.0'

/** One line for each job that has a report: without a pattern, reports of an earlier attempt are downloaded, too. */
function namedReports(text) {
  const [, ids = ''] = /^ {4}needs: \[([a-z, -]+)\]$/m.exec(text) ?? []
  const lines = ids.split(', ').map((id) => {
    const report = `needs.${id}.outputs.report`
    return `\${{ ${report} && format('{0}/upkeep/{1}/upkeep-*.json', runner.temp, ${report}) || '' }}`
  })
  return text.replace(
    REPORT_INPUTS,
    `$&          files: |\n${lines.map((line) => `            ${line}\n`).join('')}`,
  )
}

const REPORT_INPUTS = /^ {8}uses: \S+\/actions\/report@.*\n {8}with:\n/m

function changesFor(repository, commit, tag) {
  return [
    [
      /^#.*\n/,
      (line) =>
        `# ${tag} of ${repository} for GitHub Enterprise Server: made by scripts/release.mjs.\n${line}`,
    ],
    [/uses: \$\/(\S+)$/gm, `uses: ${repository}/$1@${commit} # ${tag}`],
    [/uses: actions\/upload-artifact@.*$/gm, `uses: ${UPLOAD}`],
    [/uses: actions\/download-artifact@.*$/gm, `uses: ${DOWNLOAD}`],
    [REPORT_INPUTS, namedReports],
    [/^ *pattern: .*\n/gm, ''],
  ]
}

/** Without `queue`, of two that wait the older is dropped: only of those with the same checks may it be. */
const UNQUEUED = [/group: upkeep-report\n *queue: max$/m, `group: upkeep-report-\${{ inputs.checks }}`]

function applyTo(text, [from, to]) {
  if (!new RegExp(from.source, from.flags.replace('g', '')).test(text))
    throw new Error(`nothing is like ${from}`)
  return to === namedReports ? namedReports(text) : text.replace(from, to)
}

function forEnterpriseServer(text, repository, commit, tag) {
  const changes = [...changesFor(repository, commit, tag), ...(text.includes('queue:') ? [UNQUEUED] : [])]
  const changed = changes.reduce(applyTo, text)
  const left = /\$\/|queue:|pattern:|-artifact@(?!c6a366c|a9bc5e6).*/.exec(changed)
  if (left) throw new Error(`${left[0]} is left`)
  return changed
}

const [repository = '', commit = '', tag = '', output = ''] = process.argv.slice(2)
const mistakes = [
  [/^[\w.-]+\/[\w.-]+$/.test(repository), `${repository} is not OWNER/upkeep`],
  [/^[0-9a-f]{40}$/.test(commit), `${commit} is not a full commit SHA`],
  [/^v\d+\.\d+\.\d+(-[\w.]+)?$/.test(tag), `${tag} is not like v1.2.3`],
  [output !== '', 'no output folder is named'],
].flatMap(([right, mistake]) => (right ? [] : [mistake]))
if (mistakes.length > 0) {
  console.error(
    `${mistakes.join('\n')}\nUsage: node scripts/release.mjs OWNER/upkeep COMMIT vX.Y.Z OUTPUT-FOLDER`,
  )
  process.exit(2)
}
mkdirSync(output, { recursive: true })
for (const name of WORKFLOWS) {
  const text = readFileSync(join(FOLDER, `${name}.yml`), 'utf8')
  const file = join(output, `${name}.yml`)
  writeFileSync(file, forEnterpriseServer(text, repository, commit, tag))
  console.log(file)
}
