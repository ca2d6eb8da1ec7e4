import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { aSandbox, codeOf, START } from '../ask.ts'

const PATH = '/robot/send?access_token=tok'
const TEXT = { msgtype: 'text', text: { content: 'disk full' } }
const card = (more: object) => ({
  msgtype: 'actionCard',
  actionCard: { title: 't', text: 'x', ...more },
})
const OK = { status: 200, body: { errcode: 0, errmsg: 'ok' } }

function signed(timestamp: number, secret = 'SECabc'): string {
  const sign = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64')
  return `${PATH}&${new URLSearchParams({ timestamp: String(timestamp), sign })}`
}

describe('a custom robot', () => {
  test.each([
    [TEXT, { text: 'disk full' }],
    [
      { msgtype: 'markdown', markdown: { title: 't', text: '# x' } },
      { title: 't', text: '# x' },
    ],
    [
      { msgtype: 'link', link: { title: 't', text: 'x', messageUrl: 'https://a' } },
      { messageUrl: 'https://a' },
    ],
    [
      card({ singleTitle: 'Open', singleURL: 'https://a', btns: [] }),
      { buttons: [{ title: 'Open', url: 'https://a' }] },
    ],
    [
      card({ btns: [{ title: 'A', actionURL: 'https://a' }] }),
      { buttons: [{ title: 'A', url: 'https://a' }] },
    ],
    [
      { msgtype: 'feedCard', feedCard: { links: [{ title: 'A', messageURL: 'https://a' }] } },
      { title: 'A' },
    ],
  ])('says %j', async (body, shown) => {
    const { sandbox, post } = aSandbox()
    expect(await post(PATH, body)).toEqual(OK)
    expect(sandbox.messages()).toMatchObject([
      { channel: 'robot', target: 'tok', msgKey: body.msgtype, ...shown },
    ])
  })

  test('calls people by name', async () => {
    const { sandbox, post } = aSandbox()
    await post(PATH, { ...TEXT, at: { atMobiles: ['138'], atUserIds: ['li'], isAtAll: true } })
    expect(sandbox.messages()[0]?.mentions).toEqual(['138', 'li', 'all'])
  })

  test('says the same msgUuid once', async () => {
    const { sandbox, post } = aSandbox()
    await post(PATH, { ...TEXT, msgUuid: 'a' })
    expect(await post(PATH, { ...TEXT, msgUuid: 'a' })).toEqual(OK)
    await post(PATH, { ...TEXT, msgUuid: 'b' })
    expect(sandbox.messages()).toHaveLength(2)
  })

  test.each([
    ['no token', '/robot/send', TEXT, 300005],
    ['a token that is listed as bad', '/robot/send?access_token=bad', TEXT, 300005],
    ['over 20,000 bytes', PATH, { ...TEXT, pad: 'x'.repeat(20_000) }, 460101],
    ['no JSON', PATH, '{', 40035],
    ['no msgtype', PATH, {}, 40035],
    ['an unknown msgtype', PATH, { msgtype: 'image', image: {} }, 400105],
    ['no content', PATH, { msgtype: 'text', text: {} }, 40035],
    ['no buttons', PATH, card({}), 40035],
    ['a button without an address', PATH, card({ btns: [{ title: 'A' }] }), 40035],
  ])('refuses %s with 200', async (_what, path, body, errcode) => {
    const { sandbox, post } = aSandbox()
    sandbox.limits({ bad: { robots: ['bad'] } })
    expect(codeOf(await post(path, body))).toEqual([200, errcode])
    expect(sandbox.messages()).toEqual([])
  })

  test('with a secret checks the signature and its hour', async () => {
    const { sandbox, post } = aSandbox()
    sandbox.limits({ custom_robots: { tok: { secret: 'SECabc' } } })
    const errors = []
    for (const path of [
      PATH,
      signed(START),
      signed(START, 'other'),
      signed(START - 3_600_000),
      signed(START - 3_600_001),
    ])
      errors.push((await post(path, TEXT)).body)
    expect(errors).toEqual([
      { errcode: 310000, errmsg: 'invalid timestamp' },
      OK.body,
      { errcode: 310000, errmsg: 'sign not match' },
      OK.body,
      { errcode: 310000, errmsg: 'invalid timestamp' },
    ])
  })

  test('with keywords wants one of them', async () => {
    const { sandbox, post } = aSandbox()
    sandbox.limits({ custom_robots: { tok: { keywords: ['disk', '磁盘'] } } })
    expect(await post(PATH, TEXT)).toEqual(OK)
    expect(await post(PATH, { msgtype: 'text', text: { content: 'x' } })).toEqual({
      status: 200,
      body: { errcode: 310000, errmsg: 'keywords not in content' },
    })
  })

  test('over its limit is closed for ten minutes', async () => {
    const { sandbox, post, advance } = aSandbox()
    sandbox.limits({ robot_per_minute: 1 })
    await post(PATH, TEXT)
    expect(codeOf(await post(PATH, TEXT))).toEqual([200, 130101])
    advance(60_000)
    expect(codeOf(await post(PATH, TEXT))).toEqual([200, 130101])
    advance(540_000)
    expect(await post(PATH, TEXT)).toEqual(OK)
  })
})
