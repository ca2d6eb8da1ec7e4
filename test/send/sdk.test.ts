import { createServer, type IncomingHttpHeaders } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Secret } from '../../src/domain/secret.ts'
import { msgParam } from '../../src/message/msg-param.ts'
import { createClient } from '../../src/send/dingtalk/client.ts'
import { createGateway } from '../../src/send/dingtalk/gateway.ts'
import { aCall, aMessage, anApp, forever, handClock, mapMemory } from './fakes.ts'

// CommonJS packages, whose default export is not where an ES import looks for it.
const require = createRequire(import.meta.url)
const robots = require('@alicloud/dingtalk/dist/robot_1_0/client.js') as RobotsModule
const oauth = require('@alicloud/dingtalk/dist/oauth2_1_0/client.js') as OauthModule

type RobotsModule = typeof import('@alicloud/dingtalk/dist/robot_1_0/client.js')
type OauthModule = typeof import('@alicloud/dingtalk/dist/oauth2_1_0/client.js')

interface Seen {
  readonly method: string | undefined
  readonly path: string | undefined
  readonly token: IncomingHttpHeaders[string]
  readonly contentType: string | undefined
  readonly body: unknown
}

const seen: Seen[] = []
const server = createServer(async (request, response) => {
  seen.push({
    method: request.method,
    path: request.url,
    token: request.headers['x-acs-dingtalk-access-token'],
    contentType: request.headers['content-type'],
    body: JSON.parse((await request.toArray()).join('')),
  })
  response.setHeader('content-type', 'application/json')
  const isToken = request.url?.includes('/oauth2/')
  response.end(
    JSON.stringify(isToken ? { accessToken: 'tok', expireIn: 7200 } : { processQueryKey: 'k' }),
  )
})

let host = ''
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const clock = handClock()
const client = createClient({ version: '0', clock })
const deps = () => ({
  clock,
  client,
  memory: mapMemory(clock),
  readTicket: () => Promise.resolve('st'),
  emit: () => {},
})
const gateway = createGateway(deps())
afterAll(() => gateway.close())

const SUITE = {
  kind: 'third-party',
  corpId: 'dingcorp',
  suiteKey: 'sk',
  suiteSecret: new Secret('ss'),
  suiteTicketFile: '/ticket',
} as const

const app = (credentials = anApp().credentials) =>
  anApp({
    credentials,
    endpoints: {
      apiUrl: `http://${host}`,
      oapiUrl: `http://${host}`,
      proxy: null,
      timeoutMs: 60_000,
    },
  })

const config = () => ({ protocol: 'http', endpoint: host, regionId: 'central' }) as never

/** What both said since the last time, the official client first. */
function both(what: '/robot/' | '/oauth2/') {
  const [theirs, ours, ...rest] = seen.splice(0).filter(({ path }) => path?.includes(what))
  expect([theirs?.method, rest]).toEqual(['POST', []])
  return { theirs: normal(theirs), ours: normal(ours) }
}

const normal = (one: Seen | undefined) => ({
  ...one,
  contentType: one?.contentType?.replaceAll(' ', '').toLowerCase(),
})

const message = aMessage({ text: 'héllo 钉钉 "q" / <b>\n' })

test('a group message is the official client’s, field by field', async () => {
  const call = aCall('group', { app: app(), message })
  const headers = new robots.OrgGroupSendHeaders({ xAcsDingtalkAccessToken: 'tok' })
  const request = new robots.OrgGroupSendRequest({
    msgKey: message.msgKey,
    msgParam: JSON.stringify(msgParam(message)),
    openConversationId: 'cid6KeB==',
    robotCode: 'dingrobot',
  })
  await new robots.default(config()).orgGroupSendWithOptions(request, headers, {} as never)
  expect(await gateway.send(call, forever())).toMatchObject({ kind: 'sent', receipt: 'k' })
  const { theirs, ours } = both('/robot/')
  expect(ours).toEqual(theirs)
})

test('a message to users is the official client’s, field by field', async () => {
  const call = aCall('users', { app: app(), message })
  const headers = new robots.BatchSendOTOHeaders({ xAcsDingtalkAccessToken: 'tok' })
  const request = new robots.BatchSendOTORequest({
    msgKey: message.msgKey,
    msgParam: JSON.stringify(msgParam(message)),
    robotCode: 'dingrobot',
    userIds: ['manager1234', 'u2'],
  })
  await new robots.default(config()).batchSendOTOWithOptions(request, headers, {} as never)
  expect(await gateway.send(call, forever())).toMatchObject({ kind: 'sent', receipt: 'k' })
  const { theirs, ours } = both('/robot/')
  expect(ours).toEqual(theirs)
})

test.each([
  ['an internal app', undefined],
  ['a third-party app', SUITE],
])('the token of %s is asked for as the official client does', async (_, credentials) => {
  const official = new oauth.default(config())
  if (credentials === undefined) {
    const request = new oauth.GetAccessTokenRequest({ appKey: 'dingkey', appSecret: 'app-secret' })
    await official.getAccessToken(request)
  } else {
    const { corpId: authCorpId, suiteKey } = credentials
    const rest = { suiteKey, suiteSecret: 'ss', suiteTicket: 'st' }
    await official.getCorpAccessToken(new oauth.GetCorpAccessTokenRequest({ authCorpId, ...rest }))
  }
  const fresh = createGateway(deps())
  await fresh.send(aCall('group', { app: app(credentials) }), forever())
  const { theirs, ours } = both('/oauth2/')
  expect(ours).toEqual(theirs)
})
