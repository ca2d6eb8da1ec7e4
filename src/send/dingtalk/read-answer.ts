import { isFields } from '../../domain/fields.ts'
import type { Outcome, RefusedRecipient } from '../../domain/outcome.ts'
import type { Answer } from '../channel.ts'
import { type AnswerBody, isSuccessStatus, listOf, readBody, textOf } from './answer-body.ts'
import type { Asked } from './asked.ts'
import { classify } from './classify.ts'

/** The robots' APIs: accepted when there is a key to ask after the message with. */
export function readProcessQueryKey(answer: Answer): Outcome {
  const body = bodyOfSuccess(answer)
  const key = body?.fields['processQueryKey']
  if (!body || typeof key !== 'string' || key === '') return classify(answer, 'api')
  return {
    kind: 'sent',
    receipt: key,
    refused: [
      ...refusedBy(body, 'invalidStaffIdList'),
      // Undocumented, in DingTalk's newer SDKs only: named, and not tried again.
      ...refusedBy(body, 'filteredStaffIdList'),
    ],
    flowControlled: listOf(body.fields['flowControlledStaffIdList']),
  }
}

/** Work notifications: accepted, to be carried out as a task. */
export function readTaskId(answer: Answer): Outcome {
  const outcome = readErrcode(answer, 'oapi')
  // The words are fixed before the first attempt and differ between deliveries, so that DingTalk
  // can know them only from an earlier try whose answer was lost.
  return outcome.kind === 'reject' && isRepeat(outcome.code) ? accepted(null) : outcome
}

/** Work notifications: who was left out when the task was carried out, and by which code. */
export function readSendResult(answer: Answer): readonly RefusedRecipient[] | null {
  const body = bodyOfSuccess(answer)
  const lists = body?.fields['send_result']
  if (textOf(body?.fields['errcode']) !== '0' || !isFields(lists)) return null
  const named = entriesOf(lists['forbidden_list'])
  const known = new Set(named.map(({ user }) => user))
  const listed = ['invalid_user_id_list', 'forbidden_user_id_list', 'failed_user_id_list'].flatMap(
    (list) =>
      listOf(lists[list])
        .filter((user) => !known.has(user))
        .map((user) => ({ user, because: list })),
  )
  return [...named.filter(({ because }) => !isRepeat(because)), ...listed]
}

function entriesOf(list: unknown): readonly RefusedRecipient[] {
  if (!Array.isArray(list)) return []
  return list.flatMap((entry: Readonly<Record<string, unknown>> | null) => {
    const user = textOf(entry?.['userid'])
    return user === null ? [] : [{ user, because: textOf(entry?.['code']) ?? 'forbidden_list' }]
  })
}

export const readRobotAnswer = (answer: Answer): Outcome => readErrcode(answer, 'robot')

function readErrcode(answer: Answer, asked: Asked): Outcome {
  const body = bodyOfSuccess(answer)
  if (textOf(body?.fields['errcode']) !== '0') return classify(answer, asked)
  return accepted(textOf(body?.fields['task_id']))
}

const isRepeat = (code: string | null): boolean => code === '143106' || code === '143206'

const accepted = (receipt: string | null): Outcome => ({
  kind: 'sent',
  receipt,
  refused: [],
  flowControlled: [],
})

function bodyOfSuccess(answer: Answer): AnswerBody | null {
  if (answer.kind === 'failed' || !isSuccessStatus(answer.status)) return null
  return readBody(answer.body)
}

const refusedBy = (body: AnswerBody, list: string) =>
  listOf(body.fields[list]).map((user) => ({ user, because: list }))
