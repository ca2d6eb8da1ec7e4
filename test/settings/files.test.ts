import { join } from 'node:path'
import { expect, test } from 'vitest'
import { check, checkFiles, planOf } from './check-files.ts'

const APP = 'dingtalk: { region: cn, apps: { ops: { app_key: k, app_secret: s } } }'
const MAIN = `${APP}\nreceivers: [{ name: sre, targets: [{ group: cidA }] }]\nroute: { receiver: sre }\n`

test('included files grow maps and lists, and their routes join the root', () => {
  const { plan, issues } = checkFiles({
    'main.yaml': `include: [teams/*.yaml]\n${MAIN}`,
    'teams/a.yaml':
      'groups: { a: cidB }\nreceivers: [{ name: a, targets: [{ group: a }] }]\nroute: { routes: [{ matchers: [team=a], receiver: a }] }',
    'teams/b.yaml':
      'receivers: [{ name: b, targets: [{ group: cidC }] }]\nroute: { routes: [{ matchers: [team=b], receiver: b }] }',
  })
  expect(issues).toEqual([])
  expect([...(plan?.receivers.keys() ?? [])]).toEqual(['sre', 'a', 'b'])
  expect(plan?.root.routes.map(({ path, receiver }) => [path, receiver])).toEqual([
    ['route.routes[0]', 'a'],
    ['route.routes[1]', 'b'],
  ])
})

test.each([
  ['groups: { g: cidB }', 'groups.g is defined here and at main.yaml:5:11; keep one of them', 11],
  ['locale: en', 'locale is defined here and at main.yaml:6:1; keep one of them', 1],
  [
    'receivers: [{ name: sre }]',
    '`sre` is defined here and at main.yaml:3:21; keep one of them',
    21,
  ],
])('what two files define is told with both places: %s', (yaml, message, column) => {
  const { issues } = checkFiles({
    'main.yaml': `include: [a.yaml]\n${MAIN}groups: { g: cidA }\nlocale: en\n`,
    'a.yaml': yaml,
  })
  expect(issues).toContain(`a.yaml:1:${column}: duplicate_name: ${message}`)
})

test('an included file that is not there is told where it is named', () => {
  expect(check(`${MAIN}include: [nothing.yaml]`).issues).toEqual([
    'main.yaml:4:11: file_unreadable: cannot read nothing.yaml: no file is called so; check the path and its rights',
  ])
})

test('files that include each other are read once', () => {
  const { issues } = checkFiles({
    'main.yaml': `include: [a.yaml]\n${MAIN}`,
    'a.yaml': 'include: [main.yaml, a.yaml]\n',
  })
  expect(issues).toEqual([])
})

test('a secret file lies beside the file that names it, and loses its last line break only', () => {
  const { plan, issues } = checkFiles({
    'main.yaml':
      'include: [apps/ops.yaml]\nreceivers: [{ name: sre, targets: [{ group: cidA }] }]\nroute: { receiver: sre }\n',
    'apps/ops.yaml':
      'dingtalk: { region: cn, apps: { ops: { app_key: k, app_secret_file: ./ops.secret } } }',
    'apps/ops.secret': ' two\nlines\n\n',
  })
  expect(issues).toEqual([])
  const credentials = plan?.apps.get('ops')?.credentials
  expect(credentials?.kind === 'internal' && credentials.appSecret.reveal()).toBe(' two\nlines\n')
})

test('a credential may be a list of files, so that old and new hold together', () => {
  const auth = 'auth: { bearer_token_file: [old, new] }'
  const { plan } = checkFiles({
    'main.yaml': `${MAIN}sources: [{ name: a, type: generic, ${auth} }]`,
    old: 'first\n',
    new: 'second\n',
  })
  const tokens = plan?.sources.get('a')?.auth?.bearerToken
  expect(tokens?.map((token) => token.reveal())).toEqual(['first', 'second'])
})

test('a secret file that is not there is one issue', () => {
  expect(check(MAIN.replace('app_secret: s', 'app_secret_file: no')).issues).toEqual([
    expect.stringMatching(
      /^main\.yaml:1:69: file_unreadable: cannot read the file no \(there is no such file\);/,
    ),
  ])
})

test('a secret file in which nothing stands is one issue', () => {
  const { issues } = checkFiles({
    'main.yaml': MAIN.replace('app_secret: s', 'app_secret_file: none'),
    none: '\n',
  })
  expect(issues).toEqual([
    expect.stringMatching(/^main\.yaml:1:69: file_unreadable: the file none is empty; write/),
  ])
})

test('certificates are read as text, and what is none is told at the file that names it', () => {
  const cert = '-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----'
  const tls = `${MAIN}server: { tls: { cert_file: cert.pem, key_file: key.pem } }`
  const { plan } = checkFiles({ 'main.yaml': tls, 'cert.pem': `${cert}\n`, 'key.pem': 'KEY\n' })
  expect(plan?.server.tls).toMatchObject({ cert, clientCa: null })
  expect(plan?.server.tls?.key.reveal()).toBe('KEY')
  expect(checkFiles({ 'main.yaml': tls, 'cert.pem': 'no', 'key.pem': 'KEY' }).issues).toEqual([
    'main.yaml:4:29: invalid_value: server.tls.cert: expected certificates in PEM (-----BEGIN CERTIFICATE-----)',
  ])
  const store = `${MAIN}store: { url: "postgres://db/bridge", ca_file: ca.pem }`
  expect(checkFiles({ 'main.yaml': store, 'ca.pem': cert }).plan?.store.ca).toBe(cert)
  expect(checkFiles({ 'main.yaml': store, 'ca.pem': 'no' }).issues).toEqual([
    expect.stringMatching(
      /^main\.yaml:4:48: invalid_value: store\.ca: expected certificates in PEM/,
    ),
  ])
})

test('a secret and its file together are refused', () => {
  const { issues } = checkFiles({
    'main.yaml': MAIN.replace('app_secret: s', 'app_secret: s, app_secret_file: f'),
    f: 'x',
  })
  expect(issues).toEqual([
    'main.yaml:1:67: duplicate_name: app_secret (once as app_secret_file) is defined here and at main.yaml:1:52; keep one of them',
  ])
})

test('paths are relative to the file that names them, the store too', () => {
  const { plan, folder } = checkFiles({
    'main.yaml': `include: [sub/more.yaml]\n${MAIN}`,
    'sub/more.yaml': 'store: { url: "sqlite:./bridge.db" }\ntemplates: [./words]',
    'sub/words/alert.hbs': '---\ntitle: ours\n---\nours',
    'sub/words/other.hbs': 'more',
    'sub/words/README.md': 'no template',
  })
  expect(plan?.store.address).toEqual({ kind: 'sqlite', path: join(folder, 'sub/bridge.db') })
  expect(plan?.templates.get('alert')?.title.source).toBe('ours')
  expect(plan?.templates.has('other')).toBe(true)
  expect(plan?.templates.has('digest')).toBe(true)
})

test('a broken template keeps the bridge from starting and points into its file', () => {
  const { plan, issues } = checkFiles({
    'main.yaml': `${MAIN}templates: [.]`,
    'mine.hbs': 'fine\n{{#if firing}}',
  })
  expect(plan).toBeNull()
  expect(issues).toEqual([
    'mine.hbs:2:15: template_syntax: {{#if}} is never closed; it needs {{/if}}.',
  ])
})

test('variables are filled in as text, once, with defaults as in a shell', () => {
  const env = { KEY: '0123', SECRET: '${KEY}', EMPTY: '', NO: 'false', PORT: '9' }
  const plan = planOf(
    `dingtalk: { region: '\${REGION:-cn}', apps: { ops: { app_key: '\${KEY}', app_secret: '\${SECRET}', robot_code: '\${EMPTY:-r}' } } }
receivers: [{ name: 'a$\${b}', send_resolved: '\${NO}', targets: [{ group: cidA }] }]
external_url: '\${EMPTY}'
server: { listen: '127.0.0.1:\${PORT}' }
route: { receiver: 'a$\${b}' }`,
    env,
  )
  const app = plan.apps.get('ops')
  expect(app).toMatchObject({ robotCode: 'r', credentials: { appKey: '0123' } })
  expect(app?.credentials.kind === 'internal' && app.credentials.appSecret.reveal()).toBe('${KEY}')
  expect(plan.receivers.get('a${b}')?.listeners[0]?.sendResolved).toBe(false)
  expect(plan.externalUrl).toBeNull()
  expect(plan.server.listen).toEqual({ host: '127.0.0.1', port: 9 })
})

test('anchors, merges and keys of the user’s own work', () => {
  const plan = planOf(`x-quiet: &quiet { digest: off, on_unknown: hold, pace: 2/1m }
${APP}
receivers:
  - name: sre
    x-owner: { anything: [goes] }
    targets:
      - { <<: *quiet, group: cidA, pace: 3/1m }
      - { <<: [*quiet], group: cidB }
route: { receiver: sre }`)
  const targets = plan.receivers.get('sre')?.listeners.flatMap((listener) => listener.targets)
  expect(targets?.map(({ digest, onUnknown, pace }) => [digest, onUnknown, pace.messages])).toEqual(
    [
      ['off', 'hold', 3],
      ['off', 'hold', 2],
    ],
  )
})
