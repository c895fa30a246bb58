import { simulate } from '../../../src/simulation/simulate.ts'
import { forgetfulVoters } from '../../explore/shrink/forgetful-voters.ts'

/** A run with messages handled, lost and sent twice, crashes, and faults. */
export const recorded = simulate({ ...forgetfulVoters, until: 3_000_000 }, { seed: 1, record: true })
export const events = [...recorded.trace!.events]
export const nodes = Object.keys(forgetfulVoters.nodes)
