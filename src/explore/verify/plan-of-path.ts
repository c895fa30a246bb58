import type { TimedFault } from '../../faults/fault.ts'
import { crash, restart } from '../../faults/fault.ts'
import { type Micros, ms } from '../../kernel/time.ts'
import type { NodeId } from '../../node/context.ts'
import type { Pin } from '../../simulation/pinned-network.ts'
import type { Plan } from '../../simulation/plan.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import type { TimerPin } from '../../simulation/timer-pins.ts'
import { canonicalText } from './reduction/canonical.ts'
import type { Step } from './step.ts'

/**
 * The plan in whose run the steps happen one after another, a millisecond apart (less, if the scenario is too short
 * for that): the fate of every message and timer is pinned, and nodes crash and restart at their times. A run without
 * end is silent from there to the end of the scenario.
 */
export function planOfPath(
  scenario: Scenario,
  seed: string,
  operations: Plan['operations'],
  steps: readonly Step[],
  isEndless = false,
): Plan {
  const last = steps.filter(({ type }) => type !== 'begin').length
  const room = (scenario.healAt ?? scenario.until) / (last + 2)
  const pace = Math.max(1, Math.min(ms(1), Math.floor(room)))
  const script = new Script()
  let now = 0
  for (const step of steps) {
    if (step.type !== 'begin') now += pace
    script.add(step, now)
  }
  return {
    seed,
    faults: script.faults,
    conditions: [],
    operations,
    // What must come to hold is asked for at the end of the whole scenario only.
    ...(!isEndless && { until: now }),
    network: { latency: ms(1), pins: script.messages.map(({ pin }) => pin) },
    timers: script.timers(isEndless ? scenario.until + 1 : now + pace),
  }
}

interface Sent {
  readonly text: string
  readonly at: Micros
  readonly pin: Pin & { readonly arrivals: Micros[] }
  isGone: boolean
}

interface Setting {
  readonly node: NodeId
  readonly label: string
  readonly nth: number
  readonly at: Micros
  firesAt: Micros | null
}

/** Which message of a link and which setting of a timer each step is about. */
class Script {
  readonly faults: TimedFault[] = []
  readonly messages: Sent[] = []
  private readonly settings: Setting[] = []
  private readonly counts = new Map<string, number>()

  add(step: Step, now: Micros): void {
    const { type, node } = step
    if (type === 'crash') this.faults.push({ at: now, fault: crash(node) })
    else if (type === 'restart') this.faults.push({ at: now, fault: restart(node) })
    else if (type === 'timeout') {
      const setting = this.settings.findLast((one) => one.node === node && one.label === step.timer)
      if (setting) setting.firesAt = now
    } else if (type !== 'begin') {
      const sent = this.find(step)
      if (sent && type !== 'drop') sent.pin.arrivals.push(now - sent.at)
      // What stays in the network may arrive again, but is found by its text as well.
      if (sent && type !== 'duplicate') sent.isGone = true
    }
    for (const { to, message } of step.sent) {
      const nth = this.count(`${node}>${to}`)
      const text = textOf(node, to, message)
      this.messages.push({ text, at: now, pin: { from: node, to, nth, arrivals: [] }, isGone: false })
    }
    for (const label of step.settings) {
      const nth = this.count(`${node}\n${label}`)
      this.settings.push({ node, label, nth, at: now, firesAt: null })
    }
  }

  /** The timers of all settings; those that do not fire run beyond `end`. */
  timers(end: Micros): TimerPin[] {
    return this.settings.map(({ node, label, nth, at, firesAt }) => {
      const [timer, key] = label.split('\n') as [string, string?]
      return { node, timer, ...(key !== undefined && { key }), nth, after: (firesAt ?? end) - at }
    })
  }

  /** The message that arrives: one that has not yet, or else, in a network that keeps them, any. */
  private find({ from, node, message }: Step): Sent | undefined {
    const text = textOf(from!, node, message)
    return (
      this.messages.find((sent) => !sent.isGone && sent.text === text) ??
      this.messages.find((sent) => sent.text === text)
    )
  }

  private count(label: string): number {
    const count = (this.counts.get(label) ?? 0) + 1
    this.counts.set(label, count)
    return count
  }
}

function textOf(from: NodeId, to: NodeId, message: unknown): string {
  return `${from}>${to} ${canonicalText(message, () => 'a message')}`
}
