import type { Bench, BenchAnswer, BenchRequest } from '../../src/tools/bench.ts'
import { runCli } from '../../src/tools/cli.ts'
import { NOON } from '../support/make.ts'

/** A terminal: what was printed, what was complained of, what was asked. */
export function aBench(over: Partial<Bench> = {}) {
  const asked: (BenchRequest & { readonly url: string })[] = []
  let printed = ''
  let complained = ''
  const nothing = (what: string) => () => {
    throw new Error(`This bench has no ${what}.`)
  }
  const bench: Bench = {
    env: {},
    now: () => NOON,
    print: (text) => {
      printed += text
    },
    complain: (text) => {
      complained += text
    },
    readInput: async () => Buffer.from(''),
    readMatching: async () => [],
    readTemplate: nothing('templates'),
    writeFile: nothing('disk'),
    load: nothing('settings'),
    fetch: nothing('network'),
    openProbe: nothing('DingTalk'),
    listenToRobot: nothing('robot'),
    tellOnce: nothing('DingTalk'),
    serve: nothing('server'),
    serveSandbox: nothing('sandbox'),
    ...over,
  }
  return {
    asked,
    async run(...args: readonly string[]) {
      printed = ''
      complained = ''
      const fetch: Bench['fetch'] = (url, request) => {
        asked.push({ url, ...request })
        return bench.fetch(url, request)
      }
      const code = await runCli(args, { ...bench, fetch }, '1.2.3')
      return { code, printed, complained }
    },
  }
}

/** A bridge that always gives the same answer. */
export const answering =
  (status: number, body: unknown): Bench['fetch'] =>
  async (): Promise<BenchAnswer> => ({ status, text: JSON.stringify(body) })

/** The bridge behind an app, without a socket. */
export const throughApp =
  (app: {
    request(path: string, init: RequestInit): Response | Promise<Response>
  }): Bench['fetch'] =>
  async (url, { method, headers, body }) => {
    const { pathname, search } = new URL(url)
    const init = { method, headers, ...(body && { body: Buffer.from(body) }) }
    const response = await app.request(`${pathname}${search}`, init)
    return { status: response.status, text: await response.text() }
  }
