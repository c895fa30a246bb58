import { useSignal } from '@preact/signals'
import { describeTimedFault } from '../../faults/describe.ts'
import type { Fault } from '../../faults/fault.ts'
import { formatTime, type Micros } from '../../kernel/time.ts'
import { delayed, dropped } from '../model/changes.ts'
import { pinOfSent } from '../model/pins.ts'
import { useStudio } from '../studio-context.ts'
import { BranchSummary } from './branch-summary.tsx'
import { PartitionForm } from './partition-form.tsx'

const spans: readonly (readonly [label: string, lasts: Micros | null])[] = [
  ['until the end', null],
  ['for 50 ms', 50_000],
  ['for 200 ms', 200_000],
  ['for 1 s', 1_000_000],
  ['for 5 s', 5_000_000],
]

/** Lets something else happen from the chosen moment on, and shows what becomes of it. */
export function WhatIf() {
  const studio = useStudio()
  const { recording } = studio.run.value
  const node = useSignal(recording.nodes[0]!.id)
  const span = useSignal<Micros | null>(null)
  const seed = useSignal('')
  const now = studio.playhead.value
  if (studio.carried.live === null)
    return (
      <p class="empty">
        A recording without its code cannot go on otherwise. {studio.carried.origin.notLive}
      </p>
    )
  const inject = (fault: Fault) => studio.change({ type: 'inject', timed: { at: now + 1, fault } })
  const lasts = span.value === null ? {} : { lasts: span.value }
  const changed = new Set(studio.changes.value.flatMap((c) => (c.type === 'without' ? [c.fault] : [])))
  return (
    <div class="what-if">
      <BranchSummary />
      <p class="moment">
        What if, from <b>{formatTime(now)}</b> on …
      </p>
      <fieldset>
        <legend>a node</legend>
        <select
          aria-label="Node"
          value={node.value}
          onChange={(event) => {
            node.value = event.currentTarget.value
          }}
        >
          {recording.nodes.map(({ id }) => (
            <option key={id}>{id}</option>
          ))}
        </select>{' '}
        <select
          aria-label="How long"
          value={String(span.value)}
          onChange={(event) => {
            span.value = spans.find(([, time]) => String(time) === event.currentTarget.value)?.[1] ?? null
          }}
        >
          {spans.map(([label, time]) => (
            <option key={label} value={String(time)}>
              {label}
            </option>
          ))}
        </select>
        <div class="choices">
          <button type="button" onClick={() => inject({ type: 'crash', node: node.value, ...lasts })}>
            crashes
          </button>
          <button type="button" onClick={() => inject({ type: 'restart', node: node.value })}>
            restarts
          </button>
          <button type="button" onClick={() => inject({ type: 'pause', node: node.value, ...lasts })}>
            is paused
          </button>
          <button type="button" onClick={() => inject({ type: 'resume', node: node.value })}>
            goes on
          </button>
          <button
            type="button"
            onClick={() =>
              inject({ type: 'partition', cut: { shape: 'isolate', node: node.value }, ...lasts })
            }
          >
            is cut off
          </button>
          <button type="button" onClick={() => inject({ type: 'wipe', node: node.value, ...lasts })}>
            loses its disk
          </button>
          <button type="button" onClick={() => inject({ type: 'clockJump', node: node.value, by: 500_000 })}>
            has its clock set 500 ms forward
          </button>
        </div>
      </fieldset>
      <fieldset>
        <legend>the network</legend>
        <PartitionForm nodes={recording.nodes} cut={(cut) => inject({ type: 'partition', cut, ...lasts })} />
        <button type="button" onClick={() => inject({ type: 'heal' })}>
          All links are whole again
        </button>
      </fieldset>
      <fieldset>
        <legend>a message on its way</legend>
        <MessageChanges />
      </fieldset>
      {recording.plan.faults.length > 0 && studio.run.value === studio.original && (
        <fieldset>
          <legend>a fault never struck</legend>
          <ul class="plain">
            {recording.plan.faults.map((timed, index) => {
              const line = describeTimedFault(timed)
              return (
                <li key={line}>
                  <button
                    type="button"
                    disabled={changed.has(index)}
                    onClick={() => studio.change({ type: 'without', fault: index })}
                  >
                    without
                  </button>{' '}
                  {line}
                </li>
              )
            })}
          </ul>
        </fieldset>
      )}
      <fieldset>
        <legend>the whole run had another seed</legend>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            if (seed.value.trim() !== '') studio.change({ type: 'seed', seed: seed.value.trim() })
          }}
        >
          <input
            aria-label="Seed"
            placeholder={recording.plan.seed}
            value={seed.value}
            onInput={(event) => {
              seed.value = event.currentTarget.value
            }}
          />{' '}
          <button type="submit">Run it</button>
        </form>
      </fieldset>
    </div>
  )
}

/** Drops or delays one of the messages in flight. */
function MessageChanges() {
  const studio = useStudio()
  const { flightIndex, recording } = studio.run.value
  const now = studio.playhead.value
  const airborne = flightIndex.at(now).filter(({ sent, fate }) => sent >= 0 && fate !== 'lost')
  if (airborne.length === 0) return <p class="empty">None is on its way at this moment.</p>
  return (
    <ul class="plain">
      {airborne.map((flight) => {
        const pin = pinOfSent(recording, flight.sent)
        return (
          <li key={`${flight.sent} ${flight.due}`}>
            <button type="button" onClick={() => studio.change({ type: 'pin', pin: dropped(pin) })}>
              drop
            </button>{' '}
            <button type="button" onClick={() => studio.change({ type: 'pin', pin: delayed(pin, 100_000) })}>
              +100 ms
            </button>{' '}
            {pin.from} → {pin.to} {flight.message.type}
          </li>
        )
      })}
    </ul>
  )
}
