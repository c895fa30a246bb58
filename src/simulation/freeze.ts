/** Freezes a message with all that is in it, so that changing it after it was sent throws where it happens. */
export function deepFreeze(value: unknown): void {
  if (value === null || typeof value !== 'object' || Object.isFrozen(value) || ArrayBuffer.isView(value))
    return
  Object.freeze(value)
  for (const part of Object.values(value)) deepFreeze(part)
}
