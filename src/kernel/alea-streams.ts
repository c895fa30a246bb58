/** Doubles of a stream: the three fractions of alea's state, from the oldest to the latest, and the carry. */
const stride = 4

/**
 * Streams of random words in one column of numbers, for those who need very many: a stream takes 32 bytes and nothing
 * else. Stream for stream the same as {@link Random.word} of that label, which is seedrandom's `alea`
 * (Baagøe 2010).
 */
export class AleaStreams {
  /** How many streams have been opened. */
  count = 0
  private state = new Float64Array(16 * stride)

  /** Seeds a stream by its label, and returns its number. */
  open(label: string): number {
    const number = this.count++
    const at = number * stride
    if (at === this.state.length) this.grow()
    let mash = afterBlanks
    for (let part = 0; part < 3; part++) {
      mash = mashed(mash, label)
      const fraction = blanks[part]! - (mash >>> 0) * twoToMinus32
      this.state[at + part] = fraction < 0 ? fraction + 1 : fraction
    }
    this.state[at + 3] = 1
    return number
  }

  /** The next 32 random bits of a stream, as a signed word. */
  word(stream: number): number {
    const { state } = this
    const at = stream * stride
    const next = 2_091_639 * state[at]! + state[at + 3]! * twoToMinus32
    const carry = next | 0
    const latest = next - carry
    state[at] = state[at + 1]!
    state[at + 1] = state[at + 2]!
    state[at + 2] = latest
    state[at + 3] = carry
    return (latest * twoTo32) | 0
  }

  private grow(): void {
    const state = new Float64Array(this.state.length * 2)
    state.set(this.state)
    this.state = state
  }
}

const twoTo32 = 4_294_967_296
const twoToMinus32 = 2.3283064365386963e-10

/** Baagøe's Mash: takes a text into a hash in double arithmetic. */
function mashed(hash: number, text: string): number {
  let n = hash
  for (let i = 0; i < text.length; i++) {
    n += text.charCodeAt(i)
    const first = 0.02519603282416938 * n
    const whole = Math.floor(first)
    const second = (first - whole) * whole
    const kept = Math.floor(second)
    n = kept + (second - kept) * twoTo32
  }
  return n
}

/** What every stream begins with: three blanks, mashed one after the other. */
const blanks: number[] = []
let afterBlanks = 0xefc8249d
for (let part = 0; part < 3; part++) {
  afterBlanks = mashed(afterBlanks, ' ')
  blanks.push((afterBlanks >>> 0) * twoToMinus32)
}
