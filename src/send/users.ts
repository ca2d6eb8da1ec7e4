import { bytesOf } from '../domain/size.ts'
import { msgParam } from '../message/msg-param.ts'
import { addressed, type Channel } from './channel.ts'
import { readProcessQueryKey } from './dingtalk/read-answer.ts'

/** One-to-one chats with the app's robot. */
export const users: Channel = {
  name: 'users',
  // Documented for groups only; the robots' one-to-one API has the error but no number.
  maxBytes: 15_000,
  // DingTalk's page says 20 in its text and 100 in its error table.
  recipientsPerCall: 20,
  size: (message) => bytesOf(JSON.stringify(msgParam(message))),
  request({ address, app, message, recipients }) {
    addressed(address, 'users')
    return {
      family: 'api',
      method: 'POST',
      path: '/v1.0/robot/oToMessages/batchSend',
      query: {},
      contentType: 'application/json',
      body: JSON.stringify({
        msgKey: message.msgKey,
        // A string that holds JSON, not an object.
        msgParam: JSON.stringify(msgParam(message)),
        robotCode: app?.robotCode ?? '',
        userIds: recipients,
      }),
      auth: 'header',
    }
  },
  read: readProcessQueryKey,
}
