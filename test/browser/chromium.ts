import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'

const CHROMIUM = '/usr/bin/chromium'
const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
]

export const isThere = existsSync(CHROMIUM)
export const why = isThere ? '' : ` (skipped: there is no ${CHROMIUM}; apt-get install chromium)`

/** Milliseconds; only for what hangs. A test is given more. */
export const PATIENCE = 120_000

export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM, args: FLAGS, timeout: PATIENCE })

/** Everything that goes wrong in a page from now on; a request to any other host is wrong too. */
export function faultsOf(page: Page, home: string): string[] {
  page.setDefaultTimeout(PATIENCE)
  const wrong: string[] = []
  page.on('pageerror', (error) => wrong.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') wrong.push(message.text())
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(home)) wrong.push(request.url())
  })
  return wrong
}
