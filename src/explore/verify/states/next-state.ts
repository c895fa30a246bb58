/** The state that a step leads to, made from the one before by what the step changes. */
export class NextState {
  /** Its own fingerprint, whatever its nodes could be renamed to. */
  high = 0
  low = 0
  /** What stands in each slot; only lent. */
  readonly vector: Int32Array
  /** How long the vector is. */
  readonly length: number
  private sourceHigh = 0
  private sourceLow = 0
  /** The slots that were changed, each as often as it was, and what stood there. */
  private slots = new Int32Array(64)
  private values = new Int32Array(64)
  private changes = 0

  constructor(length: number) {
    this.vector = new Int32Array(length)
    this.length = length
  }

  /** The next steps are taken from the state whose vector stands in `vector` from `start` on. */
  from(vector: Int32Array, start: number, high: number, low: number): void {
    for (let slot = 0; slot < this.length; slot++) this.vector[slot] = vector[start + slot]!
    this.sourceHigh = high
    this.sourceLow = low
    this.changes = 0
  }

  /** Begins another step. */
  begin(): void {
    while (this.changes > 0) {
      this.changes--
      this.vector[this.slots[this.changes]!] = this.values[this.changes]!
    }
    this.high = this.sourceHigh
    this.low = this.sourceLow
  }

  /** Another value in a slot, and by how much that changes the fingerprint. */
  set(slot: number, value: number, high: number, low: number): void {
    this.high = (this.high + high) | 0
    this.low = (this.low + low) | 0
    if (this.changes === this.slots.length) this.makeRoom()
    this.slots[this.changes] = slot
    this.values[this.changes++] = this.vector[slot]!
    this.vector[slot] = value
  }

  private makeRoom(): void {
    const { slots, values } = this
    this.slots = new Int32Array(2 * slots.length)
    this.slots.set(slots)
    this.values = new Int32Array(2 * values.length)
    this.values.set(values)
  }
}
