import { Random, spread } from '../kernel/random.ts'

/** Words of a node: two for the links that it sends on, two for those that it hears on. */
const stride = 4

/**
 * The one draw that each message takes of its link's own stream, whichever features are on; all that is decided about
 * the message is spread out of it. So the k-th message of a link meets the same fate when loss is switched off, a
 * fault removed, or another link used more: the ground on which shrinking stands.
 *
 * The streams are counter-based (Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011):
 * a draw is a function of k and of the keys of both ends, so that of a link, of which there may be a million, there is
 * but a count.
 */
export class LinkDraws {
  /** How many draws each link has taken, by `from · nodes + to`. */
  private readonly counts: Int32Array
  /** The keys of each node, drawn from a stream labelled with its name. */
  private readonly keys: Int32Array
  private readonly width: number

  /** @param label what the labels of the nodes' streams begin with */
  constructor(nodes: readonly string[], label: string) {
    this.width = nodes.length
    this.counts = new Int32Array(nodes.length * nodes.length)
    this.keys = new Int32Array(nodes.length * stride)
    for (const [index, node] of nodes.entries()) {
      const random = new Random(`${label}/links/${node}`)
      for (let word = 0; word < stride; word++) this.keys[index * stride + word] = random.word()
    }
  }

  /** Leaves out the next draw of a link. */
  skip(from: number, to: number): void {
    this.counts[from * this.width + to]!++
  }

  /** The next draw of a link, a signed word. */
  draw(from: number, to: number): number {
    const { keys, counts } = this
    const link = from * this.width + to
    const count = counts[link]!
    counts[link] = count + 1
    const sender = from * stride
    const receiver = to * stride + 2
    // Sums are cut to words: beyond them they would be numbers on the heap.
    const draw = spread((keys[sender]! + keys[receiver]!) | 0, count)
    return spread(draw, (keys[sender + 1]! + keys[receiver + 1]!) | 0)
  }
}
