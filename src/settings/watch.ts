import { type FSWatcher, lstatSync, readlinkSync, watch } from 'node:fs'
import { dirname, join, parse, resolve, sep } from 'node:path'
import { type Clock, SECOND } from '../domain/clock.ts'
import type { Sight } from './load.ts'

/** Looks whether what was read is still what is on disk. */
export interface FileWatch {
  /** What the last load found: from now on, a difference to it is a change. */
  see(sights: readonly Sight[]): void
  /** Calls `changed` for each change, one at a time, until `signal` fires. */
  run(changed: () => Promise<unknown>, signal: AbortSignal): Promise<void>
}

/** For file systems that tell nothing (network, some virtual machines), and folders put in place. */
const LOOK_EVERY = 30 * SECOND
/** Files that belong together are seldom written in one go. */
const SETTLE = SECOND / 4
const MOST_ROUNDS = 20

/**
 * The folders are watched rather than the files, and along every symbolic link: an editor renames a
 * new file over the old one, Kubernetes swaps a link two levels above it. What counts is the content:
 * news from the file system only says that a look is due.
 */
export function createFileWatch(clock: Clock): FileWatch {
  let sights: readonly Sight[] = []

  return {
    see(found) {
      sights = found
    },
    async run(changed, signal) {
      while (!signal.aborted) {
        const nap = new AbortController()
        const watchers = open(() => nap.abort())
        // First a look: what changed while nobody watched is a change as well.
        if (differs() && (await settle(signal))) await changed()
        else await clock.sleep(LOOK_EVERY, AbortSignal.any([nap.signal, signal]))
        for (const watcher of watchers) watcher.close()
      }
    },
  }

  function differs(): boolean {
    return sights.some((sight) => sight.look() !== sight.found)
  }

  /** Waits until two looks see the same. False when that is what is in force after all. */
  async function settle(signal: AbortSignal): Promise<boolean> {
    let before = state()
    for (let round = 0; round < MOST_ROUNDS; round++) {
      await clock.sleep(SETTLE, signal)
      if (signal.aborted) return false
      const now = state()
      if (now === before) return differs()
      before = now
    }
    return differs()
  }

  function state(): string {
    return JSON.stringify(sights.map((sight) => sight.look()))
  }

  function open(wake: () => void): readonly FSWatcher[] {
    return [...placesOf(sights.map(({ path }) => path))].flatMap(([folder, names]) => {
      try {
        const watcher = watch(folder, { persistent: false }, (kind, name) => {
          // A database beside the settings is written to all the time.
          if (kind === 'rename' || name === null || names.has(name)) wake()
        })
        watcher.on('error', wake)
        return [watcher]
      } catch {
        // Not there, or no watches left: the look now and then goes on.
        return []
      }
    })
  }
}

/** The folders where a change of these paths shows, each with the names that matter in it. */
export function placesOf(paths: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const places = new Map<string, Set<string>>()
  const note = (folder: string, name: string) =>
    void places.set(folder, (places.get(folder) ?? new Set<string>()).add(name))
  for (const path of paths) follow(resolve(path), note)
  return places
}

/** As many as Linux follows before it calls them a loop. */
const MOST_LINKS = 40

function follow(path: string, note: (folder: string, name: string) => void, links = 0): void {
  const { root } = parse(path)
  const names = path.slice(root.length).split(sep).filter(Boolean)
  let at = root
  for (const [index, name] of names.entries()) {
    const here = join(at, name)
    const isLast = index === names.length - 1
    const kind = kindOf(here)
    if (kind === 'folder') {
      if (isLast) note(here, '')
    } else {
      // A link may be turned, a file replaced, and what is missing may appear.
      note(at, name)
    }
    const leadsTo = kind === 'link' && links < MOST_LINKS ? targetOf(here) : null
    if (leadsTo !== null) {
      const rest = names.slice(index + 1)
      follow(join(resolve(dirname(here), leadsTo), ...rest), note, links + 1)
    }
    if (kind !== 'folder') return
    at = here
  }
}

/** What cannot be looked at (no right to, no name at all) is as good as missing. */
function kindOf(path: string): 'folder' | 'link' | 'file' | 'nothing' {
  try {
    const stat = lstatSync(path)
    return stat.isSymbolicLink() ? 'link' : stat.isDirectory() ? 'folder' : 'file'
  } catch {
    return 'nothing'
  }
}

/** Null: it was turned into something else just now. */
function targetOf(link: string): string | null {
  try {
    return readlinkSync(link)
  } catch {
    return null
  }
}
