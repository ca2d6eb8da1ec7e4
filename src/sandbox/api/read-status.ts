import { v1Refusal } from '../answers.ts'
import type { Arrived } from '../arrivals.ts'
import type { Answer } from '../call.ts'
import type { World } from '../world.ts'
import { type V1Request, v1Endpoint } from './v1.ts'

/** Who has read a one-to-one message. Nobody reads in a sandbox. */
export const userReadStatus = v1Endpoint(
  {
    method: 'GET',
    path: '/v1.0/robot/oToMessages/readStatus',
    mandatory: ['robotCode', 'processQueryKey'],
  },
  (world, request) =>
    answerFor(world, request, (arrived) => ({
      sendStatus: 'SUCCESS',
      messageReadInfoList: arrived.recipients.map((userId) => ({
        name: world.names.get(userId) ?? userId,
        userId,
        readStatus: 'UNREAD',
      })),
    })),
)

/** Who has read a message in a group. */
export const groupReadStatus = v1Endpoint(
  {
    method: 'POST',
    path: '/v1.0/robot/groupMessages/query',
    mandatory: ['processQueryKey', 'openConversationId', 'robotCode'],
  },
  (world, request) =>
    answerFor(world, request, () => ({ sendStatus: 'SUCCESS', readUserIds: [], hasMore: false })),
)

function answerFor(
  world: World,
  { requestId, fields }: V1Request,
  answer: (arrived: Arrived) => unknown,
): Answer {
  const key = fields['processQueryKey']
  const arrived = world.arrivals.list().find((message) => message.receipt === key)
  if (arrived) return { status: 200, body: answer(arrived) }
  return v1Refusal(requestId, 400, 'processQueryKey.expireTime', 'processQueryKey已过期或不存在')
}
