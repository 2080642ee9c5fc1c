import type { Finding } from '../../core/finding.ts'
import { repositoryOf } from './actions.ts'
import type { ActionFact } from './fact.ts'
import { flawsOf } from './flaws.ts'
import type { MatchCache } from './match.ts'
import type { Options } from './options.ts'
import { RULES } from './rules.ts'
import { sentence, titleOf } from './sentence.ts'
import { weightOf } from './severity.ts'

/** The package URL of an action; of an image its name. */
function subjectOf({ name, ref }: ActionFact): string {
  if (name.startsWith('docker://')) return `${name}@${ref}`
  const [owner = '', repository = '', ...path] = name.split('/')
  const encode = (text: string) => encodeURIComponent(text.toWellFormed())
  const subpath = path.length > 0 ? `#${path.map(encode).join('/')}` : ''
  return `pkg:githubactions/${encode(owner)}/${encode(repository)}@${encode(ref)}${subpath}`
}

function placeOf({ path, line }: ActionFact): Pick<Finding, 'target' | 'location'> {
  return { target: path, location: { path, ...(line === undefined ? {} : { line }) } }
}

function unpinned(fact: ActionFact): Finding {
  const { name, ref } = fact
  const isImage = name.startsWith('docker://')
  return {
    rule: RULES['unpinned-action'].id,
    severity: RULES['unpinned-action'].severity,
    ...placeOf(fact),
    subject: subjectOf(fact),
    message: `${name} is used at ${ref === '' ? 'no version' : ref}, which can be moved to other code.`,
    remediation: isImage
      ? 'Pin it to the digest: docker://image@sha256:…'
      : `Pin it to the commit: git ls-remote https://github.com/${repositoryOf(name)} ${ref}`,
    evidence: { name, ref, path: fact.path },
  }
}

/** What is wrong with a used action: advisories about the version, and a version that can move. */
export function evaluateAction(fact: ActionFact, options: Options, cache: MatchCache): readonly Finding[] {
  const { version, advisories, name } = fact
  const subject = {
    ecosystem: 'GitHub Actions',
    name: repositoryOf(name),
    version: version ?? '',
    advisories,
  }
  const hits = version === undefined || advisories.length === 0 ? [] : flawsOf(subject, cache)
  const findings = hits.map(({ flaw, match }): Finding => {
    const rule = flaw.isMalware ? RULES.malware : RULES.vulnerability
    const { severity, because } = weightOf(flaw, options)
    const title = titleOf(flaw)
    return {
      rule: rule.id,
      severity,
      ...placeOf(fact),
      subject: subjectOf(fact),
      message: sentence(
        `${name} ${version} is vulnerable, ${flaw.id}${title}${because === undefined ? '' : ` (${because})`}`,
      ),
      remediation:
        match.fixed === undefined
          ? 'There is no fixed version yet: stop using it, or waive it with a reason and an end.'
          : `Pin it to the commit of v${match.fixed} or later.`,
      evidence: {
        id: flaw.id,
        aliases: flaw.ids.filter((id) => id !== flaw.id),
        name: repositoryOf(name),
        version: version ?? '',
        url: flaw.url,
        sources: flaw.sources,
      },
    }
  })
  return fact.isPinned ? findings : [...findings, unpinned(fact)]
}
