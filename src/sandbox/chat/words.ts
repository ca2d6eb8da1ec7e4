/** The page's own words, in the two languages that its readers have. */
export interface Words {
  readonly lang: string
  readonly title: string
  readonly chats: string
  readonly back: string
  readonly robot: string
  readonly app: string
  readonly group: string
  readonly person: string
  readonly customRobot: string
  readonly workNotifications: string
  readonly image: string
  readonly link: string
  readonly emptyTitle: string
  readonly emptyText: string
  readonly live: string
  readonly lost: string
  readonly newer: string
  readonly note: string
  readonly onlyRobots: string
}

const EN: Words = {
  lang: 'en',
  title: 'DingTalk sandbox',
  chats: 'Chats',
  back: 'Back to the chats',
  robot: 'Robot',
  app: 'App',
  group: 'Group',
  person: 'One-to-one chat',
  customRobot: 'Custom robot',
  workNotifications: 'Work notifications',
  image: '[Image]',
  link: '[Link]',
  emptyTitle: 'Waiting for the first message',
  emptyText: 'A chat appears here by itself as soon as something is sent to it.',
  live: 'Live',
  lost: 'Connection lost, trying again…',
  newer: 'New messages',
  note: 'Nothing here leaves this machine.',
  onlyRobots: 'Only robots speak in a sandbox.',
}

const ZH: Words = {
  lang: 'zh-CN',
  title: '钉钉沙箱',
  chats: '消息',
  back: '返回消息列表',
  robot: '机器人',
  app: '应用',
  group: '群聊',
  person: '单聊',
  customRobot: '自定义机器人',
  workNotifications: '工作通知',
  image: '[图片]',
  link: '[链接]',
  emptyTitle: '等待第一条消息',
  emptyText: '一有消息发来，会话会自动出现在这里。',
  live: '实时',
  lost: '连接已断开，正在重连…',
  newer: '新消息',
  note: '这里的内容不会离开本机。',
  onlyRobots: '沙箱里只有机器人发言。',
}

/** By an `Accept-Language` header, or what `?lang=` says in its place. */
export function wordsFor(languages: string): Words {
  return /^\s*zh/i.test(languages) ? ZH : EN
}
