import { promisify } from 'node:util'
import * as zlib from 'node:zlib'
import { err, ok, type Result } from '../domain/result.ts'
import { type Problem, problem } from './problem.ts'

type Unpack = (packed: Uint8Array, options: { maxOutputLength: number }) => Promise<Buffer>

const gunzip: Unpack = promisify(zlib.gunzip)
const inflate: Unpack = promisify(zlib.inflate)
const inflateRaw: Unpack = promisify(zlib.inflateRaw)

/** Some senders call the raw stream `deflate`, others the one with zlib's header. */
const inflateEither: Unpack = (packed, options) =>
  hasZlibHeader(packed) ? inflate(packed, options) : inflateRaw(packed, options)

const ENCODINGS: Readonly<Record<string, Unpack>> = {
  gzip: gunzip,
  'x-gzip': gunzip,
  deflate: inflateEither,
  br: promisify(zlib.brotliDecompress),
  zstd: promisify(zlib.zstdDecompress),
}

/** Undoes Content-Encoding, never making more than `cap` bytes. */
export async function unpack(
  packed: Uint8Array,
  header: string | undefined,
  cap: number,
): Promise<Result<Uint8Array, Problem>> {
  const encoding = (header ?? '').trim().toLowerCase()
  if (encoding === '' || encoding === 'identity') return ok(packed)
  const open = Object.hasOwn(ENCODINGS, encoding) ? ENCODINGS[encoding] : undefined
  if (!open)
    return err(
      problem(
        'unsupported_encoding',
        'This Content-Encoding is not known; send gzip, deflate, br, zstd or none.',
      ),
    )
  try {
    return ok(await open(packed, { maxOutputLength: cap }))
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE')
      return err(tooLarge(cap, 'unpacked'))
    return err(problem('bad_compression', `The body is not valid ${encoding}.`))
  }
}

export const tooLarge = (cap: number, how: 'sent' | 'unpacked'): Problem =>
  problem('body_too_large', `The body is larger than ${cap} bytes as ${how} (server.max_body).`)

function hasZlibHeader([first = 0, second = 0]: Uint8Array): boolean {
  return (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0
}
