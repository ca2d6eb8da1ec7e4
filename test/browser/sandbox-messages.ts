import type { ListeningSandbox } from '../../src/sandbox/listen.ts'

/** A night's worth of messages, in both languages and of every kind. */
export async function fillSandbox(sandbox: ListeningSandbox): Promise<void> {
  const post = async (path: string, body: unknown, token = ''): Promise<Record<string, string>> => {
    const response = await fetch(`${sandbox.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-acs-dingtalk-access-token': token },
      body: JSON.stringify(body),
    })
    return (await response.json()) as Record<string, string>
  }
  const { accessToken: token = '' } = await post('/v1.0/oauth2/accessToken', {
    appKey: 'dingops',
    appSecret: 's',
  })
  const group = (openConversationId: string, msgKey: string, param: object) =>
    post(
      '/v1.0/robot/groupMessages/send',
      { robotCode: 'dingops', openConversationId, msgKey, msgParam: JSON.stringify(param) },
      token,
    )
  const users = (userIds: readonly string[], msgKey: string, param: object) =>
    post(
      '/v1.0/robot/oToMessages/batchSend',
      { robotCode: 'dingops', userIds, msgKey, msgParam: JSON.stringify(param) },
      token,
    )

  await post('/robot/send?access_token=0f3c8e21d7a94b', {
    msgtype: 'markdown',
    markdown: { title: '[alert] 磁盘将满', text: CUSTOM },
    at: { atMobiles: ['13800000000'] },
  })
  await post(`/topapi/message/corpconversation/sendbytemplate?access_token=${token}`, {
    agent_id: 948060598,
    template_id: 'e27a9eed42b34a14',
    userid_list: 'wang.fang,li.lei',
    data: { title: '订单库主从延迟 312 秒', severity: '严重', url: 'https://g.example/d/db' },
  })
  await users(['wang.fang'], 'sampleText', {
    content: '值班提醒：今晚 22:00 起由你值班。\n交接文档 https://wiki.example/oncall',
  })
  await users(['wang.fang'], 'sampleLink', {
    title: 'Runbook: replication lag',
    text: 'What to look at first, how to move reads away, and when to wake somebody up.',
    messageUrl: 'https://wiki.example/runbooks/replication',
    picUrl: 'https://wiki.example/runbooks/replication.png',
  })
  await users(['wang.fang'], 'sampleImageMsg', { photoURL: 'https://g.example/render/db-3.png' })
  await group('cid-acme-ci', 'sampleActionCard6', CI)
  await group('cid6KeBBLoveMJOGXoYKF5x7EeiodoA==', 'sampleMarkdown', {
    title: '🌊 180 alerts in 60 s · 12 critical · prod-cn',
    text: DIGEST,
  })
  await group('cid-pay', 'sampleMarkdown', {
    title: '✅ 已恢复 · HighErrorRate · 支付 prod-cn · 历时 23 分钟',
    text: RESOLVED,
  })
  await group('cid-pay', 'sampleActionCard3', CARD)
  await group('cid-pay', 'sampleMarkdown', {
    title: '🔴 3 firing · HighErrorRate · pay prod-cn',
    text: FIRING,
  })
}

export const NAMES = {
  dingops: 'Alerts 告警',
  'cid-pay': '支付值班 · prod-cn',
  'cid-acme-ci': 'acme CI',
  'wang.fang': '王芳',
  'li.lei': '李雷',
}

const FIRING = `#### 🔴 3 firing · HighErrorRate

**2 critical · 1 warning** in pay, prod-cn  
5xx above 5 % for 5 min

**1 checkout-api** 🔴 critical  
**12.4 %** · since 14:02 (8 min)  
[Graph](https://g.example/1) · [Runbook](https://wiki.example/1)

**2 refund-api** 🔴 critical  
**7.9 %** · since 14:05 (5 min)  
[Graph](https://g.example/2) · [Runbook](https://wiki.example/2)

**3 report-api** 🟠 warning · new  
**5.6 %** · since 14:09 (1 min)  
[Graph](https://g.example/3)

> prod-cn · times UTC+8 · [All details](https://ding.example.com/n/x)`

const RESOLVED = `#### ✅ 已恢复 · HighErrorRate

支付 · prod-cn · 3 条全部恢复  
14:02 至 14:25，历时 **23 分钟**

- checkout-api：23 分钟
- refund-api：19 分钟
- report-api：12 分钟

> 时间为 UTC+8 · [全部详情](https://ding.example.com/n/y)`

const CARD = {
  title: '🔴 严重 · MySQL 主从延迟 · 订单 db-3',
  text: `#### 🔴 MySQL 主从延迟 312 秒

订单 · prod-cn · **db-3**  
阈值 60 秒 · 14:02 起，已 8 分钟

下单后可能读到旧数据`,
  actionTitle1: '看图表',
  actionURL1: 'https://g.example/d/db-3',
  actionTitle2: '处理手册',
  actionURL2: 'https://wiki.example/mysql',
  actionTitle3: '静默…',
  actionURL3: 'https://ding.example.com/a/z',
}

const CI = {
  title: '❌ failed · acme/pay · main · build #482',
  text: `#### ❌ failed · acme/pay · main

**build #482** · unit tests · step \`npm test\`  
9f31c2e Round half up in refunds · li.lei · 4 min 12 s`,
  buttonTitle1: 'Open run',
  buttonUrl1: 'https://ci.example/482',
  buttonTitle2: 'Commit',
  buttonUrl2: 'https://git.example/9f31c2e',
}

const DIGEST = `#### 🌊 180 alerts in 60 s · prod-cn

🔴 12 critical · 🟠 96 warning · 🔵 72 info  
171 still firing · 9 came and went  
**164 of 180 share** zone=cn-sh-2b

**Critical, all 12**

- KubeNodeNotReady ×8: node-11 to node-18, since 14:02
- PaymentErrorRate ×3: checkout, refund, payout
- EtcdNoLeader ×1: etcd-2, since 14:03

**The other 168**

- KubePodCrashLooping ×74
- TargetDown ×41
- HighLatency ×33

> In place of 46 messages · [See all 180](https://ding.example.com/n/d) · times UTC+8`

const CUSTOM = `#### [alert] 磁盘将满

| host | used |
| --- | --- |
| db-3 | 93 % |

![usage](https://g.example/render/disk.png)

<font color="red">db-3</font> fills up at 03:40 @13800000000`
