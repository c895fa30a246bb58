import { useSignal } from '@preact/signals'
import { shortJson } from '../../trace/short-json.ts'

/** Lists longer than this show their last items only, until asked. */
const longest = 12

/** Called with the names that lead to a field. */
type Follow = (path: readonly string[]) => void

/** A value as a tree; what differs from the value before it is marked, and any field can be followed. */
export function StateTree({ value, before, follow }: { value: unknown; before: unknown; follow: Follow }) {
  if (!isBranch(value)) return <Leaf value={value} before={before} />
  return (
    <ul class="tree">
      <Fields value={value} before={before} path={[]} follow={follow} />
    </ul>
  )
}

interface FieldsProps {
  readonly value: object
  readonly before: unknown
  readonly path: readonly string[]
  readonly follow: Follow
}

function Fields({ value, before, path, follow }: FieldsProps) {
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
        <Field key={key} value={part} before={former[key]} path={[...path, key]} follow={follow} />
      ))}
      {gone.map((key) => (
        <li key={key} class="gone">
          <span class="key">{key}</span> <del>{shortJson(former[key], 60)}</del>
        </li>
      ))}
    </>
  )
}

interface FieldProps extends Omit<FieldsProps, 'value'> {
  readonly value: unknown
}

function Field({ value, before, path, follow }: FieldProps) {
  const isChanged = differs(value, before)
  const name = <Name path={path} follow={follow} />
  if (!isBranch(value) || Object.keys(value).length === 0)
    return (
      <li class={isChanged ? 'changed' : ''}>
        {name} <Leaf value={value} before={before} />
      </li>
    )
  const text = shortJson(value, 56)
  const isShort = !text.endsWith('…') && !text.includes('items]')
  if (isShort && !isChanged)
    return (
      <li>
        {name} <span class="value">{text}</span>
      </li>
    )
  return (
    <li class={isChanged ? 'within' : ''}>
      <details open={isChanged || path.length < 2}>
        <summary>
          {name}{' '}
          <span class="count">
            {Array.isArray(value) ? `[${value.length}]` : `{${Object.keys(value).length}}`}
          </span>
        </summary>
        <ul>
          <Fields value={value} before={before} path={path} follow={follow} />
        </ul>
      </details>
    </li>
  )
}

/** The name of a field; pressing it follows the field. */
function Name({ path, follow }: { path: readonly string[]; follow: Follow }) {
  return (
    <button
      type="button"
      class="key"
      title="Follow this field"
      onClick={(event) => {
        event.preventDefault()
        follow(path)
      }}
    >
      {path.at(-1)}
    </button>
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
