import type { StoreAddress } from './settings.ts'
import { openSqlite } from './sqlite.ts'
import type { OutboxStore } from './store.ts'

/** Opens the outbox that the settings name. Throws when it cannot be had, saying what to do. */
export function openStore(address: StoreAddress): Promise<OutboxStore> {
  switch (address.kind) {
    case 'sqlite':
      return openSqlite(address.path)
    case 'postgres':
      throw new Error(
        'This release keeps its outbox in SQLite only: set store.url to sqlite:./data/bridge.db.',
      )
  }
}
