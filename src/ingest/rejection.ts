import type { Rejection } from './source.ts'

/** Every reason for which a webhook is refused before it is stored, with what it means to whom. */
export const REJECTIONS = {
  bad_json: {
    status: 400,
    happened: 'The body is not JSON.',
    remedy:
      'The message names line and column. Check the sender’s template for a missing quote or comma.',
  },
  bad_text: {
    status: 400,
    happened:
      'The body is not text in the encoding that it claims, UTF-8 unless it says otherwise.',
    remedy: 'Send UTF-8.',
  },
  too_deep: {
    status: 400,
    happened: 'The body is nested deeper than any alert needs to be.',
    remedy: 'Send fewer levels.',
  },
  bad_payload: {
    status: 400,
    happened: 'The body is JSON, but not what this type of source sends.',
    remedy: 'The message names the field. Check that the URL names a source of the right `type`.',
  },
  unrecognised: {
    status: 400,
    happened: '/webhook/auto could not tell what sends this, or which source is meant.',
    remedy: 'Send it to /webhook/<source>, with a source of the right `type` in the settings.',
  },
  bad_compression: {
    status: 400,
    happened: 'The body does not unpack as its Content-Encoding says.',
    remedy: 'Send it without compression, or with gzip.',
  },
  unauthorized: {
    status: 401,
    happened: 'A credential or a signature that the source asks for is missing, wrong or too old.',
    remedy: 'Compare the sender’s settings with `auth` of the source, and both clocks.',
  },
  address_not_allowed: {
    status: 403,
    happened: 'The sender’s address is not on the allow list of the source.',
    remedy: 'Add it to `auth.allow`, or the proxy in between to `server.trusted_proxies`.',
  },
  body_too_large: {
    status: 413,
    happened: 'The body is larger than `server.max_body`, as sent or unpacked.',
    remedy: 'Raise `server.max_body`, or let the sender group fewer alerts (`max_alerts`).',
  },
  unsupported_type: {
    status: 415,
    happened: 'The source does not read this Content-Type.',
    remedy: 'Send `application/json`.',
  },
  unsupported_charset: {
    status: 415,
    happened: 'The Content-Type declares a charset that is not known.',
    remedy: 'Send UTF-8.',
  },
  unsupported_encoding: {
    status: 415,
    happened: 'The Content-Encoding is not known.',
    remedy: 'Send it without compression, or with gzip, deflate, br or zstd.',
  },
} as const satisfies Readonly<
  Record<string, { status: Rejection['status']; happened: string; remedy: string }>
>

export type RejectionCode = keyof typeof REJECTIONS

/** Makes a rejection; its status follows from its code. */
export function refuse(code: RejectionCode, message: string): Rejection {
  return { status: REJECTIONS[code].status, code, message }
}
