/*
 * The pictures of the README, taken from the chat page after a night's worth of alerts went through
 * the bridge: `node scripts/node.cjs scripts/screenshots.ts`. Needs a Chromium, named by CHROMIUM.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { MINUTE, SECOND } from '../src/domain/clock.ts'
import { realClock } from '../src/process.ts'
import { listenSandbox } from '../src/sandbox/listen.ts'
import { startBridgeFrom } from './demo/start-bridge.ts'
import { groups, storm, type Webhook } from './screenshots/night.ts'

const CHATS = { cidOnCall: 'On call', cidPay: '支付值班群' }
const IMAGES = new URL('../docs/images/', import.meta.url)
const FLAGS = ['--no-sandbox', '--disable-gpu', '--force-color-profile=srgb']

const folder = mkdtempSync(join(tmpdir(), 'dingbridge-screenshots-'))
const sandbox = await listenSandbox({ clock: realClock, port: 0, names: CHATS })
const bridge = await startBridgeFrom(join(folder, 'bridge.yaml'), settings(sandbox.url))
try {
  const expected = await tellTheNight(bridge.url)
  const deadline = realClock.now() + 30 * SECOND
  while (sandbox.messages().length < expected && realClock.now() < deadline)
    await realClock.sleep(100)
  await takePictures(sandbox.url)
  await takeAdminPictures(bridge.adminUrl)
} finally {
  await bridge.stop()
  await sandbox.close()
  rmSync(folder, { recursive: true, force: true })
}

function settings(sandboxUrl: string): string {
  return `
server: { listen: 127.0.0.1:0 }
admin: { listen: 127.0.0.1:0 }
store: { url: 'sqlite:./night.db' }
external_url: https://ding.example.com
timezone: Asia/Shanghai
dingtalk:
  api_url: ${sandboxUrl}
  oapi_url: ${sandboxUrl}
  apps:
    demo: { app_key: dingdemo, app_secret: demo, robot_code: dingbridge }
receivers:
  - name: on-call
    # Two thirds of its slots are free ones, which the first four messages use up.
    targets: [{ group: cidOnCall, pace: 6/10s }]
  - name: pay
    targets: [{ group: cidPay, locale: zh-CN, template: alert-card }]
route:
  receiver: on-call
  routes:
    - { matchers: ['team="pay"'], receiver: pay }
`
}

/** Gives the number of messages that it makes. */
async function tellTheNight(url: string): Promise<number> {
  const now = realClock.now()
  for (const webhook of groups(now)) await post(url, webhook)
  await Promise.all(storm(now - 2 * MINUTE).map((webhook) => post(url, webhook)))
  return groups(now).length + 1
}

async function post(url: string, webhook: Webhook): Promise<void> {
  const answer = await fetch(`${url}/webhook/alertmanager`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(webhook),
  })
  if (answer.status !== 202) throw new Error(`The bridge answered ${answer.status}.`)
}

function launch(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
  return chromium.launch({ executablePath, args: FLAGS })
}

async function takePictures(url: string): Promise<void> {
  const browser = await launch()
  const picture = async (file: string, chat: string, options: object): Promise<void> => {
    const context = await browser.newContext({ timezoneId: 'Asia/Shanghai', ...options })
    const page = await context.newPage()
    await page.goto(url)
    await page.locator('#chats a', { hasText: chat }).click()
    await page.waitForTimeout(300)
    await page.screenshot({ path: fileURLToPath(new URL(file, IMAGES)) })
    await context.close()
  }
  try {
    await picture('chats.png', 'On call', {
      viewport: { width: 1080, height: 1010 },
      colorScheme: 'light',
    })
    await picture('phone.png', '支付值班群', {
      viewport: { width: 390, height: 844 },
      deviceScaleFactor: 2,
      colorScheme: 'dark',
    })
  } finally {
    await browser.close()
  }
}

async function takeAdminPictures(url: string): Promise<void> {
  const browser = await launch()
  const picture = async (file: string, open: (page: Page) => Promise<unknown>, dark: boolean) => {
    const context = await browser.newContext({
      viewport: { width: 1180, height: 860 },
      timezoneId: 'Asia/Shanghai',
      colorScheme: dark ? 'dark' : 'light',
    })
    const page = await context.newPage()
    await open(page)
    await page.waitForTimeout(600)
    await page.screenshot({ path: fileURLToPath(new URL(file, IMAGES)) })
    await context.close()
  }
  try {
    await picture('overview.png', (page) => page.goto(url), false)
    await picture(
      'delivery.png',
      async (page) => {
        await page.goto(`${url}/deliveries?receiver=pay`)
        await page.locator('.deliveries a').first().click()
        await page.locator('.tree').waitFor()
        await page.evaluate('scrollTo(0, document.querySelector(".tree").offsetTop - 90)')
      },
      true,
    )
    await picture('playground.png', (page) => page.goto(`${url}/playground`), false)
  } finally {
    await browser.close()
  }
}
