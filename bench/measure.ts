/** One figure, in a process of its own: `measure.ts <case> [argument…]` prints nanoseconds for one unit of work. */
import { cases } from './cases.ts'

const [name = '', ...given] = process.argv.slice(2)
const measure = cases[name]
if (!measure) throw new Error(`Expected one of ${Object.keys(cases).join(', ')}, got '${name}'.`)
console.log(measure(...given))
