import { customRobot } from './custom-robot.ts'
import type { Endpoint } from './endpoint.ts'
import { groupMessages, groupRobots } from './group-messages.ts'
import { oauthEndpoints } from './oauth.ts'
import { userById, userByMobile } from './people.ts'
import { groupReadStatus, userReadStatus } from './read-status.ts'
import { openStream } from './stream.ts'
import { userMessages } from './user-messages.ts'
import {
  workNotification,
  workNotificationProgress,
  workNotificationResult,
} from './work-notification.ts'

/** What of DingTalk there is here. Both families answer on one host. */
export const endpoints: readonly Endpoint[] = [
  ...oauthEndpoints,
  groupMessages,
  userMessages,
  groupRobots,
  userReadStatus,
  groupReadStatus,
  workNotification,
  workNotificationProgress,
  workNotificationResult,
  userByMobile,
  userById,
  customRobot,
  openStream,
]
