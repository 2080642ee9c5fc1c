import type { Finding } from '../../core/finding.ts'
import { labelOf, purlOf } from '../../inventory/package.ts'
import type { HostFact, ReportedFact, RuntimeFact } from './fact.ts'
import type { Options } from './options.ts'
import { few } from './questions.ts'
import { RULES } from './rules.ts'
import { sentence } from './sentence.ts'

/** A host that the base did not know. */
export function hostFinding({ lockfile, host, packages, line }: HostFact): Finding {
  return {
    rule: RULES.registry.id,
    severity: RULES.registry.severity,
    target: lockfile,
    subject: host,
    message: `The change brings in ${packages.length} packages from ${host}, which no lockfile of the base names: ${few(packages)}.`,
    remediation: RULES.registry.help,
    location: { path: lockfile, ...(line === undefined ? {} : { line }) },
    evidence: { id: host, packages: packages.slice(0, 50) },
  }
}

/** A package that needs another Node. */
export function runtimeFinding({ lockfile, package: pkg, engine, declared }: RuntimeFact): Finding {
  return {
    rule: RULES.runtime.id,
    severity: RULES.runtime.severity,
    target: lockfile,
    subject: purlOf(pkg),
    message: `${labelOf(pkg)} asks for Node ${engine}, and ${declared.path} says ${declared.range}.`,
    remediation: RULES.runtime.help,
    location: { path: lockfile, ...(pkg.line === undefined ? {} : { line: pkg.line }) },
    evidence: {
      name: pkg.name,
      version: pkg.version,
      engine,
      declared: declared.range,
      dev: pkg.scope === 'dev',
    },
  }
}

/** What another scanner says; where it does not say how severe, it counts as the threshold, as everywhere. */
export function reportedFinding(fact: ReportedFact, options: Options): Finding {
  const { report, tool, id, aliases, severity, message, subject, location } = fact
  const threshold = options['fail-on'] === 'none' ? 'high' : options['fail-on']
  return {
    rule: RULES.reported.id,
    severity: severity ?? threshold,
    target: report,
    subject,
    message: sentence(
      `${tool} reports ${id}: ${message}${severity === undefined ? ` (it says not how severe, so it counts as ${threshold})` : ''}`,
    ),
    ...(location === undefined ? {} : { location }),
    evidence: { id, aliases, tool, report },
  }
}
