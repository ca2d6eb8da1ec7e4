import type { App } from '../../domain/app.ts'
import { MINUTE } from '../../domain/clock.ts'
import type { Target } from '../../domain/target.ts'
import { dingtalkRobot } from '../../ingest/dingtalk-robot.ts'
import { type Callable, callKey } from '../../match/call.ts'
import type { Config } from '../schema.ts'
import { targetKey } from './target-key.ts'

/**
 * Whom messages to `/robot/send` may call one to one: everybody of `people:`, through each app that
 * has a robot. Without such a source nobody is.
 */
export function resolveCallable(config: Config, apps: ReadonlyMap<string, App>): Callable {
  const callable = new Map<string, Target>()
  if (!config.sources.some(({ type }) => type === dingtalkRobot.type)) return callable
  for (const app of apps.values()) {
    if (app.robotCode === null) continue
    for (const { user, mobile } of Object.values(config.people)) {
      const users = user === undefined ? [] : [user]
      const mobiles = user === undefined && mobile !== undefined ? [mobile] : []
      const address = { channel: 'users', app: app.name, users, mobiles } as const
      const target: Target = {
        key: targetKey(address, app),
        receiver: '',
        name: 'mention',
        address,
        template: null,
        locale: config.locale,
        timezone: config.timezone,
        pace: { messages: 18, perMs: MINUTE },
        onUnknown: 'retry',
        digest: 'auto',
        mentions: null,
        data: {},
      }
      for (const who of [user, mobile])
        if (who !== undefined) callable.set(callKey(app.name, who), target)
    }
  }
  return callable
}
