import type { Message } from '../domain/message.ts'
import { bytesOf } from '../domain/size.ts'
import { addressed, type Channel } from './channel.ts'
import { readSendResult, readTaskId } from './dingtalk/read-answer.ts'

/** The work-notification inbox, by a template that DingTalk keeps and we only fill in. */
export const workNotification: Channel = {
  name: 'work_notification',
  // No figure is published for the values; this is the one for a notification's whole text.
  maxBytes: 5_000,
  // More are allowed, but `getsendresult` times out above this and then nobody knows who got it.
  recipientsPerCall: 100,
  size: (message) => bytesOf(dataOf(message)),
  request({ address, app, message, recipients }) {
    const to = addressed(address, 'work_notification')
    const form = new URLSearchParams({ agent_id: app?.agentId ?? '', template_id: to.templateId })
    if (recipients.length > 0) form.set('userid_list', recipients.join(','))
    if (to.departments.length > 0) form.set('dept_id_list', to.departments.join(','))
    form.set('data', dataOf(message))
    return {
      family: 'oapi',
      method: 'POST',
      path: '/topapi/message/corpconversation/sendbytemplate',
      query: {},
      contentType: 'application/x-www-form-urlencoded',
      body: form.toString(),
      auth: 'query',
    }
  },
  read: readTaskId,
  // Over a limit DingTalk says that all is well, and only this tells who got nothing.
  confirmation: {
    afterMs: 2_000,
    request: (app, receipt) => ({
      family: 'oapi',
      method: 'POST',
      path: '/topapi/message/corpconversation/getsendresult',
      query: {},
      contentType: 'application/x-www-form-urlencoded',
      body: new URLSearchParams({ agent_id: app.agentId ?? '', task_id: receipt }).toString(),
      auth: 'query',
    }),
    read: readSendResult,
  },
}

/** A message in general words still says something in a template with the usual variables. */
const dataOf = (message: Message): string =>
  JSON.stringify(message.data ?? { title: message.title, text: message.text })
