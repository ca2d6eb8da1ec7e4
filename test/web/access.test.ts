import { describe, expect, test } from 'vitest'
import { openapi } from '../../src/web/api/openapi.ts'
import { aDesk, SETTINGS } from './make-desk.ts'

const CLOSED = `${SETTINGS}
admin: { auth: { bearer_token: [admin-S3CRET, old-S3CRET], username: ops, password: pa:ss } }`
const HTML = { accept: 'text/html' }

type House = Awaited<ReturnType<typeof aDesk>>

const send = ({ admin }: House, path: string, fields: Record<string, string>, cookie = '') =>
  admin.request(path, {
    method: 'POST',
    headers: {
      ...HTML,
      'content-type': 'application/x-www-form-urlencoded',
      ...(cookie !== '' && { cookie }),
    },
    body: new URLSearchParams(fields).toString(),
  })

const look = ({ admin }: House, path: string, cookie: string) =>
  admin.request(path, { headers: { ...HTML, cookie } })

/** The cookie of somebody who has signed in. */
async function signIn(house: House, username = 'ops', password = 'pa:ss'): Promise<string> {
  const answer = await send(house, '/login', { username, password, to: '/targets' })
  return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
}

const tokenIn = (html: string): string => /name="token" value="([0-9a-f]+)"/.exec(html)?.[1] ?? ''

describe('people', () => {
  test('are sent to the login page, and back to where they wanted to go', async () => {
    const house = await aDesk(CLOSED)
    const sent = await look(house, '/deliveries?state=dead', '')
    expect([sent.status, sent.headers.get('location')]).toEqual([
      303,
      '/login?to=%2Fdeliveries%3Fstate%3Ddead',
    ])
    const come = await send(house, '/login', {
      username: 'ops',
      password: 'pa:ss',
      to: '/deliveries?state=dead',
    })
    expect([come.status, come.headers.get('location')]).toEqual([303, '/deliveries?state=dead'])
    expect(come.headers.get('set-cookie')).toMatch(
      /^dingbridge_session=[\w.]+; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/,
    )
  })

  test.each([
    ['https://evil.example/', '/'],
    ['//evil.example/', '/'],
    ['/\\evil.example/', '/'],
    ['/login', '/'],
    ['/targets#t-1', '/targets#t-1'],
  ])('who want to go to %s are sent to %s', async (to, location) => {
    const house = await aDesk(CLOSED)
    const come = await send(house, '/login', { username: '', password: 'admin-S3CRET', to })
    expect(come.headers.get('location')).toBe(location)
  })

  test('with a session see pages and the API, until twelve hours are over', async () => {
    const house = await aDesk(CLOSED)
    const cookie = await signIn(house)
    expect((await look(house, '/targets', cookie)).status).toBe(200)
    expect((await house.get('/api/v1/targets', { cookie })).status).toBe(200)
    house.clock.advance(12 * 3_600_000 + 1_000)
    expect((await house.get('/api/v1/targets', { cookie })).status).toBe(401)
  })

  test('keep their session only while its credential is in the settings', async () => {
    const house = await aDesk(CLOSED)
    const byToken = await signIn(house, '', 'old-S3CRET')
    const byPassword = await signIn(house)
    const rotated = await aDesk(CLOSED.replace(', old-S3CRET', ''))
    expect((await rotated.get('/api/v1/targets', { cookie: byToken })).status).toBe(401)
    expect((await rotated.get('/api/v1/targets', { cookie: byPassword })).status).toBe(200)
  })

  test.each([
    ['made longer', (cookie: string) => cookie.replace(/=./, '=z')],
    ['for somebody else', (cookie: string) => cookie.replace(/\.\w{4}/, '.aaaa')],
    ['without its signature', (cookie: string) => cookie.replace(/\.\w+$/, '')],
  ])('a session that was %s is none', async (_, forge) => {
    const house = await aDesk(CLOSED)
    const cookie = forge(await signIn(house))
    expect((await house.get('/api/v1/targets', { cookie })).status).toBe(401)
  })

  test('over https get a cookie that goes over nothing else', async () => {
    const { admin } = await aDesk(CLOSED)
    const come = await admin.request('/login', {
      method: 'POST',
      headers: {
        'x-forwarded-proto': 'https',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'username=ops&password=pa:ss',
    })
    expect(come.headers.get('set-cookie')).toContain('; Secure')
  })

  test('sign out', async () => {
    const house = await aDesk(CLOSED)
    const cookie = await signIn(house)
    const token = tokenIn(await (await look(house, '/targets', cookie)).text())
    const gone = await send(house, '/logout', { token }, cookie)
    expect(gone.headers.get('set-cookie')).toMatch(/^dingbridge_session=; Path=\/; Max-Age=0;/)
  })
})

describe('who guesses', () => {
  test('waits after five wrong ones, also with the right one', async () => {
    const house = await aDesk(CLOSED)
    for (let i = 0; i < 5; i += 1)
      expect((await send(house, '/login', { username: 'ops', password: 'no' })).status).toBe(401)
    const refused = await send(house, '/login', { username: 'ops', password: 'pa:ss' })
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60'])
    house.clock.advance(60_000)
    expect((await send(house, '/login', { username: 'ops', password: 'pa:ss' })).status).toBe(303)
  })

  test('waits also with Basic, while tokens and sessions go on', async () => {
    const house = await aDesk(CLOSED)
    const cookie = await signIn(house)
    const basic = { authorization: `Basic ${Buffer.from('ops:no').toString('base64')}` }
    for (let i = 0; i < 5; i += 1)
      expect((await house.get('/api/v1/targets', basic)).status).toBe(401)
    const refused = await house.get('/api/v1/targets', basic)
    expect([refused.status, refused.body.error.code]).toEqual([429, 'too_many_attempts'])
    const token = { authorization: 'Bearer admin-S3CRET' }
    expect((await house.get('/api/v1/targets', token)).status).toBe(200)
    expect((await house.get('/api/v1/targets', { cookie })).status).toBe(200)
  })
})

describe('a form', () => {
  test.each([
    ['without a token', ''],
    ['with a token of somebody else', 'a'.repeat(64)],
  ])('%s changes nothing', async (_, token) => {
    const house = await aDesk(CLOSED)
    const cookie = await signIn(house)
    const key = house.targets['chat']?.key
    const answer = await send(house, `/targets/${key}/probe`, { token }, cookie)
    expect([answer.status, house.knocked]).toEqual([403, []])
  })

  test('with its token does what it says', async () => {
    const house = await aDesk(CLOSED)
    const cookie = await signIn(house)
    const token = tokenIn(await (await look(house, '/targets', cookie)).text())
    const key = house.targets['chat']?.key
    const answer = await send(house, `/targets/${key}/probe`, { token }, cookie)
    expect([answer.status, house.knocked]).toEqual([303, [key]])
  })

  test('of another site changes nothing, whatever it brings', async () => {
    const { admin } = await aDesk()
    const token = tokenIn(await (await admin.request('/targets', { headers: HTML })).text())
    const answer = await admin.request('/reload', {
      method: 'POST',
      headers: {
        'sec-fetch-site': 'cross-site',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: `token=${token}`,
    })
    expect(answer.status).toBe(403)
  })
})

test('programs get JSON and no redirect', async () => {
  const { admin } = await aDesk(CLOSED)
  expect((await admin.request('/deliveries')).status).toBe(401)
  expect((await admin.request('/api/v1/config', { headers: HTML })).status).toBe(401)
  expect(openapi('1').paths).not.toHaveProperty('/login')
})
