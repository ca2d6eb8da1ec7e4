import type { ClientConfig } from 'pg'
import type { Secret } from '../domain/secret.ts'

/** Where a PostgreSQL is and who we are there, as the settings say it. */
export interface PostgresAddress {
  readonly url: Secret
  readonly username: string | null
  readonly password: Secret | null
  /** PEM text. */
  readonly ca: string | null
}

/** What a connection needs, and its place in words that may be shown. */
export interface PostgresConnection {
  readonly config: ClientConfig
  readonly place: string
}

/**
 * Reads the address. Taken apart here and not by the driver: what stands beside the URL has to win
 * over what stands in it, `sslmode` has to mean what it means to psql, and no error may show the
 * password.
 */
export function readAddress(address: PostgresAddress): PostgresConnection {
  const url = new URL(address.url.reveal())
  const query = url.searchParams
  for (const name of query.keys()) {
    if (!KNOWN.includes(name)) {
      throw new Error(
        `store.url: the parameter ${name} is not known here. Known are ${KNOWN.join(', ')}; certificates to trust go into store.ca_file.`,
      )
    }
  }
  const host = query.get('host') ?? (plain(url.hostname).replace(/^\[|\]$/g, '') || 'localhost')
  const port = Number(url.port || 5432)
  const user = address.username ?? plain(url.username)
  const password = address.password?.reveal() ?? plain(url.password)
  const database = plain(url.pathname.slice(1)) || user
  return {
    place: `${host}:${port}/${database}`,
    config: {
      host,
      port,
      database,
      ...(user && { user }),
      ...(password && { password }),
      application_name: query.get('application_name') ?? 'dingbridge',
      ssl: encryption(query.get('sslmode'), address.ca),
    },
  }
}

const KNOWN = ['sslmode', 'host', 'application_name']

function plain(encoded: string): string {
  try {
    return decodeURIComponent(encoded)
  } catch {
    throw new Error(
      'store.url: a % stands for itself only as %25. Write it so, or give store.username and store.password beside the URL.',
    )
  }
}

/** As libpq does it: `require` encrypts and looks at the certificate only if an authority is given. */
function encryption(mode: string | null, ca: string | null): NonNullable<ClientConfig['ssl']> {
  const trusted = ca === null ? {} : { ca }
  switch (mode ?? (ca === null ? 'disable' : 'verify-full')) {
    case 'disable':
      if (ca === null) return false
      throw new Error('store.url says sslmode=disable, and store.ca is set: leave one of them out.')
    case 'require':
      return ca === null ? { rejectUnauthorized: false } : { ...trusted, ...ANY_NAME }
    case 'verify-ca':
      return { ...trusted, ...ANY_NAME }
    case 'verify-full':
      return trusted
    default:
      throw new Error(
        `store.url: sslmode=${mode} is not known here. Write disable, require, verify-ca or verify-full.`,
      )
  }
}

/** A certificate of the right authority, whatever name it is for. */
const ANY_NAME = { checkServerIdentity: () => undefined } as const
