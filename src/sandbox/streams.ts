import type { Ids } from './ids.ts'

/** Programs that listen to their robots in Stream mode. */
export interface Streams {
  /** For one connection of an app. */
  ticket(app: string): string
  /** The app of a ticket, once; null for one that was not given out. */
  redeem(ticket: string): string | null
  /** Puts a connection in; what it gives back takes it out. */
  join(app: string, send: (text: string) => void): () => void
  /** Says something to one listener of an app, or of any. False: nobody listens. */
  say(app: string | null, mention: Mention): boolean
  /** What a listener wrote back. */
  acknowledge(text: string): void
  /** What was said, and which of it was answered. */
  list(): readonly (Mention & { readonly answered: boolean })[]
  clear(): void
}

/** Somebody speaks to a robot: in a group, or by themselves. */
export interface Mention {
  readonly group?: string
  readonly title?: string
  /** Left out: somebody of another organisation. */
  readonly user?: string
  readonly nick: string
  readonly text: string
}

const TOPIC = '/v1.0/im/bot/messages/get'

export function createStreams(ids: Ids, now: () => number): Streams {
  const tickets = new Map<string, string>()
  const listeners = new Set<{ readonly app: string; readonly send: (text: string) => void }>()
  const said = new Map<string, Mention>()
  const answered = new Set<string>()

  return {
    ticket(app) {
      const ticket = ids.token()
      tickets.set(ticket, app)
      return ticket
    },
    redeem(ticket) {
      const app = tickets.get(ticket) ?? null
      tickets.delete(ticket)
      return app
    },
    join(app, send) {
      const listener = { app, send }
      listeners.add(listener)
      send(frame('SYSTEM', 'ping', ids.request(), { opaque: ids.token() }))
      return () => void listeners.delete(listener)
    },
    say(app, mention) {
      // As there, one of several listeners hears it.
      const listener = [...listeners].find((each) => app === null || each.app === app)
      if (!listener) return false
      const id = ids.request()
      said.set(id, mention)
      listener.send(frame('CALLBACK', TOPIC, id, messageOf(mention, listener.app, id)))
      return true
    },
    acknowledge(text) {
      const id = /"messageId":"([^"]+)"/.exec(text)?.[1]
      if (id !== undefined && /"code":200\b/.test(text)) answered.add(id)
    },
    list: () => [...said].map(([id, mention]) => ({ ...mention, answered: answered.has(id) })),
    clear() {
      said.clear()
      answered.clear()
      tickets.clear()
    },
  }

  function frame(type: string, topic: string, messageId: string, data: object): string {
    const headers = { topic, messageId, contentType: 'application/json', time: String(now()) }
    return JSON.stringify({ specVersion: '1.0', type, headers, data: JSON.stringify(data) })
  }

  function messageOf({ group, title, user, nick, text }: Mention, robot: string, id: string) {
    return {
      conversationId: group ?? `cid-${user ?? nick}`,
      conversationType: group === undefined ? '1' : '2',
      ...(group !== undefined && { conversationTitle: title ?? group, isInAtList: true }),
      ...(user !== undefined && { senderStaffId: user }),
      senderNick: nick,
      robotCode: robot,
      msgId: id,
      msgtype: 'text',
      text: { content: ` ${text}` },
      createAt: now(),
    }
  }
}
