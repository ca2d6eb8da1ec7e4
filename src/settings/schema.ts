import type * as z from 'zod'
import { list, section, text } from '../domain/forms.ts'
import { ingestSettings } from '../ingest/settings.ts'
import { matchSettings } from '../match/settings.ts'
import { messageSettings } from '../message/settings.ts'
import { outboxSettings } from '../outbox/settings.ts'
import { sendSettings } from '../send/settings.ts'
import { serverSettings } from '../server/settings.ts'
import { logSettings } from './log.ts'

/** The whole file, put together from each chapter's own slice. */
export const configSchema = section({
  include: list(text()).describe('More files, merged into this one: teams/*.yaml').prefault([]),
  ...messageSettings,
  ...serverSettings,
  ...outboxSettings,
  ...logSettings,
  ...ingestSettings,
  ...sendSettings,
  ...matchSettings,
})

/** The file as it was written, with defaults, and each value in the type it stands for. */
export type Config = z.output<typeof configSchema>
