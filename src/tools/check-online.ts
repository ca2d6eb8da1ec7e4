import type { App } from '../domain/app.ts'
import { MINUTE } from '../domain/clock.ts'
import type { Target } from '../domain/target.ts'
import type { Finding, Question } from '../send/dingtalk/probe.ts'
import type { Plan } from '../settings/plan.ts'
import type { Bench } from './bench.ts'

/** One thing that DingTalk was asked about, or could not be. */
export interface OnlineFinding {
  /** `group cid…`, `user manager1234`. */
  readonly about: string
  /** The app that asked; null for custom robots. */
  readonly app: string | null
  /** The targets that need it. */
  readonly targets: readonly string[]
  readonly verdict: Finding['verdict']
  readonly unanswered?: true
  readonly detail: string
}

interface Subject extends Pick<OnlineFinding, 'about' | 'targets'> {
  readonly app: App | null
  /** A sentence: there is no way to ask without sending. */
  readonly question: Question | string
}

/** Asks DingTalk about everything that the settings name, one after the other. Sends nothing. */
export async function checkOnline(plan: Plan, bench: Bench): Promise<readonly OnlineFinding[]> {
  const probe = bench.openProbe()
  const findings: OnlineFinding[] = []
  const unusable = new Set<string>()
  try {
    for (const { about, targets, app, question } of subjectsOf(plan)) {
      const finding = await find(app, question)
      if (typeof question !== 'string' && question.kind === 'token' && finding.verdict !== 'right')
        unusable.add(app?.name ?? '')
      findings.push({ about, app: app?.name ?? null, targets, ...finding })
    }
  } finally {
    await probe.close()
  }
  return findings

  async function find(app: App | null, question: Question | string): Promise<Finding> {
    if (typeof question === 'string' || app === null)
      return { verdict: 'unclear', detail: String(question) }
    if (unusable.has(app.name))
      return { verdict: 'unclear', detail: `not asked: the app ${app.name} has no access token` }
    return probe.ask(app, question, AbortSignal.timeout(MINUTE))
  }
}

/** Every app first, then what is behind the targets; each once, with all that need it. */
function subjectsOf(plan: Plan): readonly Subject[] {
  const subjects = new Map<string, Subject>()
  const add = (target: string | null, subject: Omit<Subject, 'targets'>) => {
    const key = `${subject.app?.name} ${subject.about}`
    const before = subjects.get(key)?.targets ?? []
    const targets = target === null || before.includes(target) ? before : [...before, target]
    subjects.set(key, { ...subject, targets })
  }
  for (const app of plan.apps.values())
    add(null, { about: 'access token', app, question: { kind: 'token' } })
  for (const receiver of plan.receivers.values())
    for (const target of receiver.listeners.flatMap(({ targets }) => targets))
      for (const subject of behind(target, plan)) add(target.name, subject)
  return [...subjects.values()]
}

const UNASKED = 'not asked: DingTalk says it only when something is sent'

function behind({ address }: Target, plan: Plan): readonly Omit<Subject, 'targets'>[] {
  if (address.channel === 'robot') return [{ about: 'custom robot', app: null, question: UNASKED }]
  const app = plan.apps.get(address.app) ?? null
  if (address.channel === 'group') {
    const { conversation } = address
    const robotCode = address.robotCode ?? app?.robotCode ?? ''
    const question = { kind: 'group', conversation, robotCode } as const
    return [{ about: `group ${conversation}`, app, question }]
  }
  const people = [
    ...address.users.map((user) => ({
      about: `user ${user}`,
      app,
      question: { kind: 'user', user } as const,
    })),
    ...address.mobiles.map((mobile) => ({
      about: `mobile ${mobile}`,
      app,
      question: { kind: 'mobile', mobile } as const,
    })),
  ]
  if (address.channel === 'users') return people
  const { templateId, departments } = address
  return [
    { about: `work notification template ${templateId}`, app, question: UNASKED },
    ...people,
    ...departments.map((id) => ({ about: `department ${id}`, app, question: UNASKED })),
  ]
}
