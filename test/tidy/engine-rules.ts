import {
  type Complaint,
  complain,
  declaredNames,
  isNode,
  referencesOf,
  type Source,
  type SyntaxNode,
} from './syntax.ts'

/** The one file that must name the ambient functions, in order to trap them. */
export const ambientGuard = 'src/simulation/ambient-guard.ts'

/** Globals through which time, chance or the host would get into a run. */
const ambientGlobals: Readonly<Record<string, string>> = {
  ...globals('virtual time (`ctx.now`, `ctx.after`)', [
    'Date',
    'Temporal',
    'setTimeout',
    'setInterval',
    'setImmediate',
    'clearTimeout',
    'clearInterval',
    'clearImmediate',
    'queueMicrotask',
    'requestAnimationFrame',
    'requestIdleCallback',
  ]),
  ...globals('a labelled random stream', ['crypto', 'webcrypto', 'Crypto']),
  ...globals('generators, which run synchronously', [
    'Promise',
    'PromiseLike',
    'AsyncGenerator',
    'AsyncIterable',
    'AsyncIterator',
    'AsyncIterableIterator',
  ]),
  ...globals('code unit comparison and plain formatting', ['Intl']),
  ...globals('what the garbage collector cannot disturb', ['WeakRef', 'FinalizationRegistry']),
  ...globals('one thread', ['Atomics', 'SharedArrayBuffer', 'Worker', 'MessageChannel', 'BroadcastChannel']),
  ...globals('what the engine is handed by its caller', [
    'globalThis',
    'console',
    'eval',
    'Buffer',
    'require',
    'localStorage',
    'sessionStorage',
    'indexedDB',
    'navigator',
    'XMLHttpRequest',
    'WebSocket',
    'EventSource',
    'HTMLElement',
  ]),
}

/** Globals of hosts whose names are good words too: a file that declares the name itself may use it. */
const hostGlobals = new Set([
  ...['performance', 'process', 'global', 'module', 'fetch', 'structuredClone'],
  ...[
    'window',
    'self',
    'document',
    'location',
    'history',
    'screen',
    'alert',
    'addEventListener',
    'postMessage',
  ],
])

/** The part of `Math` that the language specifies to the last bit. */
const exactMath = new Set([
  ...['abs', 'ceil', 'clz32', 'floor', 'fround', 'imul', 'max', 'min', 'round', 'sign', 'sqrt', 'trunc'],
  ...['E', 'LN10', 'LN2', 'LOG10E', 'LOG2E', 'PI', 'SQRT1_2', 'SQRT2'],
])

/** What the engine never uses, since it may differ between two runs, two engines or two locales. */
export function engineComplaints(source: Source): Complaint[] {
  return [...globalComplaints(source), ...mathComplaints(source), ...syntaxComplaints(source)]
}

function globalComplaints(source: Source): Complaint[] {
  if (source.path === ambientGuard) return []
  const declared = declaredNames(source)
  return referencesOf(source).flatMap(({ name, start }) => {
    const instead = Object.hasOwn(ambientGlobals, name) ? ambientGlobals[name] : undefined
    if (instead !== undefined) return [complain(source, start, `names \`${name}\`; use ${instead}`)]
    return hostGlobals.has(name) && !declared.has(name)
      ? [complain(source, start, `names \`${name}\`, which not every host has`)]
      : []
  })
}

function mathComplaints(source: Source): Complaint[] {
  if (source.path === ambientGuard) return []
  const exact = new Set<unknown>()
  for (const node of source.nodes)
    if (node.type === 'MemberExpression' && isExactMath(node)) exact.add(node.object)
  return source.nodes.flatMap((node) =>
    node.type === 'Identifier' && node.name === 'Math' && !exact.has(node)
      ? [
          complain(
            source,
            node.start,
            `takes more of \`Math\` than ${[...exactMath].slice(0, 12).join(', ')}`,
          ),
        ]
      : [],
  )
}

function isExactMath(member: SyntaxNode): boolean {
  const { object, property } = member
  return (
    isNode(object) &&
    object.name === 'Math' &&
    isNode(property) &&
    !member.computed &&
    exactMath.has(`${property.name}`)
  )
}

function syntaxComplaints(source: Source): Complaint[] {
  return source.nodes.flatMap((node) => {
    const sentence = forbiddenSyntax(node)
    return sentence === null ? [] : [complain(source, node.start, sentence)]
  })
}

function forbiddenSyntax(node: SyntaxNode): string | null {
  if (node.async === true) return 'has an `async` function; the engine is synchronous'
  if (node.type === 'AwaitExpression' || node.await === true || node.kind === 'await using')
    return 'has an `await`; the engine is synchronous'
  if (node.type === 'ImportExpression') return 'has a dynamic `import()`; the engine is synchronous'
  if (node.type === 'MetaProperty' && isNode(node.meta) && node.meta.name === 'import')
    return 'names `import.meta`, which differs between hosts'
  if (node.operator === '**' || node.operator === '**=')
    return 'has the operator `**`, whose result differs between engines'
  const name = localeMethod(node.property) ?? localeMethod(node.key)
  return name === null ? null : `calls \`${name}\`, whose result depends on the locale`
}

function localeMethod(property: unknown): string | null {
  const name = isNode(property) ? `${property.name ?? property.value}` : ''
  return /^(localeCompare|toLocale\w*)$/.test(name) ? name : null
}

function globals(instead: string, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, instead]))
}
