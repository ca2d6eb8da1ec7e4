import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import * as z from 'zod'
import { isFields } from '../domain/fields.ts'
import { oneOf, section, text } from '../domain/forms.ts'
import { hasContent } from '../expression/content.ts'
import { compileExpression } from '../expression/expression.ts'
import { textOf } from '../expression/text-of.ts'
import { mappingKeys, mappingOf } from './mapping/form.ts'
import { openMapping } from './mapping/read-mapped.ts'
import type { SignatureName } from './signature.ts'
import { SIGNATURES } from './signature-schemes.ts'
import type { Sight, SourceType } from './source.ts'

/** Beside src/ and dist/ alike: a preset is data, and read as it is. */
const FOLDER = new URL('../../presets/', import.meta.url)

const presetForm = section({
  name: text().describe('What the sender calls itself'),
  about: text().describe('One sentence for the docs'),
  /** How it signs, of `signature.ts`, where its settings have an `hmac_secret`. */
  signature: oneOf(...(Object.keys(SIGNATURES) as SignatureName[])).optional(),
  /** Header of its plain token, lower case. */
  token_header: text().optional(),
  /** The one status at which it sends again, where that is not 503. */
  busy_status: z.literal(429).optional(),
  recognise: text().optional(),
  /** For its page: what to do in the sender, as Markdown. */
  setup: text().optional(),
  /** For its page: how it proves itself, where that is not its signature or its token's header. */
  proof: oneOf('bearer_token', 'basic', 'query_token', 'header_token').optional(),
  ...mappingKeys,
})

type Preset = z.output<typeof presetForm>

/**
 * Every sender that needs only a mapping: one file each, by the name of its type. A file is read
 * when something of it is asked for, because most bridges use one or two of them.
 */
export const presets: readonly SourceType[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.yaml'))
  .sort()
  .map((file) => presetType(file.slice(0, -'.yaml'.length)))

function presetType(type: string): SourceType {
  const preset = once(() => readPreset(type))
  const mapping = once(() => mappingOf(preset()))
  const recognises = once(() => recogniser(preset().recognise))
  return {
    type,
    get about() {
      return preset().about
    },
    get signature() {
      return preset().signature ?? 'generic'
    },
    get tokenHeader() {
      return preset().token_header ?? 'x-token'
    },
    get busyStatus() {
      return preset().busy_status ?? 503
    },
    open: (settings) => openMapping(mapping(), settings),
    takesGet: () => mapping().reads.includes('query'),
    recognises: (sight) => recognises()(sight),
    prepare: () => void recognises(),
  }
}

/** A preset is part of the program: one that is wrong is a bug, and its contract test finds it. */
export function readPreset(type: string): Preset {
  const source = readFileSync(new URL(`${type}.yaml`, FOLDER), 'utf8')
  return presetForm.parse(parse(source, { schema: 'core' }))
}

function recogniser(source: string | undefined): (sight: Sight) => boolean {
  if (source === undefined) return () => false
  const compiled = compileExpression(source)
  if (!compiled.ok) throw new Error(`recognise: ${compiled.error[0]?.message}`)
  return ({ request, payload }) => {
    const item = Array.isArray(payload) ? payload[0] : payload
    const data = Object.assign(Object.create(null), isFields(item) ? item : {}, {
      item,
      headers: request.headers,
      root: payload,
    })
    try {
      const value = compiled.value.value(data)
      return hasContent(value) && textOf(value) !== 'false'
    } catch {
      return false
    }
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
