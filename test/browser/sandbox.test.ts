import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type ListeningSandbox, listenSandbox } from '../../src/sandbox/listen.ts'
import { faultsOf, isThere, launch, why } from './chromium.ts'
import { fillSandbox, NAMES } from './sandbox-messages.ts'

describe.skipIf(!isThere)(`the sandbox’s chat page in a browser${why}`, () => {
  let browser: Browser
  let sandbox: ListeningSandbox
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())
  beforeEach(async () => {
    const clock = { now: () => Date.UTC(2026, 9, 1, 6, 2), sleep: async () => {} }
    sandbox = await listenSandbox({ clock, names: NAMES })
  })
  afterEach(() => sandbox.close())

  /** A page that has its stream open, with everything that went wrong in it. */
  async function open(options: BrowserContextOptions): Promise<{ page: Page; wrong: string[] }> {
    const context = await browser.newContext({ timezoneId: 'Asia/Shanghai', ...options })
    const page = await context.newPage()
    const wrong = faultsOf(page, sandbox.url)
    const listening = page.waitForResponse(`${sandbox.url}/sandbox/events*`)
    await page.goto(`${sandbox.url}/`)
    await listening
    return { page, wrong }
  }

  const say = (content: string, token = 'pay-robot-token'): Promise<Response> =>
    fetch(`${sandbox.url}/robot/send?access_token=${token}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ msgtype: 'text', text: { content } }),
    })

  test('the first message opens its chat by itself, and asks no other host', async () => {
    const { page, wrong } = await open({ viewport: { width: 1280, height: 800 } })
    await page.getByText('Waiting for the first message').waitFor()
    await say('磁盘将满 db-3')
    await page.locator('.panel .bubble', { hasText: '磁盘将满 db-3' }).waitFor({ state: 'visible' })
    expect(await page.locator('.by time').textContent()).toContain('14:02')
    expect(wrong).toEqual([])
  })

  test('a message that arrives moves nothing that was there', async () => {
    await say('one')
    const { page } = await open({ viewport: { width: 1280, height: 800 } })
    await page.evaluate(`
      window.shifted = 0
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) window.shifted += entry.value
      }).observe({ type: 'layout-shift' })`)
    await say('two')
    await page.locator('.panel .bubble', { hasText: 'two' }).waitFor({ state: 'visible' })
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done)))')
    expect(await page.evaluate('window.shifted')).toBe(0)
  })

  test('a message for a chat that is not open is counted on its line', async () => {
    await say('one', 'first-robot-token')
    const { page } = await open({ viewport: { width: 1280, height: 800 } })
    await say('two', 'other-robot-token')
    await say('three', 'other-robot-token')
    await page.locator('#chats .badge:visible', { hasText: '2' }).waitFor()
    await page.locator('#chats a').first().click()
    await page.locator('#chats .badge:visible').first().waitFor({ state: 'hidden' })
  })

  test.each(['light', 'dark'] as const)(
    'on a phone every chat fits, in %s',
    async (colorScheme) => {
      await fillSandbox(sandbox)
      const { page, wrong } = await open({ viewport: { width: 360, height: 740 }, colorScheme })
      const count = await page.locator('#chats a').count()
      for (let at = 0; at < count; at += 1) {
        await page.locator('#chats a').nth(at).click()
        const widest = await page.evaluate(`Math.max(...[document.documentElement,
        ...document.querySelectorAll('.panel:target .stream')].map((e) => e.scrollWidth))`)
        expect(widest).toBeLessThanOrEqual(360)
        await page.getByRole('link', { name: 'Back to the chats' }).click()
      }
      expect([count, wrong]).toEqual([6, []])
    },
  )

  test('a chat is reached and left with the keyboard', async () => {
    await fillSandbox(sandbox)
    const { page } = await open({ viewport: { width: 360, height: 740 } })
    for (const key of ['Tab', 'ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key)
    await page.getByRole('heading', { name: 'acme CI' }).waitFor({ state: 'visible' })
    await page.keyboard.press('Escape')
    await page.getByRole('heading', { name: 'acme CI' }).waitFor({ state: 'hidden' })
  })
})
