import type { BytesKind } from '../codecs/bytes-kind.ts'
import { createUnbzip2 } from '../codecs/bzip2.ts'
import type { CodecReading } from '../codecs/codec-reading.ts'
import { createGunzip } from '../codecs/gzip.ts'
import { createUnlz4 } from '../codecs/lz4.ts'
import { isPlainly } from '../codecs/magic.ts'
import { isDumpName, judgeName, kindOfNamed } from '../codecs/name-promise.ts'
import { createUnxz } from '../codecs/xz.ts'
import { createUnzstd } from '../codecs/zstd.ts'
import type { Fault, Intake, Lack, Level, Remark } from '../intake.ts'
import type { CipherKind, LayerContext, LayerPlace } from './context.ts'
import { type Layer, type LevelLack, lacksAt } from './layer.ts'
import { createLeafLayer } from './leaf-layer.ts'
import { createSniffer } from './sniff.ts'
import { createTarLayer } from './tar-layer.ts'
import { createZipLayer } from './zip-layer.ts'

/** More than anybody packs in each other on purpose. */
const MAX_DEPTH = 12

const FURTHEST = 'L1 is as far as it can be verified (say level: L1)'

type Codec = 'gzip' | 'zstd' | 'xz' | 'bzip2' | 'lz4'

const CODECS: readonly BytesKind[] = ['gzip', 'zstd', 'xz', 'bzip2', 'lz4'] satisfies Codec[]
const CIPHERS: readonly BytesKind[] = ['age', 'gpg', 'openssl'] satisfies CipherKind[]

function isCodec(kind: BytesKind): kind is Codec {
  return CODECS.includes(kind)
}

function isCipher(kind: BytesKind): kind is CipherKind {
  return CIPHERS.includes(kind)
}

/** What is inside of a layer that is a wrapping: the same place, with one word of the name used up. */
function within({ path, fileName, promises, depth }: LayerPlace, kind: BytesKind): LayerPlace {
  const isPromised = promises[0] === kind
  const word = fileName.lastIndexOf('.')
  return {
    path,
    depth: depth + 1,
    promises: isPromised ? promises.slice(1) : promises,
    // `.tgz` promises two layers and is one word.
    fileName:
      isPromised && word > 0 && !/\.t(gz|zst|xz|bz2?|bz)$/i.test(fileName)
        ? fileName.slice(0, word)
        : fileName,
  }
}

function unpack<T>(kind: Codec, into: Intake<T>, context: LayerContext): Intake<CodecReading<T>> {
  const { unpack: limits, external } = context
  switch (kind) {
    case 'gzip':
      return createGunzip(into, limits)
    case 'zstd':
      return createUnzstd(into, limits, external)
    case 'xz':
      return createUnxz(into, limits, external)
    case 'bzip2':
      return createUnbzip2(into, limits, external)
    case 'lz4':
      return createUnlz4(into, limits, external)
  }
}

/** Counts the bytes, and makes a layer of what the reader says. */
function layered<R>(reader: Intake<R>, toLayer: (reading: R, size: number) => Layer): Intake<Layer> {
  let size = 0
  return {
    write: (chunk) => {
      size += chunk.length
      return reader.write(chunk)
    },
    end: async (isWhole) => toLayer(await reader.end(isWhole), size),
  }
}

/**
 * Whether what came out of a wrapping says anything: not where nothing came out, nor where the wrapping is damaged or the
 * key another one, and what came out is none of the backup's bytes.
 */
function saysAnything(faults: readonly Fault[], lacks: readonly Lack[], bytesOut: number): boolean {
  if (faults.some(({ word }) => word === 'corrupt' || word === 'undecryptable')) return false
  return bytesOut > 0 || (faults.length === 0 && lacks.length === 0)
}

function createPackedLayer(kind: Codec, place: LayerPlace, told: Told, context: LayerContext): Intake<Layer> {
  const reader = unpack(kind, createLayer(within(place, kind), context), context)
  return layered(reader, ({ faults, remarks, lacks, bytesOut, inner }, size) => ({
    path: place.path,
    kind,
    size,
    contents: { type: 'packed', bytesOut },
    faults: [...told.faults, ...faults],
    remarks: [...told.remarks, ...remarks],
    lacks: lacksAt(2, lacks),
    inner: saysAnything(faults, lacks, bytesOut) ? [inner] : [],
  }))
}

function createCipherLayer(
  kind: CipherKind,
  place: LayerPlace,
  told: Told,
  context: LayerContext,
): Intake<Layer> {
  const reader = context.decipher(kind, createLayer(within(place, kind), context))
  return layered(reader, ({ faults, remarks, lacks, inner }, size) => ({
    path: place.path,
    kind,
    size,
    contents: { type: 'packed', bytesOut: inner.size },
    faults: [...told.faults, ...faults],
    remarks: [...told.remarks, ...remarks],
    lacks: lacksAt(2, lacks),
    inner: saysAnything(faults, lacks, inner.size) ? [inner] : [],
  }))
}

/** What is to be said before anything is read. */
interface Told {
  readonly faults: readonly Fault[]
  readonly remarks: readonly Remark[]
}

function faultOfNothing({ path, promises, depth }: LayerPlace): readonly Fault[] {
  if (path.length > 0 && promises.length === 0) return []
  const level = path.length > 0 ? 3 : depth === 0 ? 0 : 2
  return [
    { word: 'empty', level, text: depth === 0 ? 'holds no bytes' : 'holds no bytes once it is unpacked' },
  ]
}

function tell(kind: BytesKind, place: LayerPlace): Told {
  if (kind === 'empty') return { faults: faultOfNothing(place), remarks: [] }
  if (place.depth > MAX_DEPTH) {
    const text = `is packed in itself more than ${MAX_DEPTH} times`
    return { faults: [{ word: 'unsafe', level: 2, text }], remarks: [] }
  }
  const isMember = place.path.length > 0
  // A member that promises nothing may be a web page, or a log that begins with an error.
  if (isMember && place.promises.length === 0) return { faults: [], remarks: [] }
  // Packed twice, by a job and again by what it writes to: it can be restored all the same.
  if (place.depth > 0 && isCodec(kind) && place.promises[0] !== kind)
    return { faults: [], remarks: [{ text: `is packed by ${kind} once more than its name says` }] }
  const { fault, remark } = judgeName(place.promises[0], kind)
  const level = isMember ? 3 : place.depth > 0 ? 2 : 1
  return { faults: fault ? [{ ...fault, level }] : [], remarks: remark ? [remark] : [] }
}

/** What is said of bytes whose format nobody here knows; undefined where they are fine as they are. */
function unknownText(kind: BytesKind, { promises, fileName }: LayerPlace): string | undefined {
  if (kind === 'unknown') return 'its format is not known here'
  // A script of SQL Server's, and what PowerShell redirects: no other client reads it.
  if (kind === 'utf-16') return 'it is text in UTF-16, whose structure is not read here'
  const isCalledDump = promises.length === 0 && isDumpName(fileName)
  return kind === 'text' && isCalledDump
    ? 'it is called a dump, and is text of no format that is known'
    : undefined
}

/**
 * A backup that is nothing known here can be read by nobody, which is not fine, nor is text that is called a dump; what lies
 * in an archive may be anything.
 */
function lacksOf(kind: BytesKind, place: LayerPlace, level: Level): readonly LevelLack[] {
  const { path, promises } = place
  const why = path.length > 0 ? undefined : unknownText(kind, place)
  if (why === undefined) return []
  if (kind === 'unknown' && promises[0] === 'openssl')
    return level < 2
      ? []
      : lacksAt(2, [{ what: 'format', text: `its encryption is not known here: ${FURTHEST}` }])
  return level < 3 ? [] : lacksAt(3, [{ what: 'format', text: `${why}: ${FURTHEST}` }])
}

/** Whatever comes is read by nobody. */
function createDrain(
  kind: BytesKind,
  place: LayerPlace,
  { faults, remarks }: Told,
  level: Level,
): Intake<Layer> {
  const { path } = place
  const lacks = faults.length > 0 ? [] : lacksOf(kind, place, level)
  const nothing: Intake<boolean> = { write: () => undefined, end: (isWhole) => isWhole }
  return layered(nothing, (isWhole, size) => ({
    path,
    kind,
    size,
    contents: { type: 'bytes' },
    // A member that could not be read is not an empty one.
    faults: isWhole ? faults : faults.filter(({ word }) => word !== 'empty'),
    remarks,
    lacks,
    inner: [],
  }))
}

function choose(kind: BytesKind, place: LayerPlace, context: LayerContext): Intake<Layer> {
  const told = tell(kind, place)
  if (told.faults.length > 0 || kind === 'empty' || context.level < 2)
    return createDrain(kind, place, told, context.level)
  if (isCodec(kind)) return createPackedLayer(kind, place, told, context)
  if (isCipher(kind)) return createCipherLayer(kind, place, told, context)
  if (kind === 'zip')
    return layered(createZipLayer(place, told.remarks, context, createLayer), (layer) => layer)
  if (context.level < 3) return createDrain(kind, place, told, context.level)
  if (kind === 'tar')
    return layered(createTarLayer(place, told.remarks, context, createLayer), (layer, size) => ({
      ...layer,
      size,
    }))
  const leaf = createLeafLayer(kind, place, told.remarks, context)
  return leaf
    ? layered(leaf, (layer, size) => ({ ...layer, size }))
    : createDrain(kind, place, told, context.level)
}

/** A member that promises nothing may hold any bytes: it is what they begin as only where they plainly are. */
function kindAt({ path, promises, fileName }: LayerPlace, kind: BytesKind, head: Uint8Array): BytesKind {
  const isAnything = path.length > 0 && promises.length === 0
  return isAnything && !isPlainly(kind, head) ? 'unknown' : kindOfNamed(fileName, kind)
}

/**
 * Reads bytes for what they turn out to be, and what is in them for what that is, down to where nothing more can be taken
 * apart: each byte goes through the whole tree of readers once, in constant memory.
 */
export function createLayer(place: LayerPlace, context: LayerContext): Intake<Layer> {
  return createSniffer((kind, head) => choose(kindAt(place, kind, head), place, context))
}
