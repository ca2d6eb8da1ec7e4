import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { realClock } from '../../src/process.ts'
import { PAGES } from '../../src/web/pages/page.ts'
import { accessibilityIssues, unseenFocus } from './accessibility.ts'
import { demoHouse, openAdmin, post } from './admin-house.ts'
import { isThere, launch, why } from './chromium.ts'

const PHONE = { width: 360, height: 740 }
const DESK = { width: 1280, height: 900 }

describe.skipIf(!isThere)(`the admin pages in a browser${why}`, () => {
  let browser: Browser
  let house: Awaited<ReturnType<typeof demoHouse>>
  let delivery: string
  beforeAll(async () => {
    browser = await launch()
    house = await demoHouse()
    await spoil('cidDemoZhiban')
    await alert({ title: 'Disk full', labels: { team: '支付组', severity: 'critical' } })
    while ((await deliveries('state=waiting'))[0]?.attempts !== 1) await realClock.sleep(20)
    delivery = (await deliveries('state=waiting'))[0]?.id ?? ''
  })
  afterAll(async () => {
    await browser.close()
    await house.close()
  })

  const spoil = (...groups: string[]) =>
    post(`${house.sandbox.url}/sandbox/limits`, { bad: { groups } })
  const alert = (body: object) => post(`${house.bridge.url}/webhook/generic`, body)
  const deliveries = async (query: string) => {
    const answer = await fetch(`${house.bridge.adminUrl}/api/v1/deliveries?${query}`)
    return ((await answer.json()) as { items: { id: string; attempts: number }[] }).items
  }

  const paths = [
    ...Object.values(PAGES),
    '/deliveries/ONE',
    '/routes?labels=team%3Ddb&at=2026-11-22T03:00:00Z',
    '/nothing',
  ]
  const looks = [
    ['light', 'en', DESK],
    ['dark', 'zh-CN', DESK],
    ['light', 'zh-CN', PHONE],
    ['dark', 'en', PHONE],
  ] as const
  test.each(paths.flatMap((path) => looks.map((look) => [path, ...look] as const)))(
    '%s in %s and %s can be read by everybody, fits, and asks no other host',
    async (path, colorScheme, lang, viewport) => {
      const to = `${path.replace('ONE', delivery)}${path.includes('?') ? '&' : '?'}lang=${lang}`
      const { page, wrong } = await openAdmin(browser, house, to, { colorScheme, viewport })
      await page.evaluate(
        "for (const each of document.querySelectorAll('main details')) each.open = true",
      )
      expect(await accessibilityIssues(page)).toEqual([])
      const widest = await page.evaluate('document.documentElement.scrollWidth')
      expect(widest).toBeLessThanOrEqual(viewport.width)
      expect(wrong.filter((text) => !text.includes('404'))).toEqual([])
    },
  )

  test.each(Object.values(PAGES))('on %s whatever Tab reaches can be seen to be', async (path) => {
    const { page } = await openAdmin(browser, house, path)
    expect(await unseenFocus(page, 24)).toEqual([])
  })

  test('on a tablet each column of the sources has room for its words', async () => {
    const viewport = { width: 768, height: 1024 }
    const { page } = await openAdmin(browser, house, '/', { viewport })
    const widths = `[...document.querySelectorAll('#source-rows tbody td')].map((cell) => cell.offsetWidth)`
    expect(Math.min(...((await page.evaluate(widths)) as number[]))).toBeGreaterThanOrEqual(60)
  })

  test('the keyboard leaps over the pages to what is on this one', async () => {
    const { page } = await openAdmin(browser, house, '/deliveries')
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('To the content')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.id')).toBe('f-state')
  })

  test.each([
    ['/', '#rows', DESK],
    ['/', '#rows', PHONE],
    ['/deliveries', '#newer', DESK],
    ['/deliveries', '#newer', PHONE],
    ['/targets', '', DESK],
  ])('%s follows what happens in %s, and nothing jumps', async (path, place, viewport) => {
    const { page, wrong } = await openAdmin(browser, house, path, { viewport })
    await page.evaluate(`
      window.shifted = []
      new PerformanceObserver((list) => {
        for (const { sources } of list.getEntries())
          window.shifted.push(...sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? node?.nodeName))
      }).observe({ type: 'layout-shift' })`)
    const title = `Moves nothing of ${path} at ${viewport.width}`
    for (const i of [1, 2, 3]) await alert({ title, text: String(i) })
    if (path === '/targets') for (const _ of [1, 2]) await page.waitForResponse('**/targets')
    else
      await page
        .locator(place, { hasText: place === '#rows' ? title : 'newer ones' })
        .first()
        .waitFor()
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done)))')
    expect([await page.evaluate('window.shifted'), wrong]).toEqual([[], []])
  })

  test('a delivery names the matcher that decided, as explain does', async () => {
    const { page } = await openAdmin(browser, house, `/deliveries/${delivery}`)
    expect(await page.locator('.decider').innerText()).toContain('Decided by team="支付组"')
    const answer = await post(`${house.bridge.adminUrl}/api/v1/explain`, {
      source: 'generic',
      payload: { title: 'Disk full', labels: { team: '支付组', severity: 'critical' } },
    })
    const { decided_by } = (await answer.json()) as { decided_by: { matchers: string[] }[][] }
    expect(decided_by[0]?.[0]?.matchers).toEqual(['team="支付组"'])
  })

  test('what waits for a broken chat is discarded, sent again, and told once the chat is mended', async () => {
    const { page } = await openAdmin(browser, house, `/deliveries/${delivery}`)
    await page.getByText('Discard', { exact: true }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Yes, discard' }).waitFor({ state: 'hidden' })
    await page.getByText('Discard', { exact: true }).click()
    await page.getByRole('button', { name: 'Yes, discard' }).click()
    await page.getByText('It is taken out.').waitFor()
    await spoil()
    await page.getByText('Send again', { exact: true }).click()
    await page.getByRole('button', { name: 'Yes, send again' }).click()
    await page.getByText('It is in its line again.').waitFor()
    await page.locator('#standing', { hasText: 'sent' }).waitFor()
    expect(house.sandbox.messages().at(-1)?.text).toContain('Disk full')
  })
})
