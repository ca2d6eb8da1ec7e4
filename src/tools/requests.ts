import type { App } from '../domain/app.ts'
import type { Words } from '../domain/delivery.ts'
import type { Target } from '../domain/target.ts'
import type { ApiRequest } from '../send/channel.ts'
import { channels } from '../send/channels.ts'
import { addressFor, callsFor } from '../send/recipients.ts'

/** A request as people are shown it: complete but for tokens and signatures. */
export interface ShownRequest extends ApiRequest {
  /** Of what DingTalk limits. */
  readonly bytes: number
  readonly maxBytes: number
  readonly recipients: readonly string[]
}

/** Exactly the requests that tell these words to a target, if every one of them is taken. */
export function requestsFor(
  words: Words,
  { address }: Target,
  app: App | null,
  idempotencyKey: (part: number) => string,
): readonly ShownRequest[] {
  const channel = channels[address.channel]
  const users = 'users' in address ? [...address.users, ...address.mobiles.map(lookedUp)] : []
  return words.parts.flatMap((message, part) =>
    callsFor(users, channel.recipientsPerCall).map((recipients, call) => ({
      ...channel.request({
        address: addressFor(address, call === 0),
        app,
        message,
        recipients,
        idempotencyKey: idempotencyKey(part),
      }),
      bytes: channel.size(message, address),
      maxBytes: channel.maxBytes,
      recipients,
    })),
  )
}

/** The user that DingTalk knows for a number; asking would be a request. */
const lookedUp = (mobile: string): string => `<user with mobile ${mobile}>`
