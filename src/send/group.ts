import { bytesOf } from '../domain/size.ts'
import { msgParam } from '../message/msg-param.ts'
import { addressed, type Channel } from './channel.ts'
import { readProcessQueryKey } from './dingtalk/read-answer.ts'

/** A chat that the app's robot is a member of. */
export const group: Channel = {
  name: 'group',
  maxBytes: 15_000,
  recipientsPerCall: null,
  size: (message) => bytesOf(JSON.stringify(msgParam(message))),
  request({ address, app, message }) {
    const { conversation, robotCode, coolAppCode } = addressed(address, 'group')
    return {
      family: 'api',
      method: 'POST',
      path: '/v1.0/robot/groupMessages/send',
      query: {},
      contentType: 'application/json',
      body: JSON.stringify({
        ...(coolAppCode === null ? {} : { coolAppCode }),
        msgKey: message.msgKey,
        // A string that holds JSON, not an object.
        msgParam: JSON.stringify(msgParam(message)),
        openConversationId: conversation,
        // Empty rather than missing: DingTalk then says which of the two is wrong.
        robotCode: robotCode ?? app?.robotCode ?? '',
      }),
      auth: 'header',
    }
  },
  read: readProcessQueryKey,
}
