/** How many integers a prospect takes, and what stands where among them: */
export const prospectLength = 6
/** the step, as in `NodeSteps`, */
export const prospectStepAt = 0
/** and its node, */
export const prospectNodeAt = 1
/** the halves of the fingerprint that it leads to, */
export const prospectHighAt = 2
export const prospectLowAt = 3
/** the number of the state there, */
export const prospectNumberAt = 4
/** and where the vector of the state begins that it is taken from or, when it has been taken, leads to. */
export const prospectPlaceAt = 5

/** How many integers a meeting takes, and what stands where among them: the number of the state that is met, */
export const meetingLength = 2
export const meetingNumberAt = 0
/** and where the vector of the state begins that the step is taken from. */
export const meetingPlaceAt = 1

/** Steps from some states, of which it is known beforehand what fingerprints they lead to: rows of integers. */
export class Prospects {
  items = new Int32Array(1024)
  /** Where the last one ends. */
  end = 0
  /** Those that turned out to lead to states that had been found already. */
  meetings = new Int32Array(512)
  meetingsEnd = 0

  /** Makes room for so many; what was there is gone. */
  clear(count: number): void {
    this.end = 0
    this.meetingsEnd = 0
    if (prospectLength * count <= this.items.length) return
    this.items = new Int32Array(2 * prospectLength * count)
    this.meetings = new Int32Array(2 * meetingLength * count)
  }
}
