import type { Severity } from '../../core/severity.ts'
import type { Dependent, Manager, Package, Ways } from '../../inventory/package.ts'
import type { Advisory } from './advisory.ts'

/** One version of a package as its registry has it, without anything that is not asked for. */
export interface Release {
  readonly version: string
  /** When it was published, RFC 3339. */
  readonly published?: string
  readonly deprecated?: string
  /** What it needs, by name. */
  readonly dependencies: Readonly<Record<string, string>>
}

/** What a registry says of a package. */
export interface Releases {
  readonly releases: readonly Release[]
  /** The version that `latest` names. */
  readonly latest: string | undefined
}

/** One locked copy of a package about which somebody answered. */
export interface PackageFact {
  readonly kind: 'package'
  /** The lockfile: the target. */
  readonly lockfile: string
  readonly manager: Manager
  /** The lockfile's, such as `yarn v1`. */
  readonly format: string
  readonly package: Package
  /** In OSV's word. */
  readonly ecosystem: string
  /** Whether it counts: it is new or changed against the base, or there is no base. */
  readonly counts: boolean
  /** Whether a change adds it: then no grace is given. */
  readonly isAdded: boolean
  /** All records about its name that anybody told. */
  readonly advisories: readonly Advisory[]
  readonly paths: (most: number) => readonly (readonly string[])[]
  readonly ways: (most: number) => Ways
  /** Whether its lockfile locks a workspace. */
  readonly hasMembers: boolean
  readonly dependents: () => readonly Dependent[]
  /** What the registry says of it; only of direct dependencies, and only where one was asked. */
  readonly releases?: Releases
  /** What the registry says of a package by its name: of those that bring a vulnerable one in. */
  readonly releasesOf: (name: string) => Releases | undefined
}

/** Packages of a host that no lockfile of the base names. */
export interface HostFact {
  readonly kind: 'host'
  readonly lockfile: string
  readonly host: string
  readonly packages: readonly string[]
  readonly line: number | undefined
}

/** A `uses:` of a workflow or of a composite action. */
export interface ActionFact {
  readonly kind: 'action'
  readonly path: string
  readonly line: number | undefined
  /** `owner/repository`, with the path in it; or an image. */
  readonly name: string
  readonly ref: string
  /** The version that is used, where it can be told: a full tag, or the comment behind a commit. */
  readonly version: string | undefined
  readonly isPinned: boolean
  readonly counts: boolean
  readonly advisories: readonly Advisory[]
}

/** A package that asks for other versions of Node than the repository promises. */
export interface RuntimeFact {
  readonly kind: 'runtime'
  readonly lockfile: string
  readonly package: Package
  /** What the package asks for. */
  readonly engine: string
  /** Where the repository says which Node it runs on, and what it says. */
  readonly declared: { readonly path: string; readonly range: string }
  readonly counts: boolean
}

/** A result of another scanner's report. */
export interface ReportedFact {
  readonly kind: 'reported'
  /** The report's file. */
  readonly report: string
  readonly tool: string
  readonly id: string
  readonly aliases: readonly string[]
  readonly severity: Severity | undefined
  readonly message: string
  /** What it is about: a file, a purl, an image. */
  readonly subject: string
  readonly location?: { readonly path: string; readonly line?: number }
  /** What the scanner itself sets aside, and why. */
  readonly suppressed?: string
}

/** A report of another scanner that was read, whatever it holds. */
export interface ReportFact {
  readonly kind: 'report'
  readonly report: string
  /** Names of the scanners in it. */
  readonly tools: string
  readonly results: number
}

export type AuditFact = ReportFact | PackageFact | HostFact | ActionFact | RuntimeFact | ReportedFact
