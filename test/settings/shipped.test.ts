import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { configJsonSchemaText } from '../../src/settings/json-schema.ts'
import { checkShipped } from './check-files.ts'

const names = (folder: string) =>
  readdirSync(folder).flatMap((name) => (name.endsWith('.yaml') ? [`${folder}/${name}`] : []))
const files = [...names('config'), ...names('config/examples')]

test.each(files)('%s is right and leaves nothing to say', (file) => {
  const result = checkShipped(file)
  expect(result.ok ? result.value.warnings : result.error).toEqual([])
})

test.each(files)('%s names its schema for editors', (file) => {
  const up = file.includes('examples') ? '../' : './'
  expect(readFileSync(file, 'utf8').split('\n')[0]).toBe(
    `# yaml-language-server: $schema=${up}bridge.schema.json`,
  )
})

test('config/bridge.schema.json is what the schemas say now', async () => {
  await expect(configJsonSchemaText()).toMatchFileSnapshot('../../config/bridge.schema.json')
})

/** Every name that a schema has for a key; of `x` and `x_file` one is enough. */
function keysIn(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const { properties = {}, ...rest } = schema as { readonly properties?: object }
  const names = Object.keys(properties).filter((key) => !key.endsWith('_file'))
  return [...names, ...[...Object.values(properties), ...Object.values(rest)].flatMap(keysIn)]
}

test('config/bridge.yaml shows every key', () => {
  const source = readFileSync('config/bridge.yaml', 'utf8')
  const keys = [...new Set(keysIn(JSON.parse(configJsonSchemaText())))]
  expect(keys.filter((key) => !new RegExp(`\\b${key}(?:_file)?\\b`).test(source))).toEqual([])
})
