import { UsageError } from '../kernel/errors.ts'
import type { AnyMessage, Caller, NodeId, Suspension } from './context.ts'
import type { NodeDefinition } from './definition.ts'
import type { Host } from './host.ts'
import { ProgramTape } from './program-tape.ts'

const wakeUp = 'wake-up'

/** One life of a program: the generator, what it waits for, and the messages it has not received yet. */
export class ProgramRun {
  /** What happens to it, if the run is to be rewound. */
  readonly tape: ProgramTape | null
  private host: Host
  private body: Generator<Suspension, void, unknown> | null = null
  private waitsFor: Suspension | null = null
  private answers: { from: NodeId; message: AnyMessage }[] = []
  private readonly mailbox: { from: NodeId; caller: Caller; message: AnyMessage }[] = []

  constructor(host: Host) {
    this.host = host
    this.tape = host.world.rewindable ? new ProgramTape(host.state, host.ctx.stream) : null
  }

  /** Runs at another host from now on. */
  moveTo(host: Host): void {
    this.host = host
  }

  usesDisk(): void {
    if (this.tape !== null) this.tape.usesDisk = true
  }

  start(run: NonNullable<NodeDefinition['run']>): void {
    this.tape?.inputs.push({ type: 'start', now: this.host.localNow })
    this.body = run(this.host.state, this.host.ctx)
    if (typeof this.body?.next !== 'function')
      throw new UsageError(
        `Expected run of the program '${this.host.spec.kind}' to be a generator function (function*), got one that returned ${String(this.body)}.`,
      )
    this.resume(undefined)
  }

  /** False when nobody will ever take the message: an answer too late, or to a program that has ended. */
  deliver(from: NodeId, message: AnyMessage, call: number): boolean {
    this.tape?.inputs.push({ type: 'deliver', now: this.host.localNow, from, message, call })
    const waiting = this.waitsFor
    // While a message is handled the program waits for something, unless it has ended.
    if (waiting === null) return false
    if (call < 0) {
      // An answer after its time-out, or a duplicate of one, finds nobody waiting.
      if (waiting.type === 'answer') {
        if (waiting.call !== -call) return false
        this.finish(message)
        return true
      }
      if (waiting.type !== 'answers' || !waiting.calls.delete(-call)) return false
      this.answers.push({ from, message })
      if (this.answers.length >= waiting.enough) this.finish(this.answers)
      return true
    }
    this.mailbox.push({ from, caller: { node: from, call }, message })
    if (waiting.type === 'receive') this.finish(this.mailbox.shift())
    return true
  }

  timeout(): void {
    this.tape?.inputs.push({ type: 'timeout', now: this.host.localNow })
    switch (this.waitsFor?.type) {
      case 'sleep':
        this.finish(undefined)
        break
      case 'answers':
        this.finish(this.answers)
        break
      case 'answer':
      case 'receive':
        this.finish(null)
        break
      default:
    }
  }

  synced(ok: boolean): void {
    if (this.waitsFor?.type === 'fsync') this.finish(ok)
  }

  private finish(result: unknown): void {
    this.waitsFor = null
    this.host.ctx.cancel(wakeUp)
    this.resume(result)
  }

  private resume(result: unknown): void {
    let value = result
    for (;;) {
      const next = this.body!.next(value)
      if (next.done) return
      const suspension = next.value
      if (suspension.type === 'receive' && this.mailbox.length > 0) {
        value = this.mailbox.shift()
        continue
      }
      this.suspend(suspension)
      return
    }
  }

  private suspend(suspension: Suspension): void {
    this.waitsFor = suspension
    switch (suspension.type) {
      case 'sleep':
        this.host.ctx.after(suspension.delay, wakeUp)
        break
      case 'answers':
        this.answers = []
        this.host.ctx.after(suspension.timeout, wakeUp)
        break
      case 'answer':
        this.host.ctx.after(suspension.timeout, wakeUp)
        break
      case 'receive':
        if (suspension.timeout !== null) this.host.ctx.after(suspension.timeout, wakeUp)
        break
      case 'fsync':
        this.usesDisk()
        this.host.world.fsync(this.host, suspension.file, '')
        break
      default:
        throw new UsageError(
          `Expected the program '${this.host.spec.kind}' to yield only what ctx offers (yield* ctx.sleep(…), ctx.call(…), …), got ${JSON.stringify(suspension)}.`,
        )
    }
  }
}
