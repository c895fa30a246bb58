import type { Recording } from '../../explore/recording/recording.ts'
import type { Pin } from '../../simulation/pinned-network.ts'

/** What became of a message that was sent, as a pin that makes it so; `sent` is its place among all. */
export function pinOfSent({ sent, nodes }: Recording, index: number): Pin {
  const [from, to] = [sent.from[index]!, sent.to[index]!]
  let nth = 0
  for (let earlier = 0; earlier <= index; earlier++)
    if (sent.from[earlier] === from && sent.to[earlier] === to) nth++
  const damage = sent.damage[index]
  return {
    from: nodes[from]!.id,
    to: nodes[to]!.id,
    nth,
    arrivals: sent.arrivals[index]!,
    ...(damage !== undefined && { damage }),
  }
}
