import { describe, expect, test } from 'vitest'
import { aSandbox, codeOf } from '../ask.ts'

const PATH = '/v1.0/robot/oToMessages/batchSend'
const GOOD = {
  robotCode: 'dingops',
  userIds: ['wang.fang', 'li.lei'],
  msgKey: 'sampleText',
  msgParam: JSON.stringify({ content: 'hello' }),
}
const many = (count: number) => Array.from({ length: count }, (_, index) => `u${index}`)

describe('a message to people', () => {
  test('arrives with those who may have it and names the others', async () => {
    const { sandbox, send } = aSandbox()
    sandbox.limits({ flow_controlled_users: ['li.lei'], bad: { users: ['nobody'] } })
    const answer = await send(PATH, { ...GOOD, userIds: [...GOOD.userIds, 'nobody'] })
    expect(answer.body).toEqual({
      processQueryKey: expect.any(String),
      invalidStaffIdList: ['nobody'],
      flowControlledStaffIdList: ['li.lei'],
    })
    expect(sandbox.messages()).toMatchObject([
      { channel: 'users', target: 'wang.fang,li.lei,nobody', recipients: ['wang.fang'] },
    ])
  })

  test('that reaches nobody is 200 all the same, and arrives nowhere', async () => {
    const { sandbox, send } = aSandbox()
    sandbox.limits({ bad: { users: GOOD.userIds } })
    expect(codeOf(await send(PATH, GOOD))).toEqual([200, undefined])
    expect(sandbox.messages()).toEqual([])
  })

  test('over the robot’s limit is flow control for that person only', async () => {
    const { sandbox, send } = aSandbox()
    sandbox.limits({ robot_per_minute: 1 })
    await send(PATH, { ...GOOD, userIds: ['li.lei'] })
    expect((await send(PATH, GOOD)).body).toMatchObject({ flowControlledStaffIdList: ['li.lei'] })
  })

  test.each([
    ['no userIds', { ...GOOD, userIds: undefined }, 'MissinguserIds'],
    ['nobody', { ...GOOD, userIds: [] }, 'invalidParameter.userIds.empty'],
    ['an empty id', { ...GOOD, userIds: [''] }, 'invalidParameter.userId.empty'],
    ['21 people', { ...GOOD, userIds: many(21) }, 'invalidParameter.userIds.overMax'],
    ['a text for a list', { ...GOOD, userIds: 'li.lei' }, 'invalidParameter.param.invalid'],
    ['an empty robotCode', { ...GOOD, robotCode: '' }, 'invalidParameter.robotCode.empty'],
    ['an unknown kind', { ...GOOD, msgKey: 'markdown' }, 'invalidParameter.msgKey.invalid'],
    ['no content', { ...GOOD, msgParam: '{}' }, 'miss.param.contentOfText'],
  ])('with %s is refused', async (_what, body, code) => {
    const { sandbox, send } = aSandbox()
    expect(codeOf(await send(PATH, body))).toEqual([400, code])
    expect(sandbox.messages()).toEqual([])
  })

  test('to twenty people is taken', async () => {
    const { send } = aSandbox()
    expect(codeOf(await send(PATH, { ...GOOD, userIds: many(20) }))).toEqual([200, undefined])
  })

  test('can be asked who read it, and an unknown key is expired', async () => {
    const { sandbox, token, send } = aSandbox()
    const { processQueryKey } = (await send(PATH, GOOD)).body as { processQueryKey: string }
    const ask = async (key: string): Promise<unknown> => {
      const query = new URLSearchParams({ robotCode: 'dingops', processQueryKey: key })
      const response = await sandbox.app.request(`/v1.0/robot/oToMessages/readStatus?${query}`, {
        headers: { 'x-acs-dingtalk-access-token': await token() },
      })
      return response.json()
    }
    expect(await ask(processQueryKey)).toEqual({
      sendStatus: 'SUCCESS',
      messageReadInfoList: [
        { name: 'wang.fang', userId: 'wang.fang', readStatus: 'UNREAD' },
        { name: 'li.lei', userId: 'li.lei', readStatus: 'UNREAD' },
      ],
    })
    expect(await ask('other')).toMatchObject({ code: 'processQueryKey.expireTime' })
  })
})
