import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { isMap, parseDocument } from 'yaml'
import { configJsonSchemaText } from '../../src/settings/json-schema.ts'
import { configSchema } from '../../src/settings/schema.ts'
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

test('config/bridge.yaml shows every section', () => {
  const source = readFileSync('config/bridge.yaml', 'utf8')
  const { contents } = parseDocument(source)
  const written = isMap(contents) ? contents.items.map(({ key }) => String(key)) : []
  const shown = Object.keys(configSchema.shape).filter((key) => source.includes(`${key}:`))
  expect(shown).toEqual(Object.keys(configSchema.shape))
  expect(written).toEqual([...new Set(written)])
})
