import { describe, expect, test } from 'vitest'
import { aSandbox } from '../ask.ts'

const EVIL = '<img src=x onerror=alert(1)>"\'&'
const robotSays = (content: string) => ({ msgtype: 'text', text: { content } })

async function pageOf(asking: ReturnType<typeof aSandbox>, language = 'en'): Promise<string> {
  const headers = { 'accept-language': language }
  return (await asking.sandbox.app.request('/', { headers })).text()
}

describe('the chat page', () => {
  test('loads nothing but its own parts', async () => {
    const { sandbox } = aSandbox()
    const response = await sandbox.app.request('/')
    expect(response.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; " +
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    )
    const html = await response.text()
    const parts = [...html.matchAll(/(?:src|<link[^>]*href)="([^"]+)"/g)].map(([, path]) => path)
    expect(parts).toEqual(['/sandbox/favicon.svg', '/sandbox/chat.css', '/sandbox/chat.js'])
    for (const path of parts) expect((await sandbox.app.request(path ?? '')).status).toBe(200)
    expect(html).not.toMatch(/ style=| on[a-z]+=/)
  })

  test('shows what a sender wrote as text, wherever it stands', async () => {
    const asking = aSandbox()
    await asking.post('/robot/send?access_token=tok', robotSays(EVIL))
    await asking.send('/v1.0/robot/oToMessages/batchSend', {
      robotCode: EVIL,
      userIds: [EVIL],
      msgKey: 'sampleActionCard',
      msgParam: JSON.stringify({ title: EVIL, text: EVIL, singleTitle: EVIL, singleURL: EVIL }),
    })
    await asking.send('/v1.0/robot/groupMessages/send', {
      robotCode: 'r',
      openConversationId: EVIL,
      msgKey: 'sampleLink',
      msgParam: JSON.stringify({ title: EVIL, text: EVIL, messageUrl: 'javascript:alert(1)' }),
    })
    const html = await pageOf(asking)
    expect(html).not.toContain('<img')
    expect(html).not.toContain('href="javascript:')
    expect(html.match(/&#60;img src=x onerror=alert\(1\)&#62;&#34;&#39;&#38;/g)).not.toBeNull()
  })

  test('does not show a custom robot’s token', async () => {
    const asking = aSandbox()
    await asking.post('/robot/send?access_token=0123456789abcdef', robotSays('x'))
    const html = await pageOf(asking)
    expect(html).toContain('Custom robot …cdef')
    expect(html).not.toContain('0123456789ab')
  })

  test('has one chat for each person who was told', async () => {
    const asking = aSandbox()
    await asking.send('/v1.0/robot/oToMessages/batchSend', {
      robotCode: 'r',
      userIds: ['wang.fang', 'li.lei'],
      msgKey: 'sampleText',
      msgParam: '{"content":"x"}',
    })
    const names = (await pageOf(asking)).matchAll(/class="entry-name">([^<]*)</g)
    expect([...names].map(([, name]) => name)).toEqual(['li.lei', 'wang.fang'])
  })

  test('calls people where the words name them, and never inside an address', async () => {
    const asking = aSandbox()
    await asking.post('/robot/send?access_token=tok', {
      msgtype: 'markdown',
      markdown: { title: 't', text: 'ask @138 or [him](https://a.example/@138)' },
      at: { atMobiles: ['138', '139'] },
    })
    const html = await pageOf(asking)
    expect(html).toContain('ask <span class="call">@138</span> or <a href="https://a.example/@138"')
    expect(html).not.toContain('@139')
  })

  test.each([
    ['en-GB', 'Waiting for the first message'],
    ['zh-CN,zh;q=0.9', '等待第一条消息'],
  ])('speaks to a reader of %s', async (language, words) => {
    expect(await pageOf(aSandbox(), language)).toContain(words)
  })
})

describe('the stream behind the page', () => {
  test('tells what was missed and then what comes, until the sandbox closes', async () => {
    const asking = aSandbox()
    await asking.post('/robot/send?access_token=tok', robotSays('one'))
    await asking.post('/robot/send?access_token=tok', robotSays('two'))
    const response = await asking.sandbox.app.request('/sandbox/events?since=m1')
    await asking.post('/robot/send?access_token=tok', robotSays('three'))
    await asking.sandbox.app.request('/sandbox/messages', { method: 'DELETE' })
    asking.sandbox.close()
    const text = await response.text()
    expect([...text.matchAll(/^(?:event|id): (.*)$/gm)].map(([, value]) => value)).toEqual([
      ...['hello', 'arrived', 'm2', 'arrived', 'm3', 'cleared'],
    ])
  })
})
