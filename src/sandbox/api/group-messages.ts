import { v1Refusal, v1Unfit } from '../answers.ts'
import { type Answer, textOf } from '../call.ts'
import { arrive, robotMaySend, type World } from '../world.ts'
import { readMsgParam } from './msg-param.ts'
import { type V1Request, v1Endpoint } from './v1.ts'

/** One message of an enterprise robot into one group. */
export const groupMessages = v1Endpoint(
  {
    method: 'POST',
    path: '/v1.0/robot/groupMessages/send',
    mandatory: ['msgParam', 'msgKey', 'openConversationId', 'robotCode'],
  },
  send,
)

/** Tells which robots a group has; asked before anything is sent to it. */
export const groupRobots = v1Endpoint(
  { method: 'POST', path: '/v1.0/robot/groups/robots/query', mandatory: ['openConversationId'] },
  listRobots,
)

function send(world: World, { requestId, holder, fields, call }: V1Request): Answer {
  const unfit = (code: string, what: string, remedy: string): Answer =>
    v1Unfit(requestId, code, what, remedy)
  const robot = textOf(fields['robotCode'])
  const group = textOf(fields['openConversationId'])
  const { bad } = world.limits
  if (robot === '')
    return unfit('invalidParameter.robotCode.missing', 'The robotCode is empty.', 'Set it')
  if (group === '')
    return unfit('miss.openConversationId', 'The openConversationId is empty.', 'Set it')
  const said = readMsgParam(fields['msgKey'], fields['msgParam'])
  if (!said.ok) return unfit(said.error.code, said.error.what, 'Correct the message')
  if (bad.robots.includes(robot))
    return unfit(
      'invalidParameter.robotCode.notExsit',
      'There is no such robot.',
      'Check the robotCode and that the robot is published',
    )
  if (bad.groups.includes(group))
    return unfit(
      'resource.not.found',
      'The robot does not exist.',
      'Check the robotCode and that the robot is in the group',
    )
  if (!robotMaySend(world, robot, group))
    return unfit('send.too.fast', 'Messages are sent too frequently.', 'Send less often')
  const receipt = world.ids.receipt()
  arrive(world, {
    ...said.value,
    channel: 'group',
    app: holder.app,
    robot,
    target: group,
    recipients: [],
    mentions: [],
    receipt,
    request: call,
  })
  return { status: 200, body: { processQueryKey: receipt } }
}

/**
 * Any robot works in any group here, so the answer names the app's own robot, whose code usually
 * is the app key, and those that this group has heard.
 */
function listRobots(world: World, { requestId, holder, fields }: V1Request): Answer {
  const group = textOf(fields['openConversationId'])
  const { bad } = world.limits
  if (group === '' || bad.groups.includes(group))
    return v1Refusal(requestId, 400, 'invalid.openConversationId', '无效的openConversationId')
  const heard = world.arrivals
    .list()
    .filter((arrived) => arrived.channel === 'group' && arrived.target === group)
    .map((arrived) => arrived.robot)
  const codes = [...new Set([holder.app, ...heard])].filter((code) => !bad.robots.includes(code))
  const robots = codes.map((robotCode) => ({
    robotCode,
    name: world.names.get(robotCode) ?? robotCode,
    downloadIconURL: '',
    openRobotType: 2,
  }))
  return { status: 200, body: { chatbotInstanceVOList: robots } }
}
