import { createRequire } from 'node:module'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ListeningSandbox, listenSandbox } from '../../src/sandbox/listen.ts'

// DingTalk's own client, unchanged, against the sandbox. It is CommonJS, and required as such
// its class is where its types say: an ES import finds it one `default` deeper.
const require = createRequire(import.meta.url)
const robots: typeof import('@alicloud/dingtalk/dist/robot_1_0/client.js') = require('@alicloud/dingtalk/dist/robot_1_0/client.js')
const oauth: typeof import('@alicloud/dingtalk/dist/oauth2_1_0/client.js') = require('@alicloud/dingtalk/dist/oauth2_1_0/client.js')

let sandbox: ListeningSandbox
beforeEach(async () => {
  sandbox = await listenSandbox({ clock: { now: () => 1_790_000_000_000, sleep: async () => {} } })
})
afterEach(() => sandbox.close())

type Config = ConstructorParameters<typeof robots.default>[0]
type Runtime = Parameters<InstanceType<typeof robots.default>['orgGroupSendWithOptions']>[2]

const config = (): Config =>
  ({ protocol: 'http', endpoint: `127.0.0.1:${sandbox.port}`, regionId: 'central' }) as Config
const runtime = {} as Runtime

async function token(): Promise<string> {
  const answer = await new oauth.default(config()).getAccessToken(
    new oauth.GetAccessTokenRequest({ appKey: 'ding-ops', appSecret: 's' }),
  )
  expect(answer.body?.expireIn).toBe(7200)
  return answer.body?.accessToken ?? ''
}

async function sendToGroup(msgParam: string, accessToken: string) {
  return new robots.default(config()).orgGroupSendWithOptions(
    new robots.OrgGroupSendRequest({
      robotCode: 'dingops',
      openConversationId: 'cidA',
      msgKey: 'sampleText',
      msgParam,
    }),
    new robots.OrgGroupSendHeaders({ xAcsDingtalkAccessToken: accessToken }),
    runtime,
  )
}

test('the official client says something to a group', async () => {
  const answer = await sendToGroup('{"content":"钉钉 \\"q\\""}', await token())
  expect(answer.body?.processQueryKey).toBe(sandbox.messages()[0]?.receipt)
  expect(sandbox.messages()).toMatchObject([{ target: 'cidA', text: '钉钉 "q"' }])
})

test('the official client says something to people', async () => {
  sandbox.limits({ bad: { users: ['nobody'] } })
  const answer = await new robots.default(config()).batchSendOTOWithOptions(
    new robots.BatchSendOTORequest({
      robotCode: 'dingops',
      userIds: ['li.lei', 'nobody'],
      msgKey: 'sampleMarkdown',
      msgParam: JSON.stringify({ title: 't', text: '# x' }),
    }),
    new robots.BatchSendOTOHeaders({ xAcsDingtalkAccessToken: await token() }),
    runtime,
  )
  expect(answer.body).toMatchObject({
    invalidStaffIdList: ['nobody'],
    flowControlledStaffIdList: [],
  })
  expect(sandbox.messages()).toMatchObject([{ recipients: ['li.lei'], title: 't' }])
})

test('the official client gets a third-party app’s token', async () => {
  const answer = await new oauth.default(config()).getCorpAccessToken(
    new oauth.GetCorpAccessTokenRequest({
      suiteKey: 'k',
      suiteSecret: 's',
      authCorpId: 'c',
      suiteTicket: 't',
    }),
  )
  expect(answer.body).toMatchObject({ accessToken: expect.any(String), expireIn: 7200 })
})

test.each([
  ['a missing field', '{}', null, 'miss.param.contentOfText'],
  ['an unknown token', '{"content":"x"}', 'stale', 'InvalidAuthentication'],
  ['no token', '{"content":"x"}', '', 'AuthenticationFailed.MissingParameter'],
])('the official client learns of %s by its code', async (_what, msgParam, given, code) => {
  const accessToken = given ?? (await token())
  await expect(sendToGroup(msgParam, accessToken)).rejects.toMatchObject({
    code,
    statusCode: 400,
    data: { requestid: expect.any(String) },
  })
})
