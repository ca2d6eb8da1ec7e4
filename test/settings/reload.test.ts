import { expect, test } from 'vitest'
import { restartIssues } from '../../src/settings/reload.ts'
import { planOf } from './check-files.ts'

const storedAt = (store: string) =>
  planOf(`
store: ${store}
dingtalk: { region: cn, apps: { ops: { app_key: k, app_secret: s } } }
receivers: [{ name: sre, targets: [{ group: cidX }] }]
route: { receiver: sre }
`)

test.each([
  ['another server', '{ url: "postgres://b/d" }', ['restart_needed']],
  ['another password in the address', '{ url: "postgres://me:new@a/d" }', ['restart_needed']],
  ['the same', '{ url: "postgres://a/d" }', []],
])('a reload that would store at %s', (_what, store, codes) => {
  const place = () => ({ file: 'main.yaml', line: 2, column: 1 })
  const next = { plan: storedAt(store), warnings: [], place }
  const issues = restartIssues(storedAt('{ url: "postgres://a/d" }'), next)
  expect(issues.map(({ code }) => code)).toEqual(codes)
})
