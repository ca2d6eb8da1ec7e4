import { configJsonSchema } from '../../src/settings/json-schema.ts'
import { code, GENERATED_NOTICE, page, type Row, table } from './markdown.ts'

/** What this page reads of a JSON Schema. */
interface Node {
  readonly type?: string | readonly string[]
  readonly title?: string
  readonly description?: string
  readonly default?: unknown
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly minimum?: number
  readonly maximum?: number
  readonly properties?: Readonly<Record<string, Node>>
  readonly required?: readonly string[]
  readonly items?: Node
  readonly additionalProperties?: Node | boolean
  readonly anyOf?: readonly Node[]
  readonly allOf?: readonly Node[]
  readonly $ref?: string
  readonly definitions?: Readonly<Record<string, Node>>
}

/** `docs/configuration.md`: every key of the settings. */
export function configurationPage(): string {
  const { properties = {}, definitions = {} } = configJsonSchema() as Node
  const read = (node: Node) => resolved(node, definitions)
  const tops = Object.entries(properties).map(([name, node]) => ({ name, node: read(node) }))
  const isSection = ({ node }: { node: Node }) => childrenOf('', node, read).length > 0
  const sections = tops.filter(isSection).map(({ name, node }) => section(name, node, read))
  const single = tops.filter((top) => !isSection(top))
  return page(
    `${GENERATED_NOTICE}# Configuration`,
    INTRODUCTION,
    '## Single keys',
    table(
      HEAD,
      single.map(({ name, node }) => row(name, node, false)),
    ),
    ...sections,
  )
}

const INTRODUCTION = `One YAML file, \`config/bridge.yaml\` unless \`--config\` or \`DINGBRIDGE_CONFIG\` names another. [\`config/minimal.yaml\`](../config/minimal.yaml) is enough to start with, [\`config/bridge.yaml\`](../config/bridge.yaml) shows every key in its place, and \`dingbridge check\` says everything that is wrong, with file, line and column.

- A key that is not on this page is an error, and so is a key that stands twice. Keys that start with \`x-\` are yours; anchors and \`<<\` work.
- \`\${NAME}\` and \`\${NAME:-default}\` take a variable of the environment, in any text; \`$\${\` is a literal \`\${\`. A variable that is missing is an error with its line.
- Where a key has a \`_file\` beside it, that one names a file which holds the value.
- Paths are relative to the file that names them.
- Ids may be written as numbers. A list of secrets holds while a secret is changed: any one of them counts.
- In the paths below \`[]\` is each item of a list, and \`<name>\` a name that you choose.

Editors complete and check the file by [\`config/bridge.schema.json\`](../config/bridge.schema.json), which the first line of each shipped file names.`

const HEAD: Row = ['key', 'form', 'default', 'about']

type Read = (node: Node) => Node

function section(name: string, node: Node, read: Read): string {
  return page(
    `## ${name}`,
    `${sentence(node.description)}`,
    table(HEAD, rowsOf(name, node, read, [])),
  ).trimEnd()
}

/** The keys below `path`; where a form contains itself, it is told once. */
function rowsOf(path: string, node: Node, read: Read, above: readonly object[]): readonly Row[] {
  const { properties = {} } = read(node.items ?? node)
  if (above.includes(properties)) return []
  return childrenOf(path, node, read).flatMap(
    ({ path: at, name, node: child, isRequired, file }) => [
      row(at, child, isRequired, file ? [at, `${name}_file`] : [at]),
      ...rowsOf(at, child, read, [...above, properties]),
    ],
  )
}

interface Child {
  readonly path: string
  readonly name: string
  readonly node: Node
  readonly isRequired: boolean
  /** Whether a key with `_file` behind it may stand instead. */
  readonly file: boolean
}

function childrenOf(path: string, node: Node, read: Read): readonly Child[] {
  const { properties = {}, required = [], items, additionalProperties, anyOf = [] } = node
  const own = Object.entries(properties)
    .filter(([name]) => !isFileOf(name, properties))
    .map(([name, child]) => ({
      path: `${path}.${name}`,
      name,
      node: read(child),
      isRequired: required.includes(name),
      file: Object.hasOwn(properties, `${name}_file`),
    }))
  const each = items ? childrenOf(`${path}[]`, read(items), read) : []
  const named =
    typeof additionalProperties === 'object'
      ? childrenOf(`${path}.<name>`, read(additionalProperties), read)
      : []
  return [...own, ...each, ...named, ...anyOf.flatMap((one) => childrenOf(path, read(one), read))]
}

const isFileOf = (name: string, properties: object): boolean =>
  name.endsWith('_file') && Object.hasOwn(properties, name.slice(0, -'_file'.length))

function row(path: string, node: Node, isRequired: boolean, keys: readonly string[] = [path]): Row {
  return [
    keys.map(code).join(', '),
    formOf(node),
    isRequired ? 'needed' : defaultOf(node),
    sentence(node.description),
  ]
}

function formOf(node: Node): string {
  if (node.title) return node.title
  if (node.const !== undefined) return code(String(node.const))
  if (node.enum) return node.enum.map((value) => code(String(value))).join(' or ')
  if (node.anyOf) return node.anyOf.map(formOf).join(', or ')
  if (node.minimum !== undefined) return `a whole number, ${node.minimum} to ${node.maximum}`
  if (node.items) return `a list: ${formOf(node.items)}`
  if (node.properties || node.$ref) return 'keys'
  if (typeof node.additionalProperties === 'object')
    return `names, each: ${formOf(node.additionalProperties)}`
  const types = [node.type].flat()
  return types.includes('boolean') && !types.includes('number') ? 'true or false' : 'text'
}

function defaultOf({ default: value }: Node): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'object' && Object.keys(value).length === 0) return ''
  return code(typeof value === 'object' ? JSON.stringify(value) : String(value))
}

/** With its full stop, and without what Markdown would take for HTML. */
function sentence(text = ''): string {
  const safe = text.replaceAll('<', '&lt;')
  return safe === '' || /[.…]$/.test(safe) ? safe : `${safe}.`
}

/** References of the schema into its own definitions, followed; what stands beside them wins. */
function resolved(node: Node, definitions: Readonly<Record<string, Node>>): Node {
  const name = (node.$ref ?? node.allOf?.[0]?.$ref)?.replace('#/definitions/', '')
  const target = name === undefined ? undefined : definitions[name]
  return target ? { ...resolved(target, definitions), ...described(node) } : node
}

const described = ({ description }: Node): Node =>
  description === undefined ? {} : { description }
