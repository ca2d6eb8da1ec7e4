import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { demoHouse, openAdmin, post } from './admin-house.ts'
import { isThere, launch, why } from './chromium.ts'

describe.skipIf(!isThere)(`the playground in a browser, from the demo${why}`, () => {
  let browser: Browser
  let house: Awaited<ReturnType<typeof demoHouse>>
  beforeAll(async () => {
    browser = await launch()
    house = await demoHouse()
  })
  afterAll(async () => {
    await browser.close()
    await house.close()
  })

  test('a template is broken, mended, sent, found, and sent again', async () => {
    const { page, wrong } = await openAdmin(browser, house, '/')
    await page.getByRole('link', { name: 'Playground' }).click()
    await page.getByText('The template works.').waitFor()
    const text = page.getByLabel('Text of the template')
    const good =
      '---\ntitle: "{{name}}"\n---\n#### Mind **{{name}}**\n\n{{#each alerts}}\n- {{where}}\n\n{{/each}}'

    await text.fill(good.replace('{{/each}}', '{{/eech}}'))
    expect(await page.locator('#preview').getAttribute('aria-busy')).toBe('true')
    await page.getByText('The template does not work').waitFor()
    expect(await page.locator('#preview').getAttribute('aria-busy')).toBeNull()
    const fault = page.locator('.fault').first()
    expect(await fault.innerText()).toMatch(/line \d+, column \d+: .*each/s)
    await fault.getByRole('link').click()
    expect(await page.evaluate('document.activeElement.id')).toBe('p-text')
    await page.getByText('Until that is mended this is said in its place:').waitFor()

    await text.fill(good.replace('{{where}}', `{{where}} ${'and so on '.repeat(40)}{{nobody}}`))
    await page.getByText('There is no field "nobody"').waitFor()
    const overhang = `(() => {
      const right = (selector) => document.querySelector(selector).getBoundingClientRect().right
      return right('#preview .fault pre') - right('#preview')
    })()`
    expect(await page.evaluate(overhang)).toBeLessThanOrEqual(0)

    await text.fill(good)
    await page.getByText('The template works.').waitFor()
    await page.locator('#preview .bubble', { hasText: 'Mind InstanceDown' }).waitFor()

    const before = house.sandbox.messages().length
    await page.getByLabel('Receiver').selectOption('on-call')
    await page.getByRole('button', { name: 'Send it as a test' }).click()
    await page.locator('main .notice a').click()
    await page.getByRole('heading', { level: 1, name: 'InstanceDown' }).waitFor()
    await page.locator('#standing', { hasText: 'sent' }).waitFor()
    expect(
      house.sandbox
        .messages()
        .slice(before)
        .map(({ text: said }) => said),
    ).toEqual([expect.stringMatching(/A test from the playground.*Mind \*\*InstanceDown\*\*/s)])
    await page.getByRole('link', { name: 'Deliveries', exact: true }).click()
    await page.getByLabel('State').selectOption('sent')
    await page.locator('.deliveries a', { hasText: 'InstanceDown' }).first().click()
    await page.getByText('Send again', { exact: true }).click()
    await page.getByText('heard a second time by on-call').waitFor()
    await page.getByRole('button', { name: 'Yes, say it again' }).click()
    await page.getByText('and people heard it once more').waitFor()
    expect(house.sandbox.messages().at(-1)?.text).toMatch(
      /^🔁 Sent again · first told .*Mind \*\*InstanceDown\*\*/s,
    )
    expect(wrong).toEqual([])
  })

  test('a test that found no chat is discarded, sent again, and keeps its words', async () => {
    const bad = (groups: readonly string[]) =>
      post(`${house.sandbox.url}/sandbox/limits`, { bad: { groups } })
    await bad(['cidDemoOnCall'])
    const { page } = await openAdmin(browser, house, '/playground')
    await page.getByLabel('Text of the template').fill('Tried out: {{name}}')
    await page.locator('#preview .bubble', { hasText: 'Tried out' }).waitFor()
    await page.getByLabel('Receiver').selectOption('on-call')
    await page.getByRole('button', { name: 'Send it as a test' }).click()
    await page.getByRole('link', { name: 'Deliveries', exact: true }).click()
    await page.getByLabel('State').selectOption('waiting')
    await page.locator('.deliveries a').first().click()
    await page.getByText('Discard', { exact: true }).click()
    await page.getByRole('button', { name: 'Yes, discard' }).click()
    await bad([])
    await page.getByText('Send again', { exact: true }).click()
    await page.getByRole('button', { name: 'Yes, send again' }).click()
    await page.locator('#standing', { hasText: 'sent' }).waitFor()
    expect(house.sandbox.messages().at(-1)?.text).toContain('Tried out: InstanceDown')
  })

  test('everything works without a script', async () => {
    const { page } = await openAdmin(browser, house, '/playground', { javaScriptEnabled: false })
    await page.getByLabel('Text of the template').fill('Plainly {{name}}')
    await page.getByRole('button', { name: 'Show', exact: true }).click()
    await page.locator('#preview .bubble', { hasText: 'Plainly' }).waitFor()
    await page.getByRole('combobox', { name: 'Template', exact: true }).selectOption('plain')
    await page.getByRole('button', { name: 'Take it Template' }).click()
    expect(await page.getByLabel('Text of the template').inputValue()).not.toContain('Plainly')
    await page.getByRole('link', { name: 'Deliveries', exact: true }).click()
    await page.getByLabel('State').selectOption('sent')
    await page.getByRole('button', { name: 'Show' }).click()
    expect(page.url()).toContain('state=sent')
    await page.locator('.deliveries a').first().click()
    await page.getByText('How it stands').waitFor()
    await page.getByRole('link', { name: '中文' }).click()
    await page.getByText('现状').waitFor()
  })
})
