import { useSignal } from '@preact/signals'
import type { RecordedNode } from '../../explore/recording/recording.ts'
import type { PartitionShape } from '../../network/partition.ts'

/** Chooses the nodes of one side, and cuts them from all others. */
export function PartitionForm({
  nodes,
  cut,
}: {
  nodes: readonly RecordedNode[]
  cut: (shape: PartitionShape) => void
}) {
  const side = useSignal<ReadonlySet<string>>(new Set())
  const ids = nodes.map(({ id }) => id)
  const others = ids.filter((id) => !side.value.has(id))
  const toggle = (id: string) => {
    const next = new Set(side.value)
    if (!next.delete(id)) next.add(id)
    side.value = next
  }
  const isCut = side.value.size > 0 && others.length > 0
  return (
    <div class="partition-form">
      {ids.map((id) => (
        <label key={id}>
          <input type="checkbox" checked={side.value.has(id)} onChange={() => toggle(id)} /> {id}
        </label>
      ))}
      <button
        type="button"
        disabled={!isCut}
        onClick={() => cut({ shape: 'groups', groups: [[...side.value], others] })}
      >
        {isCut
          ? `Cut {${[...side.value].join(' ')} | ${others.join(' ')}}`
          : 'Cut the chosen from the others'}
      </button>
    </div>
  )
}
