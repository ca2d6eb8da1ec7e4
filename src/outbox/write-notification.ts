import { AT_A_TIME, breathe } from '../domain/breath.ts'
import type { Notification } from '../domain/notification.ts'

/** A notification as JSON; one of thousands of alerts in steps between which others have a turn. */
export async function writeNotification(notification: Notification): Promise<string> {
  const { alerts, ...rest } = notification
  if (alerts.length <= AT_A_TIME) return JSON.stringify(notification)
  const pieces: string[] = []
  for (let from = 0; from < alerts.length; from += AT_A_TIME) {
    pieces.push(JSON.stringify(alerts.slice(from, from + AT_A_TIME)).slice(1, -1))
    await breathe()
  }
  return `${JSON.stringify(rest).slice(0, -1)},"alerts":[${pieces.join(',')}]}`
}
