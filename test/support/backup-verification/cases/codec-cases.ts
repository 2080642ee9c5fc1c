import type { Level } from '../../../../src/checks/backup-verification/intake.ts'
import { type BackupCase, type Expected, fileCase } from './case.ts'
import { flip, followed, part, zeroed } from './damage.ts'
import { type Codec, pack } from './packing.ts'
import { pgDumps } from './postgres-originals.ts'
import type { Workshop } from './workshop.ts'

const CODECS: readonly Codec[] = ['zst', 'xz', 'bz2', 'lz4']

type Change = (packed: Buffer, workshop: Workshop, codec: Codec) => Buffer

function coded(
  id: string,
  title: string,
  codec: Codec,
  change: Change,
  expected: Expected,
  level: Level,
): BackupCase {
  const make = (workshop: Workshop) => change(pack(workshop, codec, pgDumps(workshop).plain), workshop, codec)
  return fileCase(`${codec}-${id}`, `${codec}: ${title}`, `a2a_20270113.sql.${codec}`, make, expected, level)
}

/** Bytes behind the middle, where no codec keeps its own tables. */
const middle = (packed: Buffer) => Math.floor(packed.length * 0.6)

/** What every codec can tell. */
const EACH: readonly BackupCase[] = CODECS.flatMap((codec) => [
  coded('good', 'as it is', codec, (packed) => packed, 'ok', 3),
  coded('cut', 'cut in the middle', codec, (packed) => part(packed, 0.5), 'incomplete', 2),
  coded('short', 'without its last byte', codec, (packed) => packed.subarray(0, -1), 'incomplete', 2),
  coded('bit', 'a bit in the packed data', codec, (packed) => flip(packed, middle(packed)), 'corrupt', 2),
  coded('more', 'a message behind its end', codec, (packed) => followed(packed, 'Killed\n'), 'corrupt', 2),
  coded('nothing', 'nothing, packed', codec, (_packed, workshop) => pack(workshop, codec, ''), 'empty', 0),
  coded('page', 'a page of zeros', codec, (packed) => zeroed(packed, middle(packed), 2048), 'corrupt', 2),
])

/** Streams one after another, which every tool unpacks to one. */
const TWICE: readonly BackupCase[] = CODECS.flatMap((codec) => {
  const half = (workshop: Workshop, from: number, to?: number) =>
    pack(workshop, codec, pgDumps(workshop).plain.subarray(from, to))
  return [
    coded(
      'two',
      'two streams',
      codec,
      (_packed, workshop) => Buffer.concat([half(workshop, 0, 30_000), half(workshop, 30_000)]),
      'ok',
      3,
    ),
    coded(
      'second',
      'the second stream is cut',
      codec,
      (_packed, workshop) => Buffer.concat([half(workshop, 0, 30_000), part(half(workshop, 30_000), 0.7)]),
      'incomplete',
      2,
    ),
    coded(
      'lost',
      'the second stream is lost',
      codec,
      (_packed, workshop) => half(workshop, 0, 30_000),
      'incomplete',
      3,
    ),
  ]
})

/** A frame that holds nothing, as pzstd and lz4 may write. */
const SKIPPABLE = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4])

const ZSTD: readonly BackupCase[] = [
  coded(
    'skip',
    'a skippable frame before it',
    'zst',
    (packed) => Buffer.concat([SKIPPABLE, packed]),
    'ok',
    3,
  ),
  coded('skip-end', 'a skippable frame behind it', 'zst', (packed) => followed(packed, SKIPPABLE), 'ok', 3),
  coded(
    'unchecked',
    'without a checksum',
    'zst',
    (_packed, workshop) =>
      workshop.run('zstd', ['-q', '-c', '--no-check'], { input: pgDumps(workshop).plain }),
    'ok',
    3,
  ),
  coded('skip-alone', 'a skippable frame alone', 'zst', () => SKIPPABLE, 'empty', 0),
  coded(
    'as-gz',
    'named for another codec',
    'lz4',
    (_packed, workshop) => pack(workshop, 'zst', pgDumps(workshop).plain),
    'wrong-content',
    1,
  ),
  coded(
    'plain',
    'not packed at all',
    'xz',
    (_packed, workshop) => pgDumps(workshop).plain,
    'wrong-content',
    1,
  ),
  coded(
    'page-html',
    'a web page, packed',
    'bz2',
    (_packed, workshop) => pack(workshop, 'bz2', '<html><title>502</title></html>'),
    'wrong-content',
    2,
  ),
]

/** Little that unpacks to much. */
const BOMBS: readonly BackupCase[] = (['gz', 'zst', 'xz'] as const).map((codec) =>
  fileCase(
    `${codec}-bomb`,
    `${codec}: unpacks to more than may be`,
    `a2a_20270113.sql.${codec}`,
    (workshop) => pack(workshop, codec, Buffer.alloc(40_000_000, '\n')),
    'unsafe',
    2,
    { entry: { 'max-unpacked': '16MiB' } },
  ),
)

/** Everything but gzip, of which the dumps of PostgreSQL have enough. */
export const CODEC_CASES: readonly BackupCase[] = [...EACH, ...TWICE, ...ZSTD, ...BOMBS]
