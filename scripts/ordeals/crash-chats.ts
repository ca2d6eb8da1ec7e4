/** Chats that are told at once, chats that a digest has to help, a robot, and a person. */
export const CHATS = ['swift1', 'swift2', 'swift3', 'swift4', 'slow1', 'slow2', 'robot1', 'person1']
/** Who hears of it, by chat. */
export const EARS = new Map(
  CHATS.map((chat) => [chat, chat.startsWith('p') ? chat : `cid-${chat}`]),
)

export const crashSettings = (sandboxUrl: string): string => `
dingtalk:
  api_url: ${sandboxUrl}
  oapi_url: ${sandboxUrl}
  apps:
    ops: { app_key: dingops, app_secret: not-a-secret, robot_code: dingops, calls_per_second: 500 }
receivers:
${CHATS.map((chat) => `  - { name: ${chat}, targets: [${targetOf(chat, sandboxUrl)}] }`).join('\n')}
route:
  receiver: swift1
  routes:
${CHATS.map((chat) => `    - { receiver: ${chat}, matchers: ['chat="${chat}"'] }`).join('\n')}
`

function targetOf(chat: string, sandboxUrl: string): string {
  const ear = EARS.get(chat) ?? chat
  const pace = chat.startsWith('slow') ? '60/1m' : '6000/1m'
  if (chat.startsWith('person')) return `{ users: ['user:${ear}'], pace: ${pace} }`
  if (chat.startsWith('robot'))
    return `{ robot: { url: '${sandboxUrl}/robot/send?access_token=${ear}' }, pace: ${pace} }`
  return `{ group: ${ear}, pace: ${pace} }`
}
