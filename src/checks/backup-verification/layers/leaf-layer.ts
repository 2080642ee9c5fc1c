import type { BytesKind } from '../codecs/bytes-kind.ts'
import type { Intake, Remark } from '../intake.ts'
import type { LayerContext, LayerPlace } from './context.ts'
import { type Layer, lacksAt } from './layer.ts'

/** A layer that goes no deeper; undefined where nobody knows its kind, or wants it. */
export function createLeafLayer(
  kind: BytesKind,
  { path, fileName, promises }: LayerPlace,
  remarks: readonly Remark[],
  context: LayerContext,
): Intake<Layer> | undefined {
  // Text that its name calls SQL may begin in an unusual way.
  const meant = kind === 'text' && promises[0] === 'sql' ? 'sql' : kind
  const reader = context.leaf({ path, kind: meant, fileName })
  if (!reader) return undefined
  return {
    write: reader.write,
    end: async (isWhole) => {
      const { contents, reading, level } = await reader.end(isWhole)
      return {
        path,
        kind: meant,
        size: 0,
        contents,
        faults: reading.faults,
        remarks: [...remarks, ...reading.remarks],
        lacks: lacksAt(level, reading.lacks),
        inner: [],
      }
    },
  }
}
