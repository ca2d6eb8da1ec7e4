/** Somebody who is told in the chaos: how the settings name them, and which ears must hear. */
export interface Chat {
  readonly name: string
  readonly channel: 'group' | 'users' | 'work_notification' | 'robot'
  readonly app: string
  readonly ears: readonly string[]
  /** Listed in the settings, and unknown to DingTalk. */
  readonly strangers: readonly string[]
  /** It would rather not know than hear something twice: `on_unknown: hold`. */
  readonly isHeld?: boolean
}

const APPS = ['ops', 'shop', 'data'] as const

/** The blocked ones live behind another host name: for the bridge that is another region. */
const BLOCKED_APP = 'far'

/** So many times the smallest set: 7 groups, 2 robots, 3 lists of people, 1 work notification. */
export function chatsOf(size: number, isBlocked: boolean): readonly Chat[] {
  const sets = Array.from({ length: size }, (_, i) => setOf(i + 1))
  const far = Array.from({ length: isBlocked ? 5 : 0 }, (_, i) => group(`far${i + 1}`, BLOCKED_APP))
  const nobody = { ...people('nobody', []), strangers: ['stranger-nobody'] }
  return [...sets.flat(), ...far, nobody]
}

const setOf = (n: number): readonly Chat[] => [
  ...APPS.flatMap((app) => [group(`${app}${n}a`, app), group(`${app}${n}b`, app)]),
  { ...group(`held${n}`, 'ops'), isHeld: true },
  robot(`robot${n}a`),
  robot(`robot${n}b`),
  people(`pair${n}`, [`pair${n}-1`, `pair${n}-2`]),
  people(`slowed${n}`, [`slowed${n}-1`, `slowed${n}-2`, `slowed${n}-3`]),
  { ...people(`mixed${n}`, [`mixed${n}-1`]), strangers: [`stranger-${n}`] },
  { ...people(`work${n}`, [`work${n}-1`]), channel: 'work_notification' },
]

const group = (name: string, app: string): Chat => ({
  name,
  channel: 'group',
  app,
  ears: [`cid-${name}`],
  strangers: [],
})

const robot = (name: string): Chat => ({ ...group(name, ''), channel: 'robot' })

const people = (name: string, ears: readonly string[]): Chat => ({
  name,
  channel: 'users',
  app: 'ops',
  ears,
  strangers: [],
})

export function chaosSettings(chats: readonly Chat[], sandboxUrl: string): string {
  const far = sandboxUrl.replace('127.0.0.1', 'localhost')
  const app = (name: string, url: string): string =>
    `    ${name}: { app_key: ding${name}, app_secret: not-a-secret, robot_code: ding${name}, agent_id: '1', calls_per_second: 500, api_url: '${url}', oapi_url: '${url}' }`
  return `
delivery: { retry_for: 30m, late_after: 20s }
dingtalk:
  region: intl
  timeout: 2s
  default_app: ops
  apps:
${[...APPS.map((name) => app(name, sandboxUrl)), app(BLOCKED_APP, far)].join('\n')}
receivers:
${chats.map((chat) => `  - { name: ${chat.name}, targets: [${targetOf(chat, sandboxUrl)}] }`).join('\n')}
route:
  receiver: nobody
  routes:
${chats.map(({ name }) => `    - { receiver: ${name}, matchers: ['chat="${name}"'] }`).join('\n')}
`
}

function targetOf({ channel, app, ears, strangers, isHeld }: Chat, sandboxUrl: string): string {
  const [ear = ''] = ears
  const users = `users: [${[...ears, ...strangers].map((user) => `'user:${user}'`).join(', ')}]`
  const pace = 'pace: 1000/1m'
  switch (channel) {
    case 'group':
      return `{ group: ${ear}, app: ${app}, on_unknown: ${isHeld ? 'hold' : 'retry'}, ${pace} }`
    case 'users':
      return `{ ${users}, ${pace} }`
    case 'work_notification':
      return `{ work_notification: { template_id: ordeal, ${users}, data: { text: '{{alert.annotations.summary}}' } }, digest: off, ${pace} }`
    case 'robot':
      return `{ robot: { url: '${sandboxUrl}/robot/send?access_token=${ear}' }, ${pace} }`
  }
}
