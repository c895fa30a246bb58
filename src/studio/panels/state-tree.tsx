import { useSignal } from '@preact/signals'
import { shortJson } from '../../trace/short-json.ts'

/** Lists longer than this show their last items only, until asked. */
const longest = 12

/** A value as a tree; what differs from the value before it is marked. */
export function StateTree({ value, before }: { value: unknown; before: unknown }) {
  if (!isBranch(value)) return <Leaf value={value} before={before} />
  return (
    <ul class="tree">
      <Fields value={value} before={before} depth={0} />
    </ul>
  )
}

function Fields({ value, before, depth }: { value: object; before: unknown; depth: number }) {
  const showsAll = useSignal(false)
  const former = isBranch(before) ? (before as Readonly<Record<string, unknown>>) : {}
  const entries = Object.entries(value)
  const gone = Object.keys(former).filter((key) => !Object.hasOwn(value, key))
  const skipped = showsAll.value || entries.length <= longest + 2 ? 0 : entries.length - longest
  return (
    <>
      {skipped > 0 && (
        <li>
          <button
            type="button"
            class="link"
            onClick={() => {
              showsAll.value = true
            }}
          >
            … {skipped} more above
          </button>
        </li>
      )}
      {entries.slice(skipped).map(([key, part]) => (
        <Field key={key} name={key} value={part} before={former[key]} depth={depth} />
      ))}
      {gone.map((key) => (
        <li key={key} class="gone">
          <span class="key">{key}</span> <del>{shortJson(former[key], 60)}</del>
        </li>
      ))}
    </>
  )
}

function Field({
  name,
  value,
  before,
  depth,
}: {
  name: string
  value: unknown
  before: unknown
  depth: number
}) {
  const isChanged = differs(value, before)
  if (!isBranch(value) || Object.keys(value).length === 0)
    return (
      <li class={isChanged ? 'changed' : ''}>
        <span class="key">{name}</span> <Leaf value={value} before={before} />
      </li>
    )
  const text = shortJson(value, 56)
  const isShort = !text.endsWith('…') && !text.includes('items]')
  if (isShort && !isChanged)
    return (
      <li>
        <span class="key">{name}</span> <span class="value">{text}</span>
      </li>
    )
  return (
    <li class={isChanged ? 'within' : ''}>
      <details open={isChanged || depth < 1}>
        <summary>
          <span class="key">{name}</span>{' '}
          <span class="count">
            {Array.isArray(value) ? `[${value.length}]` : `{${Object.keys(value).length}}`}
          </span>
        </summary>
        <ul>
          <Fields value={value} before={before} depth={depth + 1} />
        </ul>
      </details>
    </li>
  )
}

function Leaf({ value, before }: { value: unknown; before: unknown }) {
  const isChanged = differs(value, before)
  return (
    <>
      {isChanged && before !== undefined && (
        <>
          <del>{shortJson(before, 40)}</del>{' '}
        </>
      )}
      <span class={isChanged ? 'value new' : 'value'}>{shortJson(value, 90)}</span>
    </>
  )
}

function differs(value: unknown, before: unknown): boolean {
  return value !== before && JSON.stringify(value) !== JSON.stringify(before)
}

function isBranch(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
