/** One figure, in a process of its own: `measure.ts <case> [argument…]` prints it: nanoseconds for one unit of work, or bytes. */
import { Unavailable } from './cases/programs.ts'
import { cases } from './cases.ts'

const [name = '', ...given] = process.argv.slice(2)
const measure = cases[name]
if (!measure) throw new Error(`Expected one of ${Object.keys(cases).join(', ')}, got '${name}'.`)
try {
  console.log(measure(...given))
} catch (error) {
  if (!(error instanceof Unavailable)) throw error
  console.log(`unavailable: ${error.message}`)
}
