/**
 * Writes down something under its key; what was written down longest ago makes way, so that a
 * sandbox left running for days does not fill the memory.
 */
export function remember<K, V>(kept: Map<K, V>, key: K, value: V, most = KEPT): void {
  kept.delete(key)
  kept.set(key, value)
  for (const oldest of kept.keys()) {
    if (kept.size <= most) return
    kept.delete(oldest)
  }
}

/** Of messages, and of whatever else the sandbox remembers. */
export const KEPT = 5_000
