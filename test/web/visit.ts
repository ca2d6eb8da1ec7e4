import type { aDesk } from './make-desk.ts'

export type House = Awaited<ReturnType<typeof aDesk>>

/** A page, as a browser asks for it. */
export async function look({ admin }: House, path: string, headers: Record<string, string> = {}) {
  const answer = await admin.request(path, { headers: { accept: 'text/html', ...headers } })
  return { status: answer.status, headers: answer.headers, html: await answer.text() }
}

/** Presses a button on a page, with the token that stands there. */
export async function press(house: House, path: string, fields: Record<string, string> = {}) {
  const { html } = await look(house, '/targets')
  const token = /name="token" value="([0-9a-f]+)"/.exec(html)?.[1] ?? ''
  return house.admin.request(path, {
    method: 'POST',
    headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ ...fields, token }).toString(),
  })
}
