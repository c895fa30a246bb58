import { fileURLToPath } from 'node:url'

const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'

/** The file of one of lightcone's modules that are loaded by name, such as `cli/run-worker`, as it is written or as it is built. */
export function ownModule(name: string): string {
  return fileURLToPath(new URL(`../${name}.${extension}`, import.meta.url))
}
