import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseForm } from '../../src/settings/parse-form.ts'
import { configSchema } from '../../src/settings/schema.ts'
import { readYaml } from '../../src/settings/yaml/read-yaml.ts'
import { check } from './check-files.ts'

const SHIPPED = readFileSync('config/bridge.yaml', 'utf8')

test('any text is settings or issues, never a throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const { tree, issues } = readYaml('main.yaml', text, {})
      for (const { line, column } of issues) expect(Math.min(line, column)).toBeGreaterThan(0)
      parseForm(tree, configSchema)
    }),
    { numRuns: 60 },
  )
})

/** A cut, a doubled piece or a strange character somewhere in a file that was right. */
const damaged = fc
  .tuple(
    fc.nat(SHIPPED.length),
    fc.nat(40),
    fc.constantFrom('', ' ', '\n', '{', ']', ': ', '- ', '"', '&a ', '*a', '\t', '${', '<<: ', '1'),
  )
  .map(([at, length, by]) => SHIPPED.slice(0, at) + by + SHIPPED.slice(at + length))

test('a damaged file is refused or understood, and no secret is ever told', () => {
  const secret = 'S3CRET-f00d'
  const env = {
    ADMIN_TOKEN: secret,
    ALERTMANAGER_TOKEN: secret,
    BACKUP_TOKEN: secret,
    DINGTALK_APP_SECRET: secret,
    DINGTALK_ROBOT_SECRET: secret,
    DINGTALK_ROBOT_TOKEN: secret,
    DINGTALK_SUITE_SECRET: secret,
    GRAFANA_HMAC_SECRET: secret,
  }
  fc.assert(
    fc.property(damaged, (text) => {
      const { plan, issues } = check(text, env)
      expect(issues.join('\n')).not.toContain(secret)
      expect(JSON.stringify(plan?.redacted ?? '')).not.toContain(secret)
      expect(plan === null).toBe(issues.some((issue) => !issue.includes(': warning: ')))
    }),
    { numRuns: 60 },
  )
})

test.each([
  ['a colon forgotten', 'sources: [{ name: a, type: generic, auth: { bearer_token S3CRET } }]'],
  ['an unclosed quote', 'admin: { auth: { bearer_token: "S3CRET } }'],
  ['a wrong kind', 'admin: { auth: { bearer_token: { S3CRET: 1 } } }'],
  ['a password in a proxy', 'dingtalk: { proxy: "ftp://name:S3CRET@proxy" }'],
  ['a store that is not known', 'store: { url: "mysql://name:S3CRET@db" }'],
  ['a robot without its token', 'receivers: [{ name: a, targets: [{ robot: { url: S3CRET } }] }]'],
])('%s does not show the secret', (_, yaml) => {
  expect(check(yaml).issues.join('\n')).not.toContain('S3CRET')
})

test('aliases that multiply, and one inside itself, end at once', () => {
  const bomb = ['x-a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]']
  for (let i = 1; i < 12; i++) {
    const ten = Array.from({ length: 10 }, () => `*a${i - 1}`).join(', ')
    bomb.push(`x-a${i}: &a${i} [${ten}]`)
  }
  const said = readYaml('main.yaml', bomb.join('\n'), {}).issues.map(({ message }) => message)
  expect(said).toEqual(['the aliases make the file enormous'])
  expect(readYaml('main.yaml', 'x-a: &a [*a]', {}).issues).toHaveLength(1)
})
