import type { Minted } from './mint.ts'
import { after, before, DAY } from './moments.ts'
import { HEALTHY, high, info, moderate, type Scene } from './scene.ts'
import { served } from './served.ts'
import type { Stage } from './stage.ts'

const UNNEEDED = [info('unneeded')]

/** A leaf, and above it an intermediate that ends in so many days (and began ten years ago). */
function below(days: number, leafDays = 60) {
  return ({ now, root, authority, leaf }: Stage): readonly [Minted, Minted] => {
    const by = authority({ subject: 'Intermediate 2', by: root, to: after(now, days * DAY) })
    const from = before(now, 30 * DAY)
    return [leaf({ by, from, to: after(now, leafDays * DAY) }), by]
  }
}

/** The root as another authority signed it; that one has ended, as DST Root CA X3 and AddTrust did. */
function crossedAt({ now, root, authority }: Stage) {
  const subject = 'Old Root X3'
  const old = authority({ subject, from: before(now, 7000 * DAY), to: before(now, 400 * DAY) })
  const subjectOfRoot = [
    { type: 'C', value: 'ZZ' },
    { type: 'O', value: 'Upkeep Tests' },
    { type: 'CN', value: 'Root 1' },
  ] as const
  const cross = authority({ subject: subjectOfRoot, keysOf: root, by: old, to: before(now, 400 * DAY) })
  const later = authority({ subject: subjectOfRoot, keysOf: root, by: old, to: after(now, 400 * DAY) })
  return { old, cross, later }
}

const CROSSED = new WeakMap<Stage, ReturnType<typeof crossedAt>>()

/** The same ones all through a scene. */
function crossed(stage: Stage): ReturnType<typeof crossedAt> {
  const made = CROSSED.get(stage) ?? crossedAt(stage)
  CROSSED.set(stage, made)
  return made
}

function junk({ authority }: Stage, count: number): readonly Minted[] {
  return Array.from({ length: count }, (_, index) => authority({ subject: `Junk CA ${index}` }))
}

export const CHAIN_SCENES: readonly Scene[] = [
  served('an intermediate has ended', 'the leaf has not', [high('chain')], below(-40)),
  served('an intermediate ends in 5 days', 'the leaf in 60', [high('chain')], below(5)),
  served('an intermediate ends in 20 days', 'the leaf in 60', [moderate('chain')], below(20)),
  served('an intermediate ends in 31 days', 'before the leaf, but not soon', HEALTHY, below(31)),
  served('an intermediate ends in 20 days, after the leaf', 'goes with it', HEALTHY, below(20, 18)),
  served('an intermediate is not valid yet', 'nor is what is below', [high('chain')], (stage) => {
    const { now, root, authority, leaf } = stage
    const by = authority({ subject: 'Intermediate 2', by: root, from: after(now, DAY) })
    return [leaf({ by }), by]
  }),
  served(
    'the root that is trusted has ended',
    'by ca-file, the only way',
    [high('chain')],
    (stage) => {
      const { leaf, intermediate } = stage
      return [leaf(), intermediate]
    },
    { trusted: ({ now, root, authority }) => [authority({ keysOf: root, to: before(now, 3 * DAY) })] },
  ),
  served(
    'the root ends in 20 days',
    'by ca-file, before the leaf',
    [moderate('chain')],
    (stage) => {
      const { leaf, intermediate } = stage
      return [leaf(), intermediate]
    },
    { trusted: ({ now, root, authority }) => [authority({ keysOf: root, to: after(now, 20 * DAY) })] },
  ),
  served(
    'a renewed root beside the ended one',
    'both in ca-file',
    HEALTHY,
    ({ leaf, intermediate }) => [leaf(), intermediate],
    { trusted: ({ now, root, authority }) => [authority({ keysOf: root, to: before(now, DAY) }), root] },
  ),
  served('DST X3: an ended cross-sign is sent too', 'the way to the new root is good', UNNEEDED, (stage) => [
    stage.leaf(),
    stage.intermediate,
    crossed(stage).cross,
  ]),
  served(
    'DST X3: the ended old root is trusted too',
    'the way to the new root is good',
    UNNEEDED,
    (stage) => [stage.leaf(), stage.intermediate, crossed(stage).later],
    { trusted: (stage) => [stage.root, crossed(stage).old] },
  ),
  served(
    'AddTrust: the whole old way is sent too',
    'cross-sign and its root have ended',
    UNNEEDED,
    (stage) => {
      const { cross, old } = crossed(stage)
      return [stage.leaf(), stage.intermediate, cross, old]
    },
  ),
  served('the old way comes first', 'order means nothing', UNNEEDED, (stage) => {
    const { cross, old } = crossed(stage)
    return [stage.leaf(), old, cross, stage.intermediate]
  }),
  served('the renewed intermediate beside the ended one', 'the same name and key', UNNEEDED, (stage) => {
    const { now, root, authority, leaf, intermediate } = stage
    const ended = authority({
      subject: 'Intermediate 1',
      keysOf: intermediate,
      by: root,
      to: before(now, 30 * DAY),
    })
    return [leaf(), ended, intermediate]
  }),
  served('the root is sent too', 'costs a kilobyte, no more', UNNEEDED, ({ leaf, intermediate, root }) => [
    leaf(),
    intermediate,
    root,
  ]),
  served('three authorities in disorder', 'clients sort them', HEALTHY, ({ root, authority, leaf }) => {
    const one = authority({ subject: 'Intermediate A', by: root })
    const two = authority({ subject: 'Intermediate B', by: one })
    const three = authority({ subject: 'Intermediate C', by: two })
    return [leaf({ by: three }), one, three, two]
  }),
  served('three authorities in order', 'a long chain', HEALTHY, ({ root, authority, leaf }) => {
    const one = authority({ subject: 'Intermediate A', by: root })
    const two = authority({ subject: 'Intermediate B', by: one })
    const three = authority({ subject: 'Intermediate C', by: two })
    return [leaf({ by: three }), three, two, one]
  }),
  served('an unrelated authority in between', 'seems to be the issuer', UNNEEDED, (stage) => [
    stage.leaf(),
    ...junk(stage, 1),
    stage.intermediate,
  ]),
  served('an unrelated authority that has ended', 'nobody needs it', UNNEEDED, (stage) => [
    stage.leaf(),
    stage.intermediate,
    stage.authority({ subject: 'Junk CA', to: before(stage.now, 900 * DAY) }),
  ]),
  served('the leaf twice', 'a file that was put together twice', UNNEEDED, ({ leaf, intermediate }) => {
    const own = leaf()
    return [own, own, intermediate]
  }),
  served('the intermediate twice', 'a file that was put together twice', UNNEEDED, (stage) => [
    stage.leaf(),
    stage.intermediate,
    stage.intermediate,
  ]),
  served("another server's certificate", 'two bundles in one file', UNNEEDED, ({ leaf, intermediate }) => [
    leaf(),
    intermediate,
    leaf({ subject: 'other.example.test', dns: ['other.example.test'] }),
  ]),
  served('62 certificates', 'a whole store is sent', UNNEEDED, (stage) => [
    stage.leaf(),
    ...junk(stage, 60),
    stage.intermediate,
  ]),
  served('a name in another spelling', 'RFC 5280, 7.1: case, spaces, string type', HEALTHY, (stage) => {
    const { root, authority, leaf } = stage
    const by = authority({
      subject: [
        { type: 'O', value: 'Upkeep  Tests', as: 'printable' },
        { type: 'CN', value: 'Spelled CA', as: 'printable' },
      ],
      by: root,
    })
    const issuerName = [
      { type: 'O', value: 'upkeep tests' },
      { type: 'CN', value: 'SPELLED CA' },
    ] as const
    return [leaf({ by, issuerName }), by]
  }),
  served('two authorities of one name', 'the key tells which', UNNEEDED, ({ root, authority, leaf }) => {
    const subject = 'Twin CA'
    const [one, two] = [authority({ subject, by: root }), authority({ subject, by: root })]
    return [leaf({ by: one }), two, one]
  }),
  served('two authorities that signed each other', 'a circle has no end', UNNEEDED, (stage) => {
    const { authority, root, leaf } = stage
    const one = authority({ subject: 'Circle A', by: root })
    const two = authority({ subject: 'Circle B', by: one })
    const again = authority({ subject: 'Circle A', keysOf: one, by: two })
    return [leaf({ by: one }), again, two, one]
  }),
]
