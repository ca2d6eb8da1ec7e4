import { oapiOk, oapiRefusal } from '../answers.ts'
import { type Answer, textOf } from '../call.ts'
import type { World } from '../world.ts'
import { type OapiRequest, oapiEndpoint } from './oapi.ts'

/** Everybody has an account here: the number 13800000000 belongs to `user-13800000000`. */
export const userByMobile = oapiEndpoint('/topapi/v2/user/getbymobile', findByMobile)

export const userById = oapiEndpoint('/topapi/v2/user/get', findById)

const MOBILE = /^\+?[\d-]{5,20}$/

function findByMobile(world: World, { requestId, fields }: OapiRequest): Answer {
  const mobile = String(fields['mobile'] ?? '')
  if (mobile === '') return oapiRefusal(requestId, 400002, '无效的参数:mobile')
  if (!MOBILE.test(mobile)) return oapiRefusal(requestId, 40104, '无效的手机号')
  if (world.limits.bad.users.includes(mobile)) return oapiRefusal(requestId, 60121, '找不到该用户')
  return oapiOk(requestId, { result: { userid: `user-${mobile}` } })
}

function findById(world: World, { requestId, fields }: OapiRequest): Answer {
  const userid = textOf(fields['userid'])
  if (userid === '') return oapiRefusal(requestId, 400002, '无效的参数:userid')
  if (world.limits.bad.users.includes(userid)) return oapiRefusal(requestId, 60121, '找不到该用户')
  return oapiOk(requestId, { result: { userid, name: world.names.get(userid) ?? userid } })
}
