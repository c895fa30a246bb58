import { spread } from '../kernel/random.ts'
import type { AnyMessage } from '../node/context.ts'

/**
 * A copy of a message with one field silently changed, its `type` excepted: a number off by a bit, a text with
 * another letter, a boolean turned over. The same bits damage the same message alike.
 */
export function corruptedCopy(message: AnyMessage, bits: number): AnyMessage {
  const copy = JSON.parse(JSON.stringify(message)) as Record<string, unknown> & AnyMessage
  const leaves: { owner: Record<string, unknown>; key: string }[] = []
  const collect = (owner: Record<string, unknown>, top: boolean) => {
    for (const [key, value] of Object.entries(owner)) {
      if (top && key === 'type') continue
      if (value !== null && typeof value === 'object') collect(value as Record<string, unknown>, false)
      else if (value !== null) leaves.push({ owner, key })
    }
  }
  collect(copy, true)
  const leaf = leaves[(spread(bits, 21) >>> 0) % Math.max(1, leaves.length)]
  if (leaf) leaf.owner[leaf.key] = damaged(leaf.owner[leaf.key], spread(bits, 22) >>> 0)
  return copy
}

function damaged(value: unknown, bits: number): unknown {
  if (typeof value === 'boolean') return !value
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) return -value
    // Not by ^, which cuts a number down to 32 bits.
    const bit = 1 << (bits % 5)
    return Math.floor(value / bit) % 2 === 0 ? value + bit : value - bit
  }
  const text = String(value)
  if (text === '') return '\u0000'
  const at = bits % text.length
  return text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1)
}
