import { describe, expect, test } from 'vitest'
import { aSandbox, codeOf } from '../ask.ts'

const PATH = '/v1.0/robot/groupMessages/send'
const GOOD = {
  robotCode: 'dingops',
  openConversationId: 'cidAAAA==',
  msgKey: 'sampleMarkdown',
  msgParam: JSON.stringify({ title: '🔴 磁盘', text: '#### 磁盘' }),
}
const saying = (msgKey: string, param: object) => ({
  ...GOOD,
  msgKey,
  msgParam: JSON.stringify(param),
})

describe('a message to a group', () => {
  test('arrives in a chat that nobody made before', async () => {
    const { sandbox, send } = aSandbox()
    const answer = await send(PATH, GOOD)
    expect(answer).toEqual({ status: 200, body: { processQueryKey: expect.any(String) } })
    expect(sandbox.messages()).toEqual([
      {
        id: 'm1',
        at: '2026-10-01T06:02:00.000Z',
        channel: 'group',
        app: 'ding-ops',
        robot: 'dingops',
        target: 'cidAAAA==',
        recipients: [],
        msgKey: 'sampleMarkdown',
        msgParam: { title: '🔴 磁盘', text: '#### 磁盘' },
        title: '🔴 磁盘',
        text: '#### 磁盘',
        buttons: [],
        messageUrl: null,
        picUrl: null,
        mentions: [],
        receipt: (answer.body as { processQueryKey: string }).processQueryKey,
        request: {
          method: 'POST',
          path: PATH,
          query: {},
          headers: expect.objectContaining({ 'content-type': 'application/json' }),
          body: JSON.stringify(GOOD),
        },
      },
    ])
  })

  test.each([
    ['sampleActionCard', { singleTitle: 'Open', singleURL: 'https://a.example' }, 1],
    [
      'sampleActionCard2',
      { actionTitle1: 'A', actionURL1: 'https://a', actionTitle2: 'B', actionURL2: 'https://b' },
      2,
    ],
    [
      'sampleActionCard6',
      { buttonTitle1: 'A', buttonUrl1: 'https://a', buttonTitle2: 'B', buttonUrl2: 'https://b' },
      2,
    ],
  ])('%s shows its buttons', async (msgKey, fields, count) => {
    const { sandbox, send } = aSandbox()
    await send(PATH, saying(msgKey, { title: 't', text: 'x', ...fields }))
    expect(sandbox.messages()[0]?.buttons).toHaveLength(count)
  })

  test.each([
    ['no robotCode', { ...GOOD, robotCode: undefined }, 'MissingrobotCode'],
    ['no group', { ...GOOD, openConversationId: undefined }, 'MissingopenConversationId'],
    ['an empty robotCode', { ...GOOD, robotCode: '' }, 'invalidParameter.robotCode.missing'],
    ['an empty group', { ...GOOD, openConversationId: '' }, 'miss.openConversationId'],
    ['an empty msgKey', { ...GOOD, msgKey: '' }, 'invalidParameter.msgKey.empty'],
    ['an unknown msgKey', saying('sampleActionCard1', {}), 'invalidParameter.msgKey.invalid'],
    ['msgParam as an object', { ...GOOD, msgParam: {} }, 'invalidParameter.msgParam.invalid'],
    ['msgParam not JSON', { ...GOOD, msgParam: '{' }, 'invalidParameter.msgParam.invalid'],
    [
      'a number in msgParam',
      saying('sampleText', { content: 1 }),
      'invalidParameter.msgParam.invalid',
    ],
    ['no content', saying('sampleText', {}), 'miss.param.contentOfText'],
    ['no title', saying('sampleMarkdown', { text: 'x' }), 'miss.param.markdownTotitle'],
    ['no text', saying('sampleMarkdown', { title: 'x' }), 'miss.param.markdownTotext'],
    ['no photo', saying('sampleImageMsg', {}), 'miss.param.photoTophotoUrl'],
    ['no link', saying('sampleLink', { title: 't', text: 'x' }), 'miss.param.messageUrlOfLink'],
    [
      'a card without its address',
      saying('sampleActionCard', { title: 't', text: 'x', singleTitle: 'Open' }),
      'miss.param.actionCardTosingleUrl',
    ],
    [
      'a card with one button too few',
      saying('sampleActionCard2', { title: 't', text: 'x', actionTitle1: 'A', actionURL1: 'u' }),
      'miss.param.actionCardTobtnsTotitle',
    ],
    ['a body that is no JSON', 'robotCode=1', 'Invalidbody'],
    ['no body', '', 'Missingbody'],
  ])('with %s is refused', async (_what, body, code) => {
    const { sandbox, send } = aSandbox()
    expect(codeOf(await send(PATH, body))).toEqual([400, code])
    expect(sandbox.messages()).toEqual([])
  })

  test.each([
    [15_000, [200, undefined]],
    [15_001, [400, 'invalidParameter.msgParam.tooLong']],
  ])('of %i bytes, counted in UTF-8 on the inner text', async (bytes, expected) => {
    const { send } = aSandbox()
    const frame = JSON.stringify({ content: '' }).length
    const content = `钉${'x'.repeat(bytes - frame - 3)}`
    expect(codeOf(await send(PATH, saying('sampleText', { content })))).toEqual(expected)
  })

  test('is refused for robots and groups that are listed as bad', async () => {
    const { sandbox, send } = aSandbox()
    sandbox.limits({ bad: { robots: ['dinggone'], groups: ['cidGone'] } })
    expect(codeOf(await send(PATH, { ...GOOD, robotCode: 'dinggone' }))).toEqual([
      400,
      'invalidParameter.robotCode.notExsit',
    ])
    expect(codeOf(await send(PATH, { ...GOOD, openConversationId: 'cidGone' }))).toEqual([
      400,
      'resource.not.found',
    ])
  })

  test('over the robot’s limit closes that group for ten minutes, and no other', async () => {
    const { sandbox, send, advance } = aSandbox()
    sandbox.limits({ robot_per_minute: 2 })
    await send(PATH, GOOD)
    await send(PATH, GOOD)
    expect(codeOf(await send(PATH, GOOD))).toEqual([400, 'send.too.fast'])
    expect(codeOf(await send(PATH, { ...GOOD, openConversationId: 'cidB' }))[0]).toBe(200)
    advance(599_999)
    expect(codeOf(await send(PATH, GOOD))).toEqual([400, 'send.too.fast'])
    advance(1)
    expect(codeOf(await send(PATH, GOOD))[0]).toBe(200)
  })

  test('lets its group name its robots', async () => {
    const { send } = aSandbox()
    await send(PATH, GOOD)
    const answer = await send('/v1.0/robot/groups/robots/query', {
      openConversationId: 'cidAAAA==',
    })
    expect(answer.body).toMatchObject({
      chatbotInstanceVOList: [{ robotCode: 'ding-ops' }, { robotCode: 'dingops' }],
    })
  })
})
