/**
 * What sort of thing an operation is, by the fields that clients use for it: `f` or `type`, of the operation or of what
 * it asks for (`input`, `request`); the empty text when it has none of these.
 */
export function kindOfOperation(operation: unknown): string {
  const { f, type, input, request } = fieldsOf(operation)
  for (const name of [f, type, fieldsOf(input).f, fieldsOf(input).type, fieldsOf(request).type])
    if (typeof name === 'string') return name
  return ''
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
