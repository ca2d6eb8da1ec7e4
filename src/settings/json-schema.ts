import * as z from 'zod'
import { configSchema } from './schema.ts'
import { FILE_KEYS } from './yaml/files.ts'
import type { Path } from './yaml/tree.ts'

type Node = { [key: string]: unknown }

/** The settings as JSON Schema (draft 7), from which editors complete, explain and underline. */
export function configJsonSchema(): object {
  const schema = z.toJSONSchema(configSchema, {
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => allowOwnKeys(jsonSchema as Node),
  }) as Node
  for (const { at, keys } of FILE_KEYS) for (const node of nodesAt(schema, at)) addFiles(node, keys)
  const title = 'Settings of dingbridge'
  return { $schema: schema['$schema'], title, ...schema, required: ['route'] }
}

/** The text of `config/bridge.schema.json`. */
export const configJsonSchemaText = (): string => `${JSON.stringify(configJsonSchema(), null, 2)}\n`

/** Keys that start with `x-` are the user's own wherever the other keys are ours. */
function allowOwnKeys(node: Node): void {
  if (node['additionalProperties'] === false) node['patternProperties'] = { '^x-': {} }
}

/** `x_file` beside each `x`, which is then no longer required itself. */
function addFiles(node: Node, keys: readonly string[]): void {
  const properties = node['properties'] as Record<string, Node>
  for (const key of keys) {
    const isList =
      Array.isArray(properties[key]?.['type']) && properties[key]['type'].includes('array')
    properties[`${key}_file`] = {
      type: isList ? ['string', 'array'] : 'string',
      description: `File that holds ${key}; its last line break does not count`,
    }
  }
  const required = (node['required'] as string[] | undefined)?.filter((key) => !keys.includes(key))
  if (required) node['required'] = required
}

function nodesAt(node: Node, [step, ...rest]: Path): readonly Node[] {
  if (step === undefined)
    return node['properties'] ? [node] : choices(node).flatMap((x) => nodesAt(x, []))
  const next = step === '*' ? [node['items'], node['additionalProperties']] : [child(node, step)]
  return next.flatMap((each) =>
    each && typeof each === 'object' ? nodesAt(each as Node, rest) : [],
  )
}

const child = (node: Node, step: string | number): unknown =>
  (node['properties'] as Record<string, unknown> | undefined)?.[step]

const choices = (node: Node): readonly Node[] => (node['anyOf'] as Node[] | undefined) ?? []
