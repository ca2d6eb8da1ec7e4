import type { Mentions } from '../domain/message.ts'
import type { Target } from '../domain/target.ts'
import type { Draft } from './dispatch.ts'

/** One-to-one chats with people of the directory, by app and mobile number or user id: `callKey`. */
export type Callable = ReadonlyMap<string, Target>

export const callKey = (app: string, who: string): string => `${app} ${who}`

/**
 * A group that an app's robot writes to hears no mention: whom the sender of a message calls there
 * is told one to one besides, where the directory knows them. An id from a request that nobody wrote
 * into the settings chooses no chat.
 */
export function callsFor(drafts: readonly Draft[], callable: Callable): readonly Draft[] {
  const told = new Set(drafts.map(({ target }) => target.key))
  return drafts.flatMap((draft) => {
    const { address } = draft.target
    if (address.channel !== 'group') return []
    return calledIn(draft).flatMap((who) => {
      const target = callable.get(callKey(address.app, who))
      if (!target || told.has(target.key)) return []
      told.add(target.key)
      return [{ ...draft, target }]
    })
  })
}

function calledIn({ notification }: Draft): readonly string[] {
  const { mobiles, users }: Mentions = notification.alerts[0].sent?.mentions ?? NOBODY
  return [...mobiles, ...users]
}

const NOBODY: Mentions = { mobiles: [], users: [], all: false }
