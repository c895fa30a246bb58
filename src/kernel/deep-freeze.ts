/** Freezes a value with all that is in it, so that changing it from then on throws where it happens. */
export function deepFreeze(value: unknown): void {
  if (value === null || typeof value !== 'object' || Object.isFrozen(value) || ArrayBuffer.isView(value))
    return
  Object.freeze(value)
  if (Array.isArray(value)) for (const part of value) deepFreeze(part)
  else for (const name in value) deepFreeze((value as Readonly<Record<string, unknown>>)[name])
}
