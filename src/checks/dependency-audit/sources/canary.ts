import type { Query } from './source.ts'

/**
 * A package version per ecosystem that is known to be bad, by advisories that have stood for years: a source that
 * finds nothing about it has not looked, whatever it answers. The advisory is named for who checks this table.
 */
export const CANARIES: readonly (Query & { readonly because: string })[] = [
  { ecosystem: 'npm', name: 'lodash', version: '4.17.4', because: 'GHSA-fvqr-27wr-82fm' },
  { ecosystem: 'npm', name: 'jquery', version: '3.4.0', because: 'GHSA-gxr4-xjj5-5px2' },
  { ecosystem: 'PyPI', name: 'django', version: '1.2', because: 'PYSEC-2011-9' },
  { ecosystem: 'Go', name: 'golang.org/x/crypto', version: '0.16.0', because: 'GHSA-45x7-px36-x8w8' },
  { ecosystem: 'crates.io', name: 'smallvec', version: '1.6.0', because: 'RUSTSEC-2021-0003' },
  {
    ecosystem: 'GitHub Actions',
    name: 'tj-actions/changed-files',
    version: '40.0.0',
    because: 'GHSA-mcph-m25j-8j63',
  },
  { ecosystem: 'Packagist', name: 'phpmailer/phpmailer', version: '5.2.17', because: 'CVE-2016-10033' },
  {
    ecosystem: 'Maven',
    name: 'org.apache.logging.log4j:log4j-core',
    version: '2.14.1',
    because: 'GHSA-jfh8-c2jp-5v3q',
  },
  { ecosystem: 'NuGet', name: 'Newtonsoft.Json', version: '12.0.1', because: 'GHSA-5crp-9r3c-p9vr' },
  { ecosystem: 'RubyGems', name: 'nokogiri', version: '1.10.3', because: 'CVE-2019-5477' },
  { ecosystem: 'Pub', name: 'http', version: '0.13.2', because: 'GHSA-4rgh-jx4f-qfcq' },
  { ecosystem: 'Hex', name: 'plug', version: '1.3.1', because: 'CVE-2018-1000883' },
]

/** The known-bad versions of an ecosystem; none where nobody has named one. */
export function canariesOf(ecosystem: string): readonly Query[] {
  return CANARIES.filter((canary) => canary.ecosystem === ecosystem)
}

/** Why an ecosystem's answers are not believed: completes the sentence "registry.example …". */
export function disbelief({ ecosystem, name, version }: Query): string {
  return `says nothing of ${name}@${version}, which is known to be bad: its silence about ${ecosystem} proves nothing`
}

/** What is said of an ecosystem whose answers are believed without such a proof. */
export function unprovenNote(place: string, ecosystem: string): string {
  return `No version of ${ecosystem} is known here to be bad: ${place} is believed because it answered every question, in order.`
}
