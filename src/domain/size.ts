const FORM = /^(\d+)\s*(B|KiB|MiB|GiB|kB|KB|MB|GB)?$/
const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 1 << 10,
  MiB: 1 << 20,
  GiB: 1 << 30,
}

/** Reads a size (`5MiB`, `512KiB`, `20000`) into bytes, or null. */
export function parseSize(text: string): number | null {
  const match = FORM.exec(text)
  if (!match) return null
  const bytes = Number(match[1]) * (UNITS[match[2] ?? 'B'] ?? 1)
  return Number.isSafeInteger(bytes) ? bytes : null
}

/** UTF-8 bytes of a text, which is how DingTalk counts. */
export const bytesOf = (text: string): number => Buffer.byteLength(text, 'utf8')
