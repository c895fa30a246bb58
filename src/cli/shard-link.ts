import { once } from 'node:events'
import type { MessagePort } from 'node:worker_threads'
import type { Command, Known, Reply } from '../explore/verify/shards/exchange.ts'
import type { Batch } from '../explore/verify/shards/outbox.ts'
import { mapArrays, type ShardPart } from '../explore/verify/shards/shard-part.ts'

/** What a thread with a shard is told first: what it holds, and what is known. */
export interface Beginning {
  readonly count: number
  readonly part: ShardPart
  readonly known: Known
}

/** The first thread's end of a line to another one, whose shard it leads. */
export class ShardLink {
  /** The other thread has loaded the scenario. */
  isReady = false
  private readonly port: MessagePort

  constructor(port: MessagePort) {
    this.port = port
    port.once('message', () => {
      this.isReady = true
    })
  }

  /** Waits until the other thread has loaded the scenario. */
  async ready(): Promise<void> {
    if (!this.isReady) await once(this.port, 'message')
  }

  begin(beginning: Beginning): void {
    this.port.postMessage(beginning, buffersOfPart(beginning.part))
  }

  /** Has its shard obey; what it sends away is gone here. */
  async obey(command: Command): Promise<Reply> {
    const reply = once(this.port, 'message')
    this.port.postMessage(command, buffersOfBatches(command.absorb))
    return ((await reply) as [Reply])[0]
  }
}

export function postReply(port: MessagePort, reply: Reply): void {
  const { batches, part } = reply
  port.postMessage(reply, [...buffersOfBatches(batches), ...(part === null ? [] : buffersOfPart(part))])
}

function buffersOfBatches(batches: readonly (Batch | null)[]): ArrayBuffer[] {
  return batches.flatMap((batch) => (batch === null ? [] : bufferOf(batch.records)))
}

function buffersOfPart(part: ShardPart): ArrayBuffer[] {
  const buffers: ArrayBuffer[] = []
  mapArrays(part, (array) => buffers.push(bufferOf(array)))
  return buffers
}

function bufferOf({ buffer }: Int32Array): ArrayBuffer {
  return buffer as ArrayBuffer
}
