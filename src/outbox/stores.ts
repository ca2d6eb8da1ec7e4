import type { Secret } from '../domain/secret.ts'
import type { StoreAddress } from './settings.ts'
import { openSqlite } from './sqlite.ts'
import type { OutboxStore } from './store.ts'

/** Where the outbox is, and what a database asks of those who come to it. */
export interface StorePlace {
  readonly address: StoreAddress
  readonly username: string | null
  readonly password: Secret | null
  /** PEM text. */
  readonly ca: string | null
}

/** Opens the outbox that the settings name. Throws when it cannot be had, saying what to do. */
export async function openStore({ address, ...place }: StorePlace): Promise<OutboxStore> {
  switch (address.kind) {
    case 'sqlite':
      return openSqlite(address.path)
    case 'postgres': {
      // Loaded when it is wanted: most run on SQLite, and the driver takes 20 ms and 11 MB.
      const { openPostgres } = await import('./postgres.ts')
      return openPostgres({ ...place, url: address.url })
    }
  }
}
