import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { listenSandbox } from '../../src/sandbox/listen.ts'
import { accessibilityIssues } from './accessibility.ts'
import { isThere, launch, PATIENCE, why } from './chromium.ts'
import { nightHouse, SIGNED_IN, STATES } from './night-house.ts'
import { fillSandbox, NAMES } from './sandbox-messages.ts'

type Look = ['light' | 'dark', 'en' | 'zh-CN', 360 | 1280]

const looks: readonly Look[] = [
  ['light', 'en', 1280],
  ['dark', 'zh-CN', 1280],
  ['light', 'zh-CN', 360],
  ['dark', 'en', 360],
]

describe.skipIf(!isThere)(`pages that everybody can read${why}`, () => {
  let browser: Browser
  let house: Awaited<ReturnType<typeof nightHouse>>
  beforeAll(async () => {
    browser = await launch()
    house = await nightHouse()
  })
  afterAll(async () => {
    await browser.close()
    await house.close()
  })

  test.each(looks)('the login page, in %s and %s at %i px', async (...look) => {
    const page = await open(look)
    await page.goto(`${house.bridge.adminUrl}/login?lang=${look[1]}`)
    await page.locator('[name=password]').fill('wrong')
    await page.keyboard.press('Enter')
    await page.locator('.notice').waitFor()
    expect([await langOf(page), await accessibilityIssues(page)]).toEqual([look[1], []])
  })

  test.each(looks)('a delivery in each state, in %s and %s at %i px', async (...look) => {
    const page = await open(look, { extraHTTPHeaders: { authorization: SIGNED_IN } })
    for (const state of STATES) {
      const path = `/deliveries/${house.ids.get(state)}`
      await page.goto(`${house.bridge.adminUrl}${path}?lang=${look[1]}`)
      expect([state, await langOf(page), await accessibilityIssues(page)]).toEqual([
        state,
        look[1],
        [],
      ])
    }
  })

  test.each(looks)('what stands behind the link of a message, in %s', async (...look) => {
    const said = decodeURIComponent(JSON.stringify(house.sandbox.messages()))
    const [path] = /\/n\/[\w.-]+/.exec(said) ?? []
    const page = await open(look)
    await page.goto(`${house.bridge.url}${path}`)
    expect([await page.locator('article').count(), await accessibilityIssues(page)]).toEqual([
      20,
      [],
    ])
  })

  test.each(looks)('the chats of the sandbox, in %s and %s at %i px', async (...look) => {
    const clock = { now: () => Date.UTC(2026, 9, 1, 6, 2), sleep: async () => {} }
    const sandbox = await listenSandbox({ clock, names: NAMES })
    onTestFinished(() => sandbox.close())
    await fillSandbox(sandbox)
    const page = await open(look)
    await page.goto(`${sandbox.url}/?lang=${look[1]}`)
    const hashes = "[...document.querySelectorAll('#chats a')].map(({ hash }) => hash)"
    for (const hash of ['', ...((await page.evaluate(hashes)) as string[])]) {
      await page.goto(`${sandbox.url}/?lang=${look[1]}${hash}`)
      expect([hash, await langOf(page), await accessibilityIssues(page)]).toEqual([
        hash,
        look[1],
        [],
      ])
    }
  })

  async function open([colorScheme, , width]: Look, more: BrowserContextOptions = {}) {
    const viewport = { width, height: width === 360 ? 740 : 900 }
    const context = await browser.newContext({
      ...{ colorScheme, viewport, reducedMotion: 'reduce' as const },
      ...more,
    })
    onTestFinished(() => context.close())
    context.setDefaultTimeout(PATIENCE)
    return context.newPage()
  }

  const langOf = (page: Page) => page.evaluate('document.documentElement.lang')
})
