import { type Complaint, complain, isNode, type Source, type SyntaxNode } from './syntax.ts'

/** What stands in `test/` for the project rather than for one of its files. */
const testsOfTheProject = [
  'test/tidy.test.ts',
  'test/tidy/',
  'test/package.test.ts',
  'test/browser/',
  'test/fast-check-seed.ts',
]

const testFunctions = new Set(['describe', 'suite', 'test', 'it', 'bench'])

/** Complaints about the file's name alone; `exists` tells of a file or folder, from the root of the project. */
export function pathComplaints(path: string, exists: (path: string) => boolean): Complaint[] {
  const complaints: Complaint[] = []
  const segments = path.split('/')
  for (const segment of segments.slice(1))
    if (/^(.*-)?(utils?|helpers?)(\.|$)|^(common|misc)(\.|$)/.test(segment))
      complaints.push(`${path} is a drawer; name what is in it, one concept a file`)
  const name = segments.at(-1)
  if (name === 'types.ts') complaints.push(`${path} is a drawer; a type lives with what it is the type of`)
  if (name === 'index.ts' && path !== 'src/index.ts')
    complaints.push(`${path} is a barrel; only src/index.ts is a table of contents`)
  if (
    segments[0] === 'scenarios' &&
    !/^scenarios\/[a-z][a-z0-9-]*\/(bugs\/|verify\/)?[a-z][a-z0-9]*(-[a-z0-9]+)+\.ts$/.test(path)
  )
    complaints.push(
      `${path} is not of the form scenarios/<protocol>/<what-happens>.ts or scenarios/<protocol>/bugs/<broken-rule>.ts, or scenarios/<protocol>/verify/<what-is-small-enough-to-be-searched>.ts`,
    )
  if (segments[0] === 'test' && !mirrorsSomething(path, exists))
    complaints.push(
      `${path} mirrors nothing; a test stands at the path of what it tests in src/ or scenarios/`,
    )
  return complaints
}

/** Complaints about what any file of the project, engine or not, may hold. */
export function houseComplaints(source: Source): Complaint[] {
  return [
    ...source.comments.flatMap(({ text, start }) => {
      const sentence = forbiddenComment(source.path, text)
      return sentence === null ? [] : [complain(source, start, sentence)]
    }),
    ...source.nodes.flatMap((node) => {
      const sentence = forbiddenNode(node)
      return sentence === null ? [] : [complain(source, node.start, sentence)]
    }),
  ]
}

function mirrorsSomething(path: string, exists: (path: string) => boolean): boolean {
  if (testsOfTheProject.some((own) => (own.endsWith('/') ? path.startsWith(own) : path === own))) return true
  const inside = path.slice('test/'.length)
  // What is no test itself (goldens, generators, published vectors) serves the tests of its folder.
  const mirrored = inside.endsWith('.test.ts')
    ? inside.slice(0, -'.test.ts'.length)
    : inside.split('/').slice(0, -1).join('/')
  const roots = mirrored.startsWith('scenarios') ? [''] : ['src/']
  return (
    mirrored !== '' && roots.some((root) => exists(`${root}${mirrored}.ts`) || exists(`${root}${mirrored}`))
  )
}

function forbiddenComment(path: string, comment: string): string | null {
  if (/\b(TODO|FIXME)\b/.test(comment)) return 'leaves work undone; do it, or write an issue'
  if (/@ts-(ignore|nocheck)\b/.test(comment)) return 'silences the compiler'
  if (/@ts-expect-error\b/.test(comment) && !path.startsWith('test/'))
    return 'silences the compiler; only a test of a type error may expect one'
  return null
}

function forbiddenNode(node: SyntaxNode): string | null {
  if (node.type === 'TSAnyKeyword') return 'has the type `any`; say what it is, or `unknown`'
  if (node.type === 'MemberExpression' && isNode(node.property)) {
    const root = rootOf(node)
    const property = `${node.property.name}`
    if (testFunctions.has(root) && /^(skip|only|todo|fails|skipIf|runIf)$/.test(property))
      return `has a \`${root}.${property}\`; every test runs, always`
    if (root === 'vi' && /mock|^(fn|spyOn|stubGlobal)$/i.test(property))
      return `has \`vi.${property}\`; the simulator is the fake, nothing else is`
  }
  if (node.type === 'CallExpression') return forbiddenTest(node)
  return null
}

function forbiddenTest(call: SyntaxNode): string | null {
  const callee = isNode(call.callee) ? rootOf(call.callee) : ''
  if (/^(xit|xtest|xdescribe|fit|fdescribe)$/.test(callee))
    return `has \`${callee}\`; every test runs, always`
  if (!testFunctions.has(callee) || !Array.isArray(call.arguments)) return null
  const [title, ...rest] = call.arguments.filter(isNode)
  if (title?.type === 'Literal' && /\bshould\b/.test(`${title.value}`))
    return `is named "${title.value}"; name the fact, not the wish`
  const options = rest.flatMap(({ properties }) =>
    Array.isArray(properties) ? properties.filter(isNode) : [],
  )
  return options.some(({ key }) => isNode(key) && /^(skip|only|todo|fails)$/.test(`${key.name}`))
    ? 'has a test that does not run, or runs alone; every test runs, always'
    : null
}

/** `test` of `test`, `test.only`, `test.each(rows)` and so on; empty where the chain begins with no name. */
function rootOf(node: SyntaxNode): string {
  if (node.type === 'Identifier') return `${node.name}`
  const inner = node.object ?? node.callee ?? node.tag
  return isNode(inner) ? rootOf(inner) : ''
}
