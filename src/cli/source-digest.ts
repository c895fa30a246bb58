import { createHash } from 'node:crypto'
import { rolldown } from 'rolldown'
import { UsageError } from '../kernel/errors.ts'
import type { ScenarioFile } from './scenario-files.ts'

/**
 * The SHA-256 of a scenario file with all that it imports, but for lightcone and Node: comments and layout have no part
 * in it.
 * @throws UsageError when the code cannot be packed.
 */
export async function sourceDigest({ path, name }: ScenarioFile): Promise<string> {
  try {
    const build = await rolldown({
      input: path,
      platform: 'node',
      external: [/^lightcone(\/|$)/, /^node:/],
      onLog: () => undefined,
    })
    try {
      const { output } = await build.generate({ format: 'es', minify: true })
      return createHash('sha256').update(output[0].code).digest('hex')
    } finally {
      await build.close()
    }
  } catch (error) {
    throw new UsageError(
      `Expected the code of '${name}' to be such as can be packed, by which a checkpoint knows it again, but: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}
