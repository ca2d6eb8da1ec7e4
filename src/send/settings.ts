import type * as z from 'zod'
import { parseDuration } from '../domain/duration.ts'
import {
  count,
  flag,
  form,
  list,
  named,
  oneOf,
  parsed,
  secret,
  section,
  someTime,
  text,
  textMap,
} from '../domain/forms.ts'
import { err, ok } from '../domain/result.ts'
import { Secret } from '../domain/secret.ts'
import type { Pace } from '../domain/target.ts'
import { activeTimeIntervals, matchers, muteTimeIntervals } from '../match/settings.ts'
import { locale, timezone, webAddress } from '../message/settings.ts'

const address = (about: string) =>
  parsed('an address starting with http:// or https://', webAddress).describe(about)

/** How DingTalk is reached; an app says only what differs from the others. */
const endpointKeys = {
  region: oneOf('intl', 'cn').describe('intl: dingtalk.io; cn: dingtalk.com').optional(),
  api_url: address('Instead of the region’s api host: a sandbox, an egress gateway').optional(),
  oapi_url: address('Instead of the region’s oapi host').optional(),
  proxy: address('HTTP proxy; without it the usual proxy variables').optional(),
  timeout: someTime().describe('How long DingTalk may take to answer; default 5s').optional(),
}

const app = section({
  ...endpointKeys,
  org: text().describe('Name of orgs: whose monthly quota it uses').optional(),
  app_key: text().describe('Internal app: Client ID (AppKey)').optional(),
  app_secret: secret().describe('Internal app: Client Secret (AppSecret)').optional(),
  corp_id: text().describe('Third-party app: the organisation that installed it').optional(),
  suite_key: text().describe('Third-party app: SuiteKey').optional(),
  suite_secret: secret().describe('Third-party app: SuiteSecret').optional(),
  suite_ticket_file: text().describe('Third-party app: file with the newest ticket').optional(),
  robot_code: text().describe('The robot that speaks; an internal app’s is its app_key').optional(),
  agent_id: text().describe('AgentId; work notifications need it').optional(),
  calls_per_second: count(1, 1000).describe("DingTalk's limit for each API").prefault(20),
})

const org = section({
  monthly_calls: count(1, 1_000_000_000).describe('API calls a month that it has').optional(),
  monthly_webhooks: count(1, 1_000_000_000).describe('Custom-robot calls a month').optional(),
  on_budget: oneOf('warn', 'fold')
    .describe('From 80 % on: warn, or fold into digests')
    .prefault('warn'),
})

const robot = section({
  access_token: secret().describe('What stands behind access_token= in its address').optional(),
  url: form({ type: 'string' }, robotUrl)
    .describe('Its whole address, as DingTalk shows it; oapi_url goes before its host')
    .optional(),
  secret: secret().describe('SEC…, where the robot asks for a signature').optional(),
  keyword: text()
    .describe('A word that the robot insists on; added where it is missing')
    .optional(),
  region: oneOf('intl', 'cn').describe('Where the robot lives, unless dingtalk says it').optional(),
})

const mentions = section({
  mobiles: list(text()).describe('Mobile numbers').prefault([]),
  users: list(text()).describe('User ids, people, $lists').prefault([]),
  all: flag().describe('Everybody in the group').prefault(false),
  from_label: text().describe('Label that holds mobile numbers').optional(),
  on: oneOf('firing', 'always').describe('When people are called').prefault('firing'),
})

const workNotification = section({
  template_id: text().describe('From the developer console'),
  users: list(text()).describe('User ids, people, $lists').prefault([]),
  mobiles: list(text()).describe('Mobile numbers, looked up once').prefault([]),
  departments: list(text()).describe('Department ids').prefault([]),
  data: textMap().describe('Variables of the template, each a Handlebars text').optional(),
})

const pace = parsed('messages per time, such as 18/1m', parsePace)

const target = section({
  group: text().describe('A name of groups:, an id (cid…), or {{…}} that yields a name').optional(),
  default_group: text().describe('Where a templated group leads that is no name').optional(),
  users: list(text()).describe('One to one: ids, people, $lists, user:ID').optional(),
  mobiles: list(text()).describe('One to one: mobile numbers, looked up once').optional(),
  work_notification: workNotification.describe('A work notification by template').optional(),
  robot: robot.describe("A group's own custom robot").optional(),
  receiver: text().describe('Everybody whom another receiver tells').optional(),
  name: text().describe('For pages and metrics; default: receiver/number').optional(),
  app: text().describe('Which app speaks; default: default_app').optional(),
  template: text().describe('How it is worded').optional(),
  cool_app_code: text().describe('group: the cool app that the message belongs to').optional(),
  robot_code: text().describe('group: scene groups have a robot of their own').optional(),
  pace: pace.describe('Most messages in a sliding time; default 18/1m').optional(),
  on_unknown: oneOf('retry', 'hold')
    .describe('When DingTalk may or may not have sent it')
    .prefault('retry'),
  digest: oneOf('auto', 'off')
    .describe('off: each by itself, however long it takes')
    .prefault('auto'),
  matchers: matchers().optional(),
  mute_time_intervals: muteTimeIntervals().optional(),
  active_time_intervals: activeTimeIntervals().optional(),
  send_resolved: flag().describe('Whether the end of an alert is told; default true').optional(),
  locale: locale().optional(),
  timezone: timezone().optional(),
  mentions: mentions.describe('robot: who is called by name').optional(),
})

const receiver = section({
  name: text().describe('What routes call it'),
  template: text().describe('How its targets word it').optional(),
  send_resolved: flag().describe('Whether the end of an alert is told; default true').optional(),
  locale: locale().optional(),
  timezone: timezone().optional(),
  targets: list(target).describe('Everybody who is told; [] is nobody, on purpose').optional(),
})

export const sendSettings = {
  dingtalk: section({
    ...endpointKeys,
    default_app: text().describe('The app of targets that name none').optional(),
    orgs: named(org).describe('Organisations and their monthly quota').prefault({}),
    apps: named(app).describe('Apps that the bridge speaks through').prefault({}),
  })
    .describe('How DingTalk is reached, and as whom')
    .prefault({}),
  groups: named(text())
    .describe('A directory: names of group chats → conversation ids')
    .prefault({}),
  people: named(
    section({
      user: text().describe('User id').optional(),
      mobile: text().describe('Mobile number').optional(),
    }),
  )
    .describe('A directory: names of people → user id, mobile number')
    .prefault({}),
  lists: named(list(text())).describe('Named lists of people, used as $name').prefault({}),
  receivers: list(receiver).describe('Names in the routing tree, and whom each tells').prefault([]),
}

export type AppForm = z.output<typeof app>
export type TargetForm = z.output<typeof target>
export type ReceiverForm = z.output<typeof receiver>
export type RobotForm = z.output<typeof robot>
export type DingtalkForm = z.output<(typeof sendSettings)['dingtalk']>

/** A custom robot's address, taken apart so that its token is a secret. */
export interface RobotUrl {
  readonly url: string
  readonly accessToken: Secret
}

function robotUrl(input: unknown) {
  const written = typeof input === 'string' ? input : ''
  const url = webAddress(written) ? new URL(written) : null
  const token = url?.searchParams.get('access_token')
  if (!url || !token) return err('expected an address with ?access_token=…, as DingTalk shows it')
  return ok<RobotUrl>({ url: `${url.origin}${url.pathname}`, accessToken: new Secret(token) })
}

function parsePace(written: string): Pace | null {
  const match = /^(\d{1,6})\/(.+)$/.exec(written)
  const perMs = match?.[2] ? parseDuration(match[2]) : null
  const messages = Number(match?.[1])
  return messages > 0 && perMs !== null && perMs > 0 ? { messages, perMs } : null
}
