import type { FailureReason } from './outcome.ts'

/** What a reason means to a person: pages and `docs/errors.md` say it in these words. */
export interface FailureAdvice {
  readonly happened: string
  /** What the bridge does by itself. */
  readonly bridge: string
  /** What it asks of the operator. */
  readonly remedy: string
}

export const FAILURE_ADVICE: Readonly<Record<FailureReason, FailureAdvice>> = {
  token: {
    happened: 'DingTalk refused the access token.',
    bridge: 'It fetches a new one and tries again.',
    remedy:
      'Nothing, unless it stays: then something else uses the same app and outdates its tokens.',
  },
  rate: {
    happened: 'Too many calls: for this robot in this chat, for the app, or from our address.',
    bridge:
      'Nothing was sent. It leaves alone what DingTalk closed, for as long as that lasts, and folds what gathers meanwhile into a digest.',
    remedy:
      'Nothing. Where it happens often, something else sends with the same robot or app: lower `pace` or `calls_per_second`.',
  },
  quota: {
    happened: 'A daily or monthly limit of the organisation or of a person is used up.',
    bridge: 'It tries again every hour until `delivery.retry_for`.',
    remedy: 'Buy calls, wait for the next month, or send less: group more, tell fewer targets.',
  },
  transient: {
    happened: 'DingTalk is in trouble.',
    bridge: 'It tries again after 1 s to 5 min, until `delivery.retry_for`.',
    remedy: 'Nothing.',
  },
  ambiguous: {
    happened: 'DingTalk may or may not have sent it, and nobody can know.',
    bridge:
      'With `on_unknown: retry` it says the same words again, with `hold` the delivery becomes `held`.',
    remedy: 'For what is held: look into the chat, then send it again or discard it.',
  },
  config: {
    happened: 'DingTalk refuses this app, robot or chat as it is configured.',
    bridge:
      'The target is unhealthy: its deliveries wait, and one knocks after 1, 2, 5, then every 10 min, and at once after a reload.',
    remedy:
      'Mend what the detail names, here or in the developer console. Until `delivery.retry_for` nothing is lost.',
  },
  message: {
    happened: 'DingTalk refuses these words: too long, a link it distrusts, a missing keyword.',
    bridge: 'It tries once more, short and plain; refused again, the delivery is a dead letter.',
    remedy: 'Mend the template, or set `keyword` where a custom robot insists on one.',
  },
  recipient: {
    happened: 'DingTalk refuses some or all of the people.',
    bridge: 'The others are told; the refused ones are listed with the delivery.',
    remedy: 'Correct the ids, or widen the visible range of the app.',
  },
  network: {
    happened: 'The connection failed: name, route, proxy, certificate, or it broke half way.',
    bridge:
      'It tries again after 1 s to 5 min. Where the request may have arrived, `on_unknown` decides.',
    remedy: 'Check the network and `dingtalk.proxy` from the machine of the bridge.',
  },
  timeout: {
    happened: 'DingTalk did not answer in time.',
    bridge: 'As for `network`.',
    remedy: 'Where the way is slow, raise `dingtalk.timeout`.',
  },
  template: {
    happened: 'No words could be made that fit.',
    bridge:
      'A template that fails is replaced by `plain` and counted; only where even that does not go, the delivery is a dead letter.',
    remedy: 'Mend the template; `dingbridge render` shows what it makes of a payload.',
  },
}
