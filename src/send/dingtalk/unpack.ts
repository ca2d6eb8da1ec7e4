import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'

/**
 * The text of a packed answer, at most so many bytes of it unpacked. What cannot be unpacked is
 * given as it came: it says nothing to anybody, and so the outcome is unknown.
 */
export function unpack(bytes: Buffer, encoding: string, maxBytes: number): string {
  const packed = encoding.split(',').map((name) => name.trim().toLowerCase())
  const limit = { maxOutputLength: maxBytes }
  let plain = bytes
  try {
    // Named in the order in which they were put on.
    for (const name of packed.reverse()) {
      if (name === 'gzip' || name === 'x-gzip') plain = gunzipSync(plain, limit)
      else if (name === 'deflate') plain = inflateSync(plain, limit)
      else if (name === 'br') plain = brotliDecompressSync(plain, limit)
    }
    return plain.toString('utf8')
  } catch {
    return bytes.toString('utf8')
  }
}
