import { expect, test } from '@jest/globals'
import { baseScoreOf, severityOfScore } from '../../../src/checks/dependency-audit/cvss.ts'
import { allVectors, formulaScore } from './support/cvss3-formula.ts'
import { rawRecords } from './support/fixtures.ts'

/** From the examples documents of CVSS 2.0, 3.0, 3.1 and 4.0 (first.org) and from published advisories. */
const KNOWN = [
  ['AV:N/AC:L/Au:N/C:N/I:N/A:C', 7.8], // CVE-2002-0392, guide of 2.0
  ['AV:N/AC:L/Au:N/C:C/I:C/A:C', 10], // CVE-2003-0818
  ['AV:L/AC:H/Au:N/C:C/I:C/A:C', 6.2], // CVE-2003-0062
  ['(AV:N/AC:L/Au:N/C:P/I:P/A:P)', 7.5],
  ['AV:N/AC:L/Au:N/C:N/I:N/A:N', 0],
  ['AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:H', 7.8],
  ['CVSS:3.0/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N', 6.4], // CVE-2013-0375
  ['CVSS:3.0/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N', 3.1], // CVE-2014-3566
  ['CVSS:3.0/AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 6.8],
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N', 6.1], // CVE-2013-1937
  ['CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N', 6.4], // CVE-2013-0375
  ['CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N', 3.1], // CVE-2014-3566
  ['CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H', 9.9], // CVE-2012-1516
  ['CVSS:3.1/AV:L/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:L', 4.2],
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N', 7.5], // CVE-2014-0160
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 9.8], // CVE-2014-6271
  ['CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:C/C:N/I:H/A:N', 6.8], // CVE-2008-1447
  ['CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 6.8],
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H', 10], // CVE-2021-44228
  ['CVSS:3.1/AV:N/AC:H/PR:L/UI:N/S:U/C:H/I:H/A:H', 7.5],
  ['CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H', 7.2], // GHSA-35jh-r3h4-6jhm (lodash)
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:L', 5.3], // GHSA-29mw-wpgm-hmr9 (lodash)
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N', 0],
  ['CVSS:3.1/S:U/C:H/I:H/A:H/AV:N/AC:L/PR:N/UI:N/E:U/MAV:P', 9.8],
  ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 9.3],
  ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:H/SC:N/SI:N/SA:N', 8.7],
  ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N', 8.7], // CVE-2014-0160
  ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H', 10], // CVE-2021-44228
  ['CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 7.3], // CVE-2022-41741
  ['CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 7.7], // CVE-2020-3549
  ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:L/SC:N/SI:N/SA:N', 6.9],
  ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N', 0],
  ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:U/MAV:P/U:Red', 9.3],
] as const

test.each(KNOWN)('%s is %d', (vector, score) => {
  expect(baseScoreOf(vector)).toBe(score)
})

const LOG4J = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H'
const BAD = [
  ['nothing', ''],
  ['no vector', 'critical'],
  ['a number', '9.8'],
  ['a prefix alone', 'CVSS:3.1'],
  ['a prefix and a slash', 'CVSS:3.1/'],
  ['no prefix', LOG4J.slice(9)],
  ['a prefix of no version', LOG4J.replace('3.1', '3.2')],
  ['a prefix of another version', LOG4J.replace('3.1', '4.0')],
  ['a prefix in small letters', LOG4J.replace('CVSS', 'cvss')],
  ['version 3 in parentheses', `(${LOG4J})`],
  ['no A', LOG4J.slice(0, -4)],
  ['an empty value', LOG4J.replace('C:H', 'C:')],
  ['a value of another metric', LOG4J.replace('AV:N', 'AV:H')],
  ['a base metric that is not defined', LOG4J.replace('AV:N', 'AV:X')],
  ['a small letter', LOG4J.replace('AV:N', 'AV:n')],
  ['a metric twice', `${LOG4J}/A:H`],
  ['a metric that is none', `${LOG4J}/ZZ:H`],
  ['a name of every object', `${LOG4J}/__proto__:X`],
  ['another name of every object', `${LOG4J}/constructor:X`],
  ['a colon too many', `${LOG4J}:H`],
  ['a slash at the end', `${LOG4J}/`],
  ['a space', `${LOG4J} `],
  ['a metric of version 4 left out', KNOWN[24][0].replace('/AT:N', '')],
  ['a metric of version 2 left out', 'AV:N/AC:L/Au:N/C:P/I:P'],
  ['half a pair of parentheses', '(AV:N/AC:L/Au:N/C:P/I:P/A:P'],
  ['a megabyte', `${LOG4J}${'/E:U'.repeat(250_000)}`],
] as const

test.each(BAD)('%s has no score', (_, vector) => {
  expect(baseScoreOf(vector)).toBeUndefined()
})

test.each([
  [0, 'info'],
  [0.1, 'low'],
  [3.9, 'low'],
  [4, 'moderate'],
  [6.9, 'moderate'],
  [7, 'high'],
  [8.9, 'high'],
  [9, 'critical'],
  [10, 'critical'],
  [-0.1, undefined],
  [10.1, undefined],
  [Number.NaN, undefined],
  [Number.POSITIVE_INFINITY, undefined],
] as const)('%d is %s', (score, severity) => {
  expect(severityOfScore(score)).toBe(severity)
})

test('every base vector of version 3.1 has the score that its formula has', () => {
  const vectors = allVectors()
  const wrong = vectors.filter((vector) => {
    const metrics = Object.fromEntries(
      vector
        .slice(1)
        .split('/')
        .map((part) => part.split(':')),
    )
    return baseScoreOf(`CVSS:3.1${vector}`) !== formulaScore(metrics)
  })
  expect(vectors).toHaveLength(2592)
  expect(wrong).toEqual([])
})

/** Their authors set the score by hand, against their own vector: what they recorded, and what the formula says. */
const SET_BY_HAND = [
  ['x_NSWG-ECO-363', 9.3, 7.5],
  ['x_NSWG-ECO-365', 8.8, 8.1],
  ['x_NSWG-ECO-366', 9.8, 7.7],
  ['x_NSWG-ECO-367', 2.5, 1.8],
  ['x_NSWG-ECO-368', 2.5, 1.8],
  ['x_NSWG-ECO-384', 8.6, 7.7],
  ['x_NSWG-ECO-385', 8.6, 7.7],
  ['x_NSWG-ECO-386', 8.6, 7.7],
  ['x_NSWG-ECO-389', 9.3, 7.5],
  ['x_NSWG-ECO-420', 9.5, 7.4],
  ['x_NSWG-ECO-439', 9.3, 7.5],
  ['x_NSWG-ECO-467', 6, 4.2],
  ['x_NSWG-ECO-468', 6.1, 5.3],
  ['x_NSWG-ECO-485', 7.5, 8.6],
  ['x_NSWG-ECO-493', 7, 5.7],
  ['x_NSWG-ECO-494', 6.1, 5.1],
  ['x_NSWG-ECO-515', 9.3, 7.5],
  ['x_NSWG-ECO-516', 7.4, 6.3],
]

test('303 of 321 recorded scores are those of their vectors, the others were set by hand', () => {
  const told = rawRecords('npm').flatMap(({ id, severity, database_specific: own }) => {
    const vector = severity?.[0]?.score
    const recorded = own?.['cvss_score']
    return vector !== undefined && typeof recorded === 'number' ? [{ id, vector, recorded }] : []
  })
  const different = told
    .map(({ id, vector, recorded }) => [id, recorded, baseScoreOf(vector)])
    .filter(([, recorded, computed]) => recorded !== computed)
  expect(told).toHaveLength(321)
  expect(different).toEqual(SET_BY_HAND)
})
