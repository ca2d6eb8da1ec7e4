import { flag, list, parsed, pem, secret, secrets, section, size, text } from '../domain/forms.ts'

/** Where a server listens. */
export interface Listen {
  readonly host: string
  readonly port: number
}

const listen = () =>
  parsed('host:port, such as 127.0.0.1:8080 or [::1]:8080', parseListen).describe(
    'Address and port to listen on; :8080 is every address',
  )

const tls = section({
  cert: pem().describe('Certificate chain as PEM; mostly cert_file'),
  key: secret().describe('Private key as PEM; mostly key_file'),
  client_ca: pem()
    .describe('Only clients with a certificate of these; mostly client_ca_file')
    .optional(),
})

const adminAuth = section({
  bearer_token: secrets().describe('Authorization: Bearer …').optional(),
  username: text().describe('Basic authentication, with `password`').optional(),
  password: secrets().describe('Basic authentication, with `username`').optional(),
})

export const serverSettings = {
  server: section({
    listen: listen().prefault('127.0.0.1:8080'),
    max_body: size().describe('Largest webhook, also after unpacking').prefault('5MiB'),
    trusted_proxies: list(text())
      .describe('CIDR blocks whose X-Forwarded-For is believed')
      .prefault([]),
    tls: tls.describe('Answer https instead of http').optional(),
  })
    .describe('The listener for senders')
    .prefault({}),
  admin: section({
    listen: listen().prefault('127.0.0.1:8081'),
    auth: adminAuth.describe('Needed unless only this machine can reach it').optional(),
    metrics_auth: flag().describe('Whether /metrics asks for it too').prefault(false),
  })
    .describe('The listener for operators: pages, API, metrics')
    .prefault({}),
}

export function parseListen(written: string): Listen | null {
  const match = /^(\[[0-9a-fA-F:.]+\]|[^:[\]\s/]*):(\d{1,5})$/.exec(written)
  const port = Number(match?.[2])
  if (!match || port > 65_535) return null
  return { host: match[1]?.replace(/^\[|\]$/g, '') || '0.0.0.0', port }
}

/** Whether only this machine can reach it. */
export function isLoopback({ host }: Listen): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}
