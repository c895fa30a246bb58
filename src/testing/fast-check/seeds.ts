import * as fc from 'fast-check'

/** Seeds of runs, which shrink towards 0. */
export function seeds(): fc.Arbitrary<number> {
  return fc.nat()
}
