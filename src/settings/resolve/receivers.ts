import { MINUTE } from '../../domain/clock.ts'
import type { Pace, Target } from '../../domain/target.ts'
import type { Listener, Receiver } from '../../match/receiver.ts'
import type { ReceiverForm, TargetForm } from '../../send/settings.ts'
import type { Path } from '../yaml/tree.ts'
import type { Conditions } from './conditions.ts'
import { type Choice, kindOf, resolveTarget, type TargetContext } from './targets.ts'

/** Every receiver with everybody who listens there, `receiver:` followed to its end. */
export function resolveReceivers(
  forms: readonly ReceiverForm[],
  context: TargetContext,
  conditions: Conditions,
): ReadonlyMap<string, Receiver> {
  const { report } = context
  const names = forms.map(({ name }) => name)
  const paces = new Map<string, { readonly pace: Pace; readonly path: Path }>()
  const own = new Map<string, readonly Written[]>()

  for (const [index, form] of forms.entries()) {
    const path: Path = ['receivers', index]
    const first = names.indexOf(form.name)
    if (first < index) report.twice(form.name, ['receivers', first, 'name'], [...path, 'name'])
    context.checkTemplate(form.template, [...path, 'template'])
    if (form.targets === undefined)
      report.warn(
        'no_effect',
        path,
        `the receiver \`${form.name}\` has no targets: it tells nobody; write \`targets: []\` if it shall not`,
      )
    const written = (form.targets ?? []).flatMap(read(form, path))
    if (!own.has(form.name)) own.set(form.name, written)
  }

  function read(receiver: ReceiverForm, above: Path) {
    return (form: TargetForm, number: number): Written[] => {
      const path = [...above, 'targets', number]
      const kind = kindOf(form, path, context)
      const common = { form, path, ...conditionsOf(form, path, conditions) }
      const sendResolved = form.send_resolved ?? receiver.send_resolved ?? null
      if (kind === null) return []
      if (kind === 'receiver') {
        if (!names.includes(form.receiver ?? ''))
          report.unknown('receiver', form.receiver ?? '', [...path, 'receiver'], names)
        return [{ ...common, choice: null, name: '', sendResolved: form.send_resolved ?? null }]
      }
      const choice = resolveTarget(form, kind, receiver, path, context)
      if (choice === null) return []
      for (const target of choice.targets) notePace(target, form, path)
      const name = form.name ?? `${receiver.name}/${number + 1}`
      return [{ ...common, choice, name, sendResolved }]
    }
  }

  function notePace(target: Target, form: TargetForm, path: Path): void {
    if (form.pace === undefined) return
    const at = [...path, 'pace']
    if (target.address.channel === 'robot' && inAMinute(form.pace) > ROBOT_LIMIT)
      report.warn(
        'pace_too_fast',
        at,
        `DingTalk closes a custom robot for 10 min when it says more than ${ROBOT_LIMIT} messages in a minute; leave 18/1m, or write less`,
      )
    const other = paces.get(target.key)
    if (!other) paces.set(target.key, { pace: form.pace, path: at })
    else if (other.pace.messages !== form.pace.messages || other.pace.perMs !== form.pace.perMs) {
      const message = `this target (${target.name}) has another pace at ${report.place(other.path)}`
      report.error('pace_conflict', at, `${message}; give both the same`)
    }
  }

  /** Where one place is written twice, and once with a pace, that is its pace. */
  const paced = (target: Target): Target => ({
    ...target,
    pace: paces.get(target.key)?.pace ?? target.pace,
  })

  const flatten = (name: string, within: readonly string[]): readonly Listener[] =>
    (own.get(name) ?? []).flatMap((written) => {
      if (written.choice) return [listener(written, written.choice, paced)]
      const other = written.form.receiver ?? ''
      const circle = [...within, name]
      if (!circle.includes(other))
        return flatten(other, circle).map((inner) => narrowed(inner, written, context))
      // Told once, at the receiver where the circle starts.
      if (other === circle[0]) {
        const message = `receivers lead back to themselves: ${[...circle, other].join(' → ')}`
        report.error('circular_reference', [...written.path, 'receiver'], message)
      }
      return []
    })

  return new Map([...own.keys()].map((name) => [name, { name, listeners: flatten(name, []) }]))
}

/** What DingTalk takes of one custom robot. */
const ROBOT_LIMIT = 20

const inAMinute = ({ messages, perMs }: Target['pace']): number =>
  messages * Math.max(1, Math.floor(MINUTE / perMs))

type Narrowing = Pick<Listener, 'matchers' | 'mute' | 'active'>

interface Written extends Narrowing {
  readonly form: TargetForm
  readonly path: Path
  readonly name: string
  /** Null: another receiver. */
  readonly choice: Choice | null
  readonly sendResolved: boolean | null
}

function conditionsOf(form: TargetForm, path: Path, conditions: Conditions): Narrowing {
  return {
    matchers: conditions.matchers(form.matchers, [...path, 'matchers']),
    mute: conditions.intervals(form.mute_time_intervals, [...path, 'mute_time_intervals']),
    active: conditions.intervals(form.active_time_intervals, [...path, 'active_time_intervals']),
  }
}

function listener(
  { name, matchers, mute, active, sendResolved }: Written,
  choice: Choice,
  paced: (target: Target) => Target,
): Listener {
  const targets = choice.targets.map(paced)
  return {
    name,
    matchers,
    mute,
    active,
    sendResolved,
    targets,
    choose(alert) {
      const target = choice.choose(alert, targets)
      // A plan without its default group is never run, so this is a bug.
      if (!target) throw new Error(`The listener ${name} has no target`)
      return target
    },
  }
}

/** A listener heard through another receiver: it hears no more than both allow. */
function narrowed(inner: Listener, outer: Written, { report }: TargetContext): Listener {
  if (inner.active.length > 0 && outer.active.length > 0) {
    const message = `${inner.name} already has active_time_intervals; keep them at one of the two`
    report.error('conflicting_keys', [...outer.path, 'active_time_intervals'], message)
  }
  return {
    ...inner,
    matchers: [...outer.matchers, ...inner.matchers],
    mute: [...outer.mute, ...inner.mute],
    active: [...outer.active, ...inner.active],
    sendResolved: inner.sendResolved ?? outer.sendResolved,
  }
}
