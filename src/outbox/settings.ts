import { count, form, pem, secret, section, someTime, text } from '../domain/forms.ts'
import { err, ok } from '../domain/result.ts'
import { Secret } from '../domain/secret.ts'

/** Where the outbox is kept. */
export type StoreAddress =
  | { readonly kind: 'sqlite'; readonly path: string }
  /** May hold a password, so it is a secret as a whole. */
  | { readonly kind: 'postgres'; readonly url: Secret }

const storeUrl = form({ type: 'string' }, (input) => {
  const written = typeof input === 'string' ? input : ''
  if (written.startsWith('sqlite:') && written.length > 'sqlite:'.length)
    return ok<StoreAddress>({ kind: 'sqlite', path: written.slice('sqlite:'.length) })
  if (/^postgres(ql)?:\/\//.test(written) && URL.canParse(written))
    return ok<StoreAddress>({ kind: 'postgres', url: new Secret(written) })
  return err('expected sqlite:PATH or postgres://HOST/DATABASE')
})

export const outboxSettings = {
  store: section({
    url: storeUrl
      .describe('sqlite:PATH for one bridge, postgres://… for several on one database')
      .prefault('sqlite:./data/bridge.db'),
    username: text().describe('PostgreSQL: who connects').optional(),
    password: secret().describe('PostgreSQL: its password').optional(),
    ca: pem().describe('PostgreSQL: certificates to trust; mostly ca_file').optional(),
    keep: someTime().describe('How long what was told can be looked up').prefault('30d'),
    max_waiting: count(1, 100_000_000)
      .describe(
        'Deliveries that may wait for targets that are open, of each target a tenth; beyond it senders are asked to come back',
      )
      .prefault(100_000),
  })
    .describe('Where what was accepted waits, and is kept')
    .prefault({}),
  delivery: section({
    retry_for: someTime()
      .describe('How long it is tried before it is a dead letter')
      .prefault('24h'),
    max_parts: count(1, 20).describe('Messages that one notification may take').prefault(3),
    report_to: text()
      .describe('Receiver that hears of dead letters, unhealthy targets, missing heartbeats')
      .optional(),
    late_after: someTime().describe('From then on a message says how late it is').prefault('5m'),
  })
    .describe('How long and in how many messages it is told')
    .prefault({}),
}
