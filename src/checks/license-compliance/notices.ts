import type { Answer, AnswerSection } from '../../core/check.ts'
import type { NoticeDocument } from '../../core/notices.ts'
import { purlOf } from '../../inventory/package.ts'
import type { LicenseFact } from './fact.ts'
import { type NoticePackage, noticesOf } from './notices/document.ts'
import type { Options } from './options.ts'
import { packageJudge } from './package-license.ts'
import { policyOf } from './policy.ts'

const FORMATS = ['text', 'markdown', 'html'] as const

function missingSection({ missing }: NoticeDocument): readonly AnswerSection[] {
  if (missing.length === 0) return []
  const fields = missing.map(
    ({ package: { name, version }, reason }) => [`${name}@${version}`, reason] as const,
  )
  return [{ title: 'Without the text of their license', fields }]
}

/** What has to ship: everything that production needs, or with a bundle's metadata what is in the bundle. */
function isShipped({ package: pkg, isBundled }: LicenseFact): boolean {
  return isBundled ?? pkg.scope !== 'dev'
}

/** The notices of what ships, each text once, and which packages have none. Partial where what ships is not installed. */
export function notices(facts: readonly LicenseFact[], options: Options, argument: string): Answer {
  const format = FORMATS.find((one) => one === argument)
  if (!format) {
    const reason = `"${argument.slice(0, 60)}" is none of ${FORMATS.join(', ')}`
    return { found: false, sections: [{ title: 'Notices', fields: [['format', reason]] }] }
  }
  const judge = packageJudge(policyOf(options), options['internal-scopes'])
  const packages = facts.filter(isShipped).map((fact): NoticePackage => {
    const { name, version } = fact.package
    const license = judge(fact).deciding.declaration.text
    return { name, version, purl: purlOf(fact.package), license, files: fact.files }
  })
  const { document } = noticesOf(packages)
  // A package of another platform is never installed here; whatever else is not makes the document a shell.
  const isUnread = ({ files, package: pkg }: LicenseFact) => !files && pkg.scope !== 'optional'
  const isPartial = facts.filter(isShipped).some(isUnread)
  const found = packages.length > 0
  return { found, isPartial, sections: missingSection(document), notices: { document, format } }
}
