import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { type DemoHouse, EXPECTED, startDemo, tellDemo } from '../../scripts/demo/demo-house.ts'
import { realClock } from '../../src/process.ts'
import { faultsOf } from './chromium.ts'

/** What stands when `npm run demo` says that it is ready. */
export async function demoHouse() {
  const folder = mkdtempSync(join(tmpdir(), 'dingbridge-browser-'))
  const house = await startDemo(folder, { sandbox: 0, bridge: 0, admin: 0 })
  await tellDemo(house)
  while (house.sandbox.messages().length < EXPECTED) await realClock.sleep(20)
  const close = async () => {
    await house.bridge.stop()
    await house.sandbox.close()
    rmSync(folder, { recursive: true })
  }
  return { ...house, close }
}

/** A page of the admin listener, with everything that went wrong in it. */
export async function openAdmin(
  browser: Browser,
  { bridge }: DemoHouse,
  path: string,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; wrong: string[] }> {
  const viewport = { width: 1280, height: 900 }
  const context = await browser.newContext({ viewport, timezoneId: 'Asia/Shanghai', ...options })
  onTestFinished(() => context.close())
  const page = await context.newPage()
  const wrong = faultsOf(page, bridge.adminUrl)
  await page.goto(`${bridge.adminUrl}${path}`)
  return { page, wrong }
}

export const post = (url: string, body: unknown): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
