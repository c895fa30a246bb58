import { defineConfig } from 'vite'

// The page that `--report` writes: one module and one style sheet, which the command puts into each report.
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: 'dist/studio',
    emptyOutDir: false,
    modulePreload: false,
    target: 'es2022',
    cssCodeSplit: false,
    license: { fileName: 'page-licences.md' },
    lib: { entry: 'src/studio/main.tsx', formats: ['es'], fileName: () => 'page.js', cssFileName: 'page' },
  },
})
