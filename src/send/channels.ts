import type { ChannelName } from '../domain/target.ts'
import type { Channel } from './channel.ts'
import { group } from './group.ts'
import { robot } from './robot.ts'
import { users } from './users.ts'
import { workNotification } from './work-notification.ts'

/** Every way to reach people; the contract test runs over this list. */
export const channels: Readonly<Record<ChannelName, Channel>> = {
  group,
  users,
  work_notification: workNotification,
  robot,
}
