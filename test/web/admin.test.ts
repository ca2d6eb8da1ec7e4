import { describe, expect, test } from 'vitest'
import { err, ok } from '../../src/domain/result.ts'
import { StoreUnavailable } from '../../src/domain/store-unavailable.ts'
import { adminRoutes } from '../../src/web/admin.ts'
import { openapi } from '../../src/web/api/openapi.ts'
import { aDesk, SECRETS, SETTINGS } from './make-desk.ts'

const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`

describe('who may ask', () => {
  const CLOSED = `${SETTINGS}
admin: { auth: { bearer_token: [admin-S3CRET, old-S3CRET], username: ops, password: pa:ss } }`

  test.each([
    ['the token', 'Bearer admin-S3CRET', 200],
    ['the old token beside it', 'bearer old-S3CRET', 200],
    ['name and password', basic('ops:pa:ss'), 200],
    ['another token', 'Bearer admin-S3CREt', 401],
    ['the password of nobody', basic('root:pa:ss'), 401],
    ['the token as a password', basic('ops:admin-S3CRET'), 401],
    ['nothing', undefined, 401],
    ['an empty token', 'Bearer ', 401],
  ])('%s', async (_, authorization, status) => {
    const { get } = await aDesk(CLOSED)
    const headers: Record<string, string> = authorization ? { authorization } : {}
    expect((await get('/api/v1/targets', headers)).status).toBe(status)
  })

  test('a refusal says how to ask, and nothing of what was given', async () => {
    const { admin } = await aDesk(CLOSED)
    const response = await admin.request('/api/v1/config', {
      headers: { authorization: 'Bearer wrong-S3CRET' },
    })
    expect(response.headers.get('www-authenticate')).toContain('Basic realm="dingbridge"')
    expect(await response.json()).toEqual({
      error: {
        code: 'unauthorized',
        message: 'The admin listener asks for a credential.',
        docs: 'docs/errors.md#unauthorized',
      },
    })
  })

  test.each([
    ['/metrics', 'false', 200],
    ['/metrics', 'true', 401],
    ['/-/healthy', 'true', 200],
    ['/api/v1/openapi.json', 'false', 401],
    ['/no/such/path', 'false', 401],
  ])('without a credential %s with metrics_auth: %s is %i', async (path, metricsAuth, status) => {
    const yaml = CLOSED.replace('admin: {', `admin: { metrics_auth: ${metricsAuth},`)
    const { admin } = await aDesk(yaml)
    expect((await admin.request(path)).status).toBe(status)
  })

  test.each([
    ['a page of another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['another site on the same machine', { 'sec-fetch-site': 'same-site' }, 403],
    ['an old browser elsewhere', { origin: 'https://evil.example' }, 403],
    ['a sandboxed frame', { origin: 'null' }, 403],
    ['its own page', { 'sec-fetch-site': 'same-origin', origin: 'http://localhost' }, 422],
    ['an old browser on its own page', { origin: 'http://localhost' }, 422],
    ['a tool', {}, 422],
  ])('may %s make the bridge reload', async (_, headers, status) => {
    const { post } = await aDesk()
    expect((await post('/-/reload', undefined, headers as Record<string, string>)).status).toBe(
      status,
    )
  })

  test.each([
    ['127.0.0.1:8081', 200],
    ['localhost:8081', 200],
    ['[::1]:8081', 200],
    ['rebound.example:8081', 403],
    ['127.0.0.1.rebound.example', 403],
  ])('without auth the name %s is answered %i', async (host, status) => {
    const { get } = await aDesk()
    expect((await get('/api/v1/deliveries', { host })).status).toBe(status)
  })
})

describe('answers', () => {
  test.each([
    ['GET', '/nothing', 404, 'not_found', null],
    ['GET', '/-/reload', 405, 'method_not_allowed', 'POST'],
    ['DELETE', '/api/v1/deliveries', 405, 'method_not_allowed', 'GET, HEAD'],
    ['POST', '/metrics', 405, 'method_not_allowed', 'GET, HEAD'],
  ])('%s %s is %i %s', async (method, path, status, code, allow) => {
    const { admin } = await aDesk()
    const response = await admin.request(path, { method })
    expect([response.status, response.headers.get('allow')]).toEqual([status, allow])
    expect(((await response.json()) as { error: { code: string } }).error.code).toBe(code)
  })

  test('nothing is kept by a cache on the way', async () => {
    const { admin } = await aDesk()
    const { headers } = await admin.request('/api/v1/targets')
    expect(headers.get('cache-control')).toBe('no-store')
  })

  test('while the store is away it says so, and when to ask again', async () => {
    const { desk, get, events } = await aDesk()
    const away = { list: () => Promise.reject(new StoreUnavailable('Disk full.')) }
    Object.assign(desk.store, away)
    expect(await get('/api/v1/deliveries')).toMatchObject({
      status: 503,
      body: { error: { code: 'store_unavailable' } },
    })
    expect(events).toEqual([{ type: 'store.unavailable', detail: 'Disk full.' }])
  })
})

describe('reload', () => {
  test('says that the new settings are in force', async () => {
    const { post } = await aDesk(SETTINGS, { reload: async () => ok(2) })
    expect(await post('/-/reload')).toEqual({
      status: 200,
      body: { reloaded: true, warnings: 2 },
    })
  })

  test('of wrong settings is 422 and lists every issue at its place', async () => {
    const place = { file: 'bridge.yaml', line: 3, column: 5 }
    const issue = {
      ...place,
      code: 'unknown_key',
      message: 'no such key',
      severity: 'error',
    } as const
    const { post } = await aDesk(SETTINGS, { reload: async () => err([issue]) })
    expect(await post('/-/reload')).toEqual({
      status: 422,
      body: {
        error: {
          code: 'settings_refused',
          message:
            'The settings were refused and the former ones stay in force. bridge.yaml:3:5: unknown_key: no such key',
          docs: 'docs/errors.md#settings_refused',
          issues: [issue],
        },
      },
    })
  })
})

test('the settings are shown as they were written, without any secret', async () => {
  const { admin } = await aDesk()
  const text = await (await admin.request('/api/v1/config')).text()
  expect(JSON.parse(text)).toMatchObject({ groups: { sre: 'cidSecretGroup' } })
  for (const secret of SECRETS) expect(text).not.toContain(secret)
})

describe('openapi.json', () => {
  const description = openapi('1.2.3')

  test('describes every route and no other', async () => {
    const { desk } = await aDesk()
    const routes = adminRoutes(desk).map(({ method, path }) => `${method} ${path}`)
    const described = Object.entries(description.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map(
        (method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
      ),
    )
    expect(described.sort()).toEqual(routes.sort())
  })

  test('refers only to schemas that it has', () => {
    const names = JSON.stringify(description).matchAll(/#\/components\/schemas\/(\w+)/g)
    const known = Object.keys(description.components.schemas)
    expect([...names].map(([, name]) => name).filter((name) => !known.includes(name!))).toEqual([])
  })
})
