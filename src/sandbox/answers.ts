import type { Fields } from '../domain/fields.ts'
import type { Answer } from './call.ts'

/** The new API refuses with a status and a code; the code is what counts. */
export function v1Refusal(
  requestId: string,
  status: number,
  code: string,
  message: string,
  more: Fields = {},
): Answer {
  return { status, body: { code, requestid: requestId, message, ...more } }
}

/** Codes of the message service itself come with a text in this form. */
export function v1Unfit(requestId: string, code: string, what: string, remedy: string): Answer {
  return v1Refusal(requestId, 400, code, `description:${what};solution:${remedy};`)
}

export function oapiOk(requestId: string, fields: Fields = {}): Answer {
  return { status: 200, body: { errcode: 0, errmsg: 'ok', ...fields, request_id: requestId } }
}

/** The old API answers 200 whatever happens. */
export function oapiRefusal(requestId: string, errcode: number, errmsg: string): Answer {
  return { status: 200, body: { errcode, errmsg, request_id: requestId } }
}

/** The old API's gateway wraps its own refusals: the real code is the text in `sub_code`. */
export function oapiWrapped(requestId: string, subCode: string, subMsg: string): Answer {
  return {
    status: 200,
    body: {
      errcode: 88,
      sub_code: subCode,
      sub_msg: subMsg,
      errmsg: `ding talk error[subcode=${subCode},submsg=${subMsg}]`,
      request_id: requestId,
    },
  }
}
