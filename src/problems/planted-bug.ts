/** A rule of a correct protocol, broken on purpose: the proof that a property finds what it claims to find. */
export interface PlantedBug {
  /** Its number in the list of known bugs: R1, P3, T2, … */
  readonly id: string
  /** What is wrong, in a sentence. */
  readonly brokenRule: string
  /** The name of the property that finds it. */
  readonly violates: string
}
