import * as z from 'zod'
import { duration, form, list, secrets, section, someTime, text, textMap } from '../domain/forms.ts'
import { err, ok } from '../domain/result.ts'
import { mappingForm } from './mapping/form.ts'

const authKeys = section({
  bearer_token: secrets()
    .describe('Authorization: Bearer …; a list while it is changed')
    .optional(),
  username: text().describe('Basic authentication, with `password`').optional(),
  password: secrets().describe('Basic authentication, with `username`').optional(),
  hmac_secret: secrets().describe('Signs the body; how depends on the type of source').optional(),
  hmac_header: text()
    .describe('Header that carries the signature (grafana: X-Grafana-Alerting-Signature)')
    .optional(),
  hmac_timestamp_header: text().describe('Header that carries the signed time').optional(),
  header_token: secrets().describe('A secret in a header of its own').optional(),
  header_token_name: text().describe('Which header `header_token` stands in').optional(),
  query_token: secrets().describe('A secret in the address, where nothing else works').optional(),
  allow: list(text()).describe('Addresses that may send, as CIDR blocks: 10.0.0.0/8').optional(),
})

/** `none` is said on purpose: whoever reaches the listener may send. */
const auth = z
  .union([
    form({ const: 'none' }, (input) =>
      input === 'none' ? ok('none' as const) : err('expected none'),
    ),
    authKeys,
  ])
  .describe('What a sender must prove; all that is written must hold. Or: none')

const heartbeat = section({
  matchers: list(text()).describe('Which alerts are the heartbeat: alertname="Watchdog"'),
  every: someTime().describe('How often it comes; told when it stays away for longer'),
  to: text().describe('Receiver that hears that it stays away'),
})

const source = section({
  name: text().describe('Its address is /webhook/<name>'),
  type: text().describe('Kind of sender: alertmanager, grafana, generic…'),
  auth: auth.optional(),
  labels: textMap().describe("Added to every alert; the alert's own label wins").optional(),
  receivers: list(text()).describe('Names that ?receiver= may take').optional(),
  dedup_window: duration()
    .describe('How long the same notification again counts as a duplicate')
    .prefault('2m'),
  link_rewrites: list(
    section({
      from: text().describe('How a link starts that people cannot open'),
      to: text().describe('How it starts where they can'),
    }),
  )
    .describe('Internal addresses to ones that people can open; the first that fits')
    .optional(),
  map: mappingForm.describe('type generic: where the fields stand in the payload').optional(),
  heartbeat: heartbeat
    .describe('Alerts that come all the time: swallowed, and told when they stay away')
    .optional(),
})

export const ingestSettings = {
  sources: list(source).describe('Who may send, and how each is read').prefault([]),
}

export type SourceForm = z.output<typeof source>
export type AuthForm = z.output<typeof authKeys>
