import { expect, test } from 'vitest'
import {
  cluster,
  type Micros,
  ms,
  type RaftServer,
  Random,
  raft,
  Simulation,
  scenario,
  seconds,
  uniform,
} from '../../../src/index.ts'

// Ongaro & Ousterhout 2014, §9.3 and Figure 16: five servers, a broadcast time of about 15 ms, the leader crashed
// uniformly within its heartbeat interval (half the least election timeout) after a heartbeat, logs of different
// lengths so that two of the four others can't win. No pre-vote, and no check-quorum.
function downtimes(electionTimeout: readonly [min: Micros, max: Micros], trials = 1_000): number[] {
  const heartbeat = Math.floor(electionTimeout[0] / 2)
  const options = { heartbeat, preVote: false, checkQuorum: false }
  const server = raft({ ...options, electionTimeout })
  const world = scenario({
    title: 'A leader crashes shortly after a heartbeat (§9.3)',
    nodes: {
      // The leader to be waits least.
      leader: raft({ ...options, electionTimeout: [heartbeat + 1, heartbeat + 1] }),
      ...cluster(4, server),
    },
    network: { latency: uniform(ms(2), ms(5)) },
    until: seconds(12),
  })
  return Array.from({ length: trials }, (_, seed) =>
    downtime(new Simulation(world, { seed }), heartbeat),
  ).sort((a, b) => a - b)
}

/** From the crash of the leader until another is elected, in milliseconds; at most until the end of the run. */
function downtime(simulation: Simulation, heartbeat: Micros): number {
  const { leader, ...others } = simulation.states as Record<string, RaftServer>
  const roundOf = ({ role }: RaftServer) => (role.type === 'leader' ? role.round : 0)
  while (roundOf(leader!) < 10 && simulation.step());
  expect(roundOf(leader!)).toBe(10)
  simulation.runUntil(simulation.now + new Random(`crash/${simulation.plan.seed}`).int(0, heartbeat))
  const crashedAt = simulation.now
  simulation.inject({ type: 'crash', node: 'leader' })
  const followers = Object.values(others)
  // As if two of the others had not received the latest entry.
  for (const { log } of followers.slice(0, 2)) log.pop()
  const isElected = () => followers.some(({ role }) => role.type === 'leader')
  while (!isElected() && simulation.step());
  return ((isElected() ? simulation.now : simulation.scenario.until) - crashedAt) / 1_000
}

const median = (times: readonly number[]) => times[Math.floor(times.length / 2)]!
const worst = (times: readonly number[]) => times.at(-1)!
const mean = (times: readonly number[]) => times.reduce((sum, time) => sum + time, 0) / times.length

function expectAbout(actual: number, published: number): void {
  expect(actual).toBeGreaterThanOrEqual(published * 0.5)
  expect(actual).toBeLessThanOrEqual(published * 2)
}

test('timeouts of 150–155 ms: the median downtime is about 287 ms (§9.3)', () => {
  expectAbout(median(downtimes([ms(150), ms(155)])), 287)
})

test('timeouts of 150–200 ms: the worst downtime is about 513 ms (§9.3)', () => {
  expectAbout(worst(downtimes([ms(150), ms(200)])), 513)
})

test('timeouts of 12–24 ms: the mean downtime is about 35 ms, the worst about 152 ms (§9.3)', () => {
  const times = downtimes([ms(12), ms(24)])
  expectAbout(mean(times), 35)
  expectAbout(worst(times), 152)
})

test('without randomness an election takes longer than 10 s, as votes are split again and again (§9.3)', () => {
  expect(median(downtimes([ms(150), ms(150)], 20))).toBeGreaterThan(10_000)
})
