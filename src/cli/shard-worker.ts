import { once } from 'node:events'
import type { MessagePort } from 'node:worker_threads'
import type { Command } from '../explore/verify/shards/exchange.ts'
import type { Reductions } from '../explore/verify/states/transition-system.ts'
import { searchOf } from '../explore/verify/verify.ts'
import type { VerifyBounds } from '../simulation/verify-bounds.ts'
import { loadScenario, type ScenarioFile } from './scenario-files.ts'
import { type Beginning, postReply } from './shard-link.ts'
import { isIdle, type ThreadTask, threadWork } from './thread.ts'

export interface ShardTask {
  readonly file: ScenarioFile
  readonly seed: string
  readonly bounds: VerifyBounds
  readonly reductions: Reductions
  /** Which shard. */
  readonly index: number
  /** Where it is told what to do. */
  readonly link: MessagePort
}

/** Holds a shard of a search, and does with it what it is told until the thread is ended. */
export default threadWork(async (task: ShardTask & ThreadTask): Promise<never> => {
  const { file, seed, bounds, reductions, index, link, pulse } = task
  const scenario = await loadScenario(file)
  const vitals = new Int32Array(pulse)
  const next = async () => {
    vitals[1] = isIdle
    const [message] = (await once(link, 'message')) as [unknown]
    vitals[0]!++
    vitals[1] = -1
    return message
  }
  const first = next()
  link.postMessage('ready')
  const { count, part, known } = (await first) as Beginning
  const { shard } = searchOf(scenario, { seed, bounds, reductions, vitals }, index, count)
  // No handler runs meanwhile.
  vitals[1] = isIdle
  shard.restore(part, known)
  for (;;) {
    const command = (await next()) as Command
    postReply(link, shard.obey(command))
  }
})
