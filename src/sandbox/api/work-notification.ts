import { createHash } from 'node:crypto'
import { DAY, HOUR } from '../../domain/clock.ts'
import { type Fields, fieldsIn, isFields } from '../../domain/fields.ts'
import { oapiOk, oapiRefusal } from '../answers.ts'
import { type Answer, readList } from '../call.ts'
import { remember } from '../remember.ts'
import { arrive, type Task, type World } from '../world.ts'
import { type OapiRequest, oapiEndpoint } from './oapi.ts'

/** A work notification by template. Sending is a task: what became of it is asked afterwards. */
export const workNotification = oapiEndpoint(
  '/topapi/message/corpconversation/sendbytemplate',
  send,
)

const MAX_USERS = 5_000
const MAX_DEPARTMENTS = 500

function send(world: World, request: OapiRequest): Answer {
  const { requestId, fields } = request
  const refuse = (errcode: number, errmsg: string): Answer =>
    oapiRefusal(requestId, errcode, errmsg)
  const agent = String(fields['agent_id'] ?? '')
  const template = String(fields['template_id'] ?? '')
  const users = readList(String(fields['userid_list'] ?? ''))
  const departments = readList(String(fields['dept_id_list'] ?? ''))
  const data = readData(fields['data'])
  if (agent === '') return refuse(40035, '缺少参数 agent_id')
  if (!/^\d+$/.test(agent)) return refuse(400002, '无效的agentId')
  if (template === '') return refuse(40035, '缺少参数 template_id')
  if (users.length === 0 && departments.length === 0)
    return refuse(40035, '缺少参数 userid_list or dept_id_list')
  if (users.length > MAX_USERS || departments.length > MAX_DEPARTMENTS)
    return refuse(41029, '接收者数量超过限制')
  if (!data) return refuse(40035, '不合法的参数 data: a flat object of strings is needed')
  if (world.limits.bad.templates.includes(template)) return refuse(885001, '消息模板不存在')
  const task = tell(world, request, { agent, template, users, departments, data })
  return oapiOk(requestId, { task_id: task })
}

/** `data` is an object, or the text of one; its values are all strings. */
function readData(data: unknown): Readonly<Record<string, string>> | null {
  if (data === undefined || data === '') return {}
  const fields = typeof data === 'string' ? fieldsIn(data) : data
  if (!isFields(fields)) return null
  const entries = Object.entries(fields)
  return entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')
    ? Object.fromEntries(entries)
    : null
}

interface Notice {
  readonly agent: string
  readonly template: string
  readonly users: readonly string[]
  readonly departments: readonly string[]
  readonly data: Readonly<Record<string, string>>
}

function tell(world: World, { holder, call }: OapiRequest, notice: Notice): number {
  const { template, data, departments } = notice
  const said = JSON.stringify([template, Object.entries(data).sort()])
  const words = createHash('sha256').update(said).digest('base64')
  const told: string[] = []
  const forbidden: { code: string; userid: string }[] = []
  const invalid = notice.users.filter((user) => world.limits.bad.users.includes(user))
  for (const userid of new Set(notice.users.filter((user) => !invalid.includes(user)))) {
    const drop = dropFor(world, userid, words)
    const series = holder.kind === 'internal' ? '1431' : '1432'
    if (drop === null) told.push(userid)
    else forbidden.push({ code: `${series}${drop}`, userid })
  }
  const id = world.ids.task()
  remember(world.tasks, String(id), { told, invalid, forbidden })
  if (told.length > 0 || departments.length > 0)
    arrive(world, {
      channel: 'work_notification',
      app: holder.app,
      robot: notice.agent,
      target: [...notice.users, ...departments].join(','),
      recipients: told,
      msgKey: template,
      msgParam: data,
      ...wordsOf(data),
      messageUrl: null,
      picUrl: null,
      mentions: [],
      receipt: String(id),
      request: call,
    })
  return id
}

/** Why DingTalk drops it for this person without a word: `05` too many today, `06` said before. */
function dropFor(world: World, user: string, words: string): '05' | '06' | null {
  // The day is China's, whatever the region.
  const now = world.clock.now()
  const key = `${Math.floor((now + 8 * HOUR) / DAY)}/${user}`
  const { count, words: said } = world.days.get(key) ?? { count: 0, words: new Map() }
  const { drop_identical, work_notifications_per_day: perDay } = world.limits
  if (drop_identical && said.has(words)) return '06'
  if (perDay !== null && count >= perDay) return '05'
  remember(said, words, now, MOST_WORDS)
  remember(world.days, key, { count: count + 1, words: said })
  return null
}

/** More than DingTalk itself lets one person have on a day. */
const MOST_WORDS = 1_000

/** The template's own words are at DingTalk; what is known here are its variables. */
function wordsOf(data: Readonly<Record<string, string>>): {
  readonly title: string
  readonly text: string
  readonly buttons: readonly { readonly title: string; readonly url: string }[]
} {
  const entries = Object.entries(data)
  const links = entries.filter(([, value]) => /^(https?|dingtalk):\/\//.test(value))
  const plain = entries.filter((entry) => !links.includes(entry))
  return {
    title: data['title'] ?? data['name'] ?? plain[0]?.[1] ?? '',
    text: plain.map(([name, value]) => `${name}: ${value}`).join('\n'),
    buttons: links.map(([title, url]) => ({ title, url })),
  }
}

export const workNotificationProgress = oapiEndpoint(
  '/topapi/message/corpconversation/getsendprogress',
  (world, request) =>
    withTask(world, request, () => ({ progress: { progress_in_percent: 100, status: 2 } })),
)

export const workNotificationResult = oapiEndpoint(
  '/topapi/message/corpconversation/getsendresult',
  (world, request) => withTask(world, request, (task) => ({ send_result: resultOf(task) })),
)

function resultOf({ told, invalid, forbidden }: Task): Fields {
  return {
    invalid_user_id_list: invalid,
    forbidden_user_id_list: forbidden.map((one) => one.userid),
    failed_user_id_list: [],
    read_user_id_list: [],
    unread_user_id_list: told,
    invalid_dept_id_list: [],
    forbidden_list: forbidden.map((one) => ({ ...one, count: 1 })),
  }
}

function withTask(
  world: World,
  { requestId, fields }: OapiRequest,
  answer: (task: Task) => Fields,
): Answer {
  if (String(fields['agent_id'] ?? '') === '')
    return oapiRefusal(requestId, 40035, '缺少参数 agent_id')
  const task = world.tasks.get(String(fields['task_id'] ?? ''))
  if (!task) return oapiRefusal(requestId, 400002, '无效的参数:task_id')
  return oapiOk(requestId, answer(task))
}
