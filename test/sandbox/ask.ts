import { createSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts'

export const START = Date.UTC(2026, 9, 1, 6, 2)

/** A sandbox in a hand-moved time, and short ways to ask it. */
export function aSandbox(): Asking {
  const time = { now: START }
  const slept: number[] = []
  const sandbox = createSandbox({
    clock: {
      now: () => time.now,
      sleep: async (ms) => {
        slept.push(ms)
      },
    },
  })
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const response = await sandbox.app.request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: text,
    })
    return read(response)
  }
  const token = async (app = 'ding-ops'): Promise<string> => {
    const answer = await post('/v1.0/oauth2/accessToken', { appKey: app, appSecret: 's' })
    return String((answer.body as Record<string, unknown>)['accessToken'])
  }
  return {
    sandbox,
    slept,
    post,
    token,
    get: async (path) => read(await sandbox.app.request(path)),
    send: async (path, body) => post(path, body, { 'x-acs-dingtalk-access-token': await token() }),
    advance(ms) {
      time.now += ms
    },
  }
}

export interface Asking {
  readonly sandbox: Sandbox
  readonly slept: readonly number[]
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Told>
  get(path: string): Promise<Told>
  /** Posts with the token of an internal app. */
  send(path: string, body: unknown): Promise<Told>
  token(app?: string): Promise<string>
  advance(ms: number): void
}

export interface Told {
  readonly status: number
  readonly body: unknown
}

async function read(response: Response): Promise<Told> {
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') === true
  return { status: response.status, body: isJson ? JSON.parse(text) : text }
}

/** What tells one refusal from another: the status and the code of either API family. */
export function codeOf({ status, body }: Told): readonly unknown[] {
  const { code, errcode, sub_code } = body as Record<string, unknown>
  return [status, code ?? (sub_code === undefined ? errcode : `${errcode}/${sub_code}`)]
}
