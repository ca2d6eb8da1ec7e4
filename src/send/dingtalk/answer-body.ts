import { type Fields, fieldsIn } from '../../domain/fields.ts'
import type { Answer } from '../channel.ts'

export type Answered = Extract<Answer, { kind: 'answered' }>

/** What an answer says, in either family's words. */
export interface AnswerBody {
  readonly fields: Fields
  /** `errcode` or `code`; of the envelope 88 the code inside. Null: none, or 0. */
  readonly code: string | null
  /** DingTalk's own sentence; empty when it has none. */
  readonly text: string
}

/** Reads a body as DingTalk's JSON; null when it is no JSON object. */
export function readBody(body: string): AnswerBody | null {
  const fields = fieldsIn(body)
  return fields && { fields, code: codeIn(fields), text: textIn(fields) }
}

export const isHtml = (answer: Answered): boolean =>
  /\bhtml\b/i.test(answer.contentType ?? '') || answer.body.trimStart().startsWith('<')

export const isSuccessStatus = (status: number): boolean => status >= 200 && status < 300

/** Strings and numbers as text, everything else as null: `errcode` comes as either. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value
  return typeof value === 'number' ? String(value) : null
}

/** The texts in a list; what is no list is an empty one. */
export function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(textOf).filter((item) => item !== null) : []
}

function codeIn(fields: Fields): string | null {
  const errcode = textOf(fields['errcode'])
  if (errcode === '88') return textOf(fields['sub_code']) ?? errcode
  if (errcode !== null && errcode !== '0') return errcode
  const code = textOf(fields['code'])
  return code === '0' ? null : code
}

function textIn(fields: Fields): string {
  return (
    textOf(fields['sub_msg']) ??
    textOf(fields['sub_message']) ??
    textOf(fields['errmsg']) ??
    textOf(fields['message']) ??
    ''
  )
}
