import type { Outcome } from '../../domain/outcome.ts'

/** An outcome without what must not be seen, should a far side quote our own request to us. */
export function scrub<O extends Outcome>(outcome: O, secrets: readonly string[]): O {
  if (outcome.kind === 'sent') return outcome
  const { code, detail } = outcome
  return {
    ...outcome,
    code: code === null ? null : without(code, secrets),
    detail: without(detail, secrets),
  }
}

const without = (text: string, secrets: readonly string[]): string =>
  secrets.reduce(
    (rest, secret) => (secret === '' ? rest : rest.replaceAll(secret, '<secret>')),
    text,
  )
