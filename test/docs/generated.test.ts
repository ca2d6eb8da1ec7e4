import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { parseDocument } from 'yaml'
import { GENERATED } from '../../scripts/docs/generated.ts'
import { FAILURE_REASONS } from '../../src/domain/outcome.ts'
import { TEMPLATE_CODES } from '../../src/expression/issue.ts'
import { answerProblem, PROBLEMS, type ProblemCode, problem } from '../../src/server/problem.ts'
import { SETTINGS_CODES } from '../../src/settings/issue.ts'
import { anchorsOf } from './markdown.ts'

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8')

test.each(GENERATED)('$path says what the code says', async ({ path, text }) => {
  expect(await read(path)).toBe(text())
})

describe('docs/errors.md', () => {
  const codes = [PROBLEMS, SETTINGS_CODES, TEMPLATE_CODES].flatMap((table) => Object.keys(table))

  test('has a heading for each code, and each code once', async () => {
    const anchors = anchorsOf(await read('docs/errors.md'))
    for (const code of [...codes, ...FAILURE_REASONS]) expect(anchors).toContain(code)
    expect(anchors).toEqual([...new Set(anchors)])
  })

  test.each(Object.keys(PROBLEMS))('is where the answer %s leads', async (code) => {
    const answer = answerProblem(problem(code as ProblemCode, ''))
    const { error } = (await answer.json()) as { error: { docs: string } }
    const [path = '', anchor] = error.docs.split('#')
    expect(anchorsOf(await read(path))).toContain(anchor)
  })
})

test('docs/configuration.md explains every key of the fullest config that is shipped', async () => {
  const page = await read('docs/configuration.md')
  const keys: string[] = []
  collect(parseDocument(await read('config/bridge.yaml')).toJS(), '', keys)
  const isTold = (key: string) => page.includes(`\`${key}\``) || page.includes(`\n## ${key}\n`)
  expect(keys.filter((key) => !isTold(key))).toEqual([])
  expect(keys.length).toBeGreaterThan(100)
})

test('docs/configuration.md leaves no key without a word about it', async () => {
  const rows = (await read('docs/configuration.md'))
    .split('\n')
    .filter((it) => it.startsWith('| `'))
  expect(rows.filter((row) => row.endsWith('|  |'))).toEqual([])
})

/** Maps whose keys are the user's own; those of other maps stand in the page. */
const NAMED = /^(dingtalk\.(orgs|apps)|people|groups|lists)$/
/** Of `events`, what is in each is what may stand in `map` itself. */
const OWN = /\.(labels|fields|annotations|data|let|events)$/

function collect(value: unknown, path: string, keys: string[]): void {
  if (Array.isArray(value)) for (const each of value) collect(each, `${path}[]`, keys)
  else if (typeof value === 'object' && value !== null && !OWN.test(path))
    for (const [name, inner] of Object.entries(value)) {
      const key = NAMED.test(path) ? '<name>' : name
      const at = path === '' ? key : `${path}.${key}`
      // Routes contain routes: the page explains their keys once.
      const told = at.replace(/^route(\.routes\[\])+(?=\.)/, 'route')
      if (key === name) keys.push(told)
      collect(inner, at, keys)
    }
}
