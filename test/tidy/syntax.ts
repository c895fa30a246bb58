import { parseSync } from 'rolldown/utils'

/** A node of the syntax tree (ESTree with TypeScript's additions), as loosely typed as a tree walk needs it. */
export interface SyntaxNode {
  readonly type: string
  readonly start: number
  readonly [field: string]: unknown
}

/** One file, parsed: rules look at the tree, so that comments, strings and regular expressions can't mislead them. */
export interface Source {
  /** From the root of the project, with forward slashes. */
  readonly path: string
  readonly text: string
  /** Every node below the program, parents first. */
  readonly nodes: readonly SyntaxNode[]
  readonly comments: readonly { readonly text: string; readonly start: number }[]
}

/** One broken rule: where, and what to do instead. */
export type Complaint = string

/** @throws Error when the text is not TypeScript. */
export function parseSource(path: string, text: string): Source {
  const { program, comments, errors } = parseSync(path, text, { sourceType: 'module' })
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors.map((e) => e.message).join('; ')}`)
  const nodes: SyntaxNode[] = []
  collect(program, nodes)
  return { path, text, nodes, comments: comments.map(({ value, start }) => ({ text: value, start })) }
}

/** The complaint, led by the file and line where `start` lies. */
export function complain(source: Source, start: number, sentence: string): Complaint {
  const line = source.text.slice(0, start).split('\n').length
  return `${source.path}:${line} ${sentence}`
}

/** What the file imports or re-exports: statements, `import()` and the `import('…')` of types alike. */
export function importsOf(source: Source): { specifier: string; start: number }[] {
  return source.nodes.flatMap((node) => {
    const origin =
      node.type === 'TSImportType' || importing.has(node.type) ? (node.source ?? node.argument) : undefined
    return isNode(origin) ? [{ specifier: String(origin.value), start: node.start }] : []
  })
}

/** Identifiers that stand for a variable or a type, not for a property, a label or a parameter of a type. */
export function referencesOf(source: Source): { name: string; start: number }[] {
  const names = new Set<unknown>()
  for (const node of source.nodes) {
    for (const field of naming[node.type] ?? []) if (node.computed !== true) names.add(node[field])
    if (node.type === 'ExportNamedDeclaration' && node.source && Array.isArray(node.specifiers))
      for (const { local } of node.specifiers.filter(isNode)) names.add(local)
  }
  return source.nodes.flatMap((node) =>
    node.type === 'Identifier' && !names.has(node) ? [{ name: String(node.name), start: node.start }] : [],
  )
}

/** Names that the file itself declares or imports, in whatever scope. */
export function declaredNames(source: Source): Set<string> {
  const declared = new Set<string>()
  const bind = (pattern: unknown): void => {
    if (Array.isArray(pattern)) pattern.forEach(bind)
    else if (isNode(pattern)) {
      if (pattern.type === 'Identifier') declared.add(String(pattern.name))
      else for (const field of patternParts[pattern.type] ?? []) bind(pattern[field])
    }
  }
  for (const node of source.nodes) {
    bind(node.params ?? node.parameters ?? node.param)
    if (/Declarat(ion|or)$|Class|Function/.test(node.type)) bind(node.id)
    if (/^Import.*Specifier$/.test(node.type)) bind(node.local)
  }
  return declared
}

/** Whether a value found in a field of the tree is a node. */
export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

const importing = new Set([
  'ImportDeclaration',
  'ImportExpression',
  'ExportAllDeclaration',
  'ExportNamedDeclaration',
])

/** Fields that hold a bare name rather than a reference, unless computed. */
const naming: Readonly<Record<string, readonly string[]>> = {
  MemberExpression: ['property'],
  Property: ['key'],
  PropertyDefinition: ['key'],
  MethodDefinition: ['key'],
  AccessorProperty: ['key'],
  TSPropertySignature: ['key'],
  TSMethodSignature: ['key'],
  TSQualifiedName: ['right'],
  TSNamedTupleMember: ['label'],
  ImportSpecifier: ['imported'],
  ExportSpecifier: ['exported'],
  ExportAllDeclaration: ['exported'],
  LabeledStatement: ['label'],
  BreakStatement: ['label'],
  ContinueStatement: ['label'],
  MetaProperty: ['meta', 'property'],
}

/** Where a destructuring pattern has its parts. */
const patternParts: Readonly<Record<string, readonly string[]>> = {
  ObjectPattern: ['properties'],
  Property: ['value'],
  ArrayPattern: ['elements'],
  AssignmentPattern: ['left'],
  RestElement: ['argument'],
}

function collect(value: unknown, nodes: SyntaxNode[]): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, nodes)
  } else if (isNode(value)) {
    nodes.push(value)
    for (const field of Object.keys(value)) collect(value[field], nodes)
  }
}
