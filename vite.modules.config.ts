import { readdirSync } from 'node:fs'
import { defineConfig } from 'vite'

/** What is loaded by its name: by users, by Node, as a thread, and into a page that goes on with a scenario. */
const entries = [
  'index',
  'testing/fast-check',
  'testing/vitest',
  'cli/main',
  ...readdirSync('src/cli')
    .filter((file) => file.endsWith('-worker.ts'))
    .map((file) => `cli/${file.slice(0, -'.ts'.length)}`),
  'explore/recording/live-scenario',
]

// A few modules instead of hundreds: a command and each of its threads spend most of a short run on finding, reading
// and linking them.
export default defineConfig({
  build: {
    ssr: true,
    outDir: 'dist',
    emptyOutDir: false,
    copyPublicDir: false,
    target: 'node20',
    minify: false,
    sourcemap: true,
    rolldownOptions: {
      input: Object.fromEntries(entries.map((entry) => [entry, `src/${entry}.ts`])),
      output: {
        entryFileNames: '[name].js',
        // As deep as the folders of src, so that paths from a module of the command to its neighbours stay what they are.
        chunkFileNames: 'shared/[name]-[hash].js',
        sourcemapExcludeSources: true,
        // Node keeps a file two bytes a character, and takes twice as long to read it, for one letter beyond Latin-1.
        charset: 'ascii',
        comments: { jsdoc: false },
        // A protocol each, so that a page takes along only the one that it shows.
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [{ name: (path) => /src\/(protocols\/[^/]+)\//.exec(path)?.[1] ?? null }],
        },
      },
    },
  },
})
