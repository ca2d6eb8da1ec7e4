import { createHmac, timingSafeEqual } from 'node:crypto'
import { HOUR } from '../../domain/clock.ts'
import { fieldsIn } from '../../domain/fields.ts'
import { bytesOf } from '../../domain/size.ts'
import type { Answer, Call } from '../call.ts'
import type { CustomRobot } from '../limits.ts'
import { remember } from '../remember.ts'
import { arrive, type World } from '../world.ts'
import { readRobotMessage } from './custom-robot-message.ts'
import type { Endpoint } from './endpoint.ts'

/** The custom group robot: no app, no token but the one in its address, errors all 200. */
export const customRobot: Endpoint = { method: 'POST', path: '/robot/send', answer: send }

const MAX_BYTES = 20_000

function send(world: World, call: Call): Answer {
  const token = call.query['access_token'] ?? ''
  const { bad, custom_robots } = world.limits
  if (token === '' || bad.robots.includes(token)) return refuse(300005, 'token is not exist')
  if (!(call.headers['content-type'] ?? '').startsWith('application/json'))
    return refuse(43004, '无效的HTTP HEADER Content-Type')
  if (bytesOf(call.body) > MAX_BYTES)
    return refuse(460101, `message too long, exceed ${MAX_BYTES} bytes`)
  const body = fieldsIn(call.body)
  if (!body) return refuse(40035, '不合法的参数 json')
  const robot = Object.hasOwn(custom_robots, token) ? custom_robots[token] : undefined
  const locked = robot ? securityProblem(robot, call, world.clock.now()) : null
  if (locked !== null) return refuse(310000, locked)
  const said = readRobotMessage(body)
  if (!said.ok) return refuse(said.error.errcode, said.error.errmsg)

  const uuid = typeof body['msgUuid'] === 'string' ? `${token}/${body['msgUuid']}` : null
  if (uuid !== null && world.uuids.has(uuid)) return OK
  const { robot_per_minute: limit, robot_penalty_ms: penalty } = world.limits
  if (!world.robots.pass(token, world.clock.now(), limit, penalty))
    return refuse(130101, `send too fast, exceed ${limit} times per minute`)
  if (uuid !== null) remember(world.uuids, uuid, world.clock.now())
  arrive(world, {
    ...said.value,
    channel: 'robot',
    app: null,
    robot: token,
    target: token,
    recipients: [],
    receipt: null,
    request: call,
  })
  return OK
}

const refuse = (errcode: number, errmsg: string): Answer => ({
  status: 200,
  body: { errcode, errmsg },
})

const OK: Answer = { status: 200, body: { errcode: 0, errmsg: 'ok' } }

function securityProblem(robot: CustomRobot, call: Call, now: number): string | null {
  if (robot.secret !== undefined) {
    const timestamp = call.query['timestamp'] ?? ''
    if (!/^\d{13}$/.test(timestamp) || Math.abs(now - Number(timestamp)) > HOUR)
      return 'invalid timestamp'
    if (!sameSign(call.query['sign'] ?? '', signOf(timestamp, robot.secret)))
      return 'sign not match'
  }
  const { keywords = [] } = robot
  if (keywords.length > 0 && !keywords.some((word) => call.body.includes(word)))
    return 'keywords not in content'
  return null
}

const signOf = (timestamp: string, secret: string): string =>
  createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64')

function sameSign(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)]
  return one.length === other.length && timingSafeEqual(one, other)
}
