import { v1Unfit } from '../answers.ts'
import { type Answer, textOf } from '../call.ts'
import { arrive, robotMaySend, type World } from '../world.ts'
import { readMsgParam } from './msg-param.ts'
import { type V1Request, v1Endpoint } from './v1.ts'

/** One message of an enterprise robot to up to twenty people, each in their own chat. */
export const userMessages = v1Endpoint(
  {
    method: 'POST',
    path: '/v1.0/robot/oToMessages/batchSend',
    mandatory: ['robotCode', 'userIds', 'msgKey', 'msgParam'],
  },
  send,
)

/** The documents say 20 in the text and 100 in an error's row; the stricter one is safe. */
const MAX_USERS = 20

function send(world: World, { requestId, holder, fields, call }: V1Request): Answer {
  const unfit = (code: string, what: string): Answer =>
    v1Unfit(requestId, code, what, 'Correct the request')
  const robot = textOf(fields['robotCode'])
  if (robot === '') return unfit('invalidParameter.robotCode.empty', 'The robotCode is empty.')
  const users = fields['userIds']
  if (!Array.isArray(users) || users.some((user) => typeof user !== 'string'))
    return unfit('invalidParameter.param.invalid', 'userIds has to be a list of strings.')
  if (users.length === 0) return unfit('invalidParameter.userIds.empty', 'userIds is empty.')
  if (users.includes('')) return unfit('invalidParameter.userId.empty', 'A user id is empty.')
  if (users.length > MAX_USERS)
    return unfit('invalidParameter.userIds.overMax', `userIds holds more than ${MAX_USERS}.`)
  const said = readMsgParam(fields['msgKey'], fields['msgParam'])
  if (!said.ok) return unfit(said.error.code, said.error.what)
  const { bad, flow_controlled_users } = world.limits
  if (bad.robots.includes(robot))
    return unfit('invalidParameter.robotCode.notExsit', 'There is no such robot.')

  const wanted: readonly string[] = [...new Set<string>(users)]
  const invalid = wanted.filter((user) => bad.users.includes(user))
  const slowed = wanted.filter(
    (user) =>
      !invalid.includes(user) &&
      (flow_controlled_users.includes(user) || !robotMaySend(world, robot, user)),
  )
  const recipients = wanted.filter((user) => !invalid.includes(user) && !slowed.includes(user))
  const receipt = world.ids.receipt()
  if (recipients.length > 0)
    arrive(world, {
      ...said.value,
      channel: 'users',
      app: holder.app,
      robot,
      target: wanted.join(','),
      recipients,
      mentions: [],
      receipt,
      request: call,
    })
  const lists = { invalidStaffIdList: invalid, flowControlledStaffIdList: slowed }
  return { status: 200, body: { processQueryKey: receipt, ...lists } }
}
