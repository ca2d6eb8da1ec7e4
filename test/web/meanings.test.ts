import { expect, test } from 'vitest'
import { aDesk, look, NOON, press, SETTINGS } from './make-desk.ts'

/*
 * The exact sentence of the bridge is English everywhere, as in the log; what it asks for stands
 * below it in the reader's language.
 */

const CHINESE = { cookie: 'dingbridge_lang=zh-CN' }

async function refusedBody() {
  const house = await aDesk()
  const body = { code: 'bad_payload', message: 'alerts: expected list', body: Buffer.from('{}') }
  await house.store.keepRejected({ id: 'r1', at: NOON, source: 'prod', context: null, ...body })
  return house
}

test.each([
  [{}, 'The message names the field. Check that the URL names a source of the right <code>type'],
  [
    CHINESE,
    '是 JSON，但不是这类来源发送的格式。原文给出字段；请检查地址里的来源 <code>type</code> 是否正确。',
  ],
])('a refused body says below its reason what to do', async (headers, meaning) => {
  const { html } = await look(await refusedBody(), '/rejected', headers)
  expect(html).toContain('<p>alerts: expected list</p>')
  expect(html).toContain(meaning)
})

test('so does a payload that the playground cannot read', async () => {
  const form = { source: 'ci', payload: '{', template: 'alert', text: 'x', do: 'preview' }
  const html = await (await press(await aDesk(), '/playground', form)).text()
  expect(html).toContain('The message names line and column.')
})

test('settings that were refused are explained in the language of the page', async () => {
  const place = { file: 'bridge.yaml', line: 5, column: 3 }
  const message = 'there is no receiver `sra`'
  const issue = { ...place, code: 'unknown_name', severity: 'error', message } as const
  const lastLoad = () => ({ at: NOON, successful: false, issues: [issue] })
  const house = await aDesk(SETTINGS, { lastLoad })
  const exact = 'bridge.yaml:5:3: unknown_name: there is no receiver <code>sra</code>'
  const { html } = await look(house, '/', CHINESE)
  expect(html).toContain(
    `<li>${exact}<p class="note">引用的名称没有定义。请改正，或加上定义。</p></li>`,
  )
  // In English the sentence says it itself.
  expect((await look(house, '/')).html).toContain(`<li>${exact}</li>`)
})

test('a code of another release has no meaning of ours', async () => {
  const house = await aDesk()
  const body = { code: 'constructor', message: 'no', body: Buffer.from('{}') }
  await house.store.keepRejected({ id: 'r1', at: NOON, source: 'prod', context: null, ...body })
  for (const headers of [{}, CHINESE])
    expect((await look(house, '/rejected', headers)).html).toContain('<p>no</p>\n\n<details>')
})
