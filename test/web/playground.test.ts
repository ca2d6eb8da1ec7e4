import { describe, expect, test } from 'vitest'
import { aDesk, type House, press } from './make-desk.ts'

describe('the playground', () => {
  const play = async (house: House, fields: Record<string, string>) => {
    const payload = JSON.stringify({ title: 'Disk full', text: 'db-1' })
    const text = '---\ntitle: "{{name}}!"\n---\n**{{name}}** of {{receiver}}'
    const form = { source: 'ci', payload, template: 'alert', text, ...fields }
    return press(house, '/playground', form)
  }

  test('draws what the edited template says', async () => {
    const html = await (await play(await aDesk(), { do: 'preview' })).text()
    expect(html).toContain('<p><strong>Disk full</strong> of sre</p>')
    expect(html).toContain('The template works.')
    expect(html).toContain('sampleMarkdown')
  })

  test('says where a template is wrong, and what would be said instead', async () => {
    const answer = await play(await aDesk(), { do: 'preview', text: 'one\n{{#each alerts}}' })
    const html = await answer.text()
    expect(html).toMatch(/data-line="\d+" data-column="\d+"/)
    expect(html).toContain('The template does not work')
    expect(html).toContain('Disk full')
  })

  test('says where a payload cannot be read', async () => {
    const html = await (await play(await aDesk(), { do: 'preview', payload: '{' })).text()
    expect(html).toContain('The payload cannot be read')
  })

  test('sends the edited template to a receiver, and nothing before somebody says so', async () => {
    const house = await aDesk()
    await play(house, { do: 'preview', receiver: 'sre' })
    await play(house, { do: 'send', to: 'nobody' })
    expect(house.told).toEqual([])
    const html = await (await play(house, { do: 'send', to: 'sre' })).text()
    expect(html).toContain('href="/deliveries/d-1"')
    expect(house.told.map(({ notification }) => notification.draft?.name)).toEqual([
      'alert',
      'alert',
    ])
    expect(house.told[0]?.notification.notice).toContain('A test from the playground')
  })

  test('gives the template as a file, and takes another', async () => {
    const house = await aDesk()
    const file = await play(house, { do: 'download' })
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="alert.hbs"')
    expect(await file.text()).toContain('**{{name}}** of {{receiver}}')
    const other = await (await play(house, { do: 'template', template: 'plain' })).text()
    expect(other).not.toContain('of {{receiver}}')
  })
})
