import type { Arrived } from '../../src/sandbox/arrivals.ts'

/** What a message shows when a value was not looked at before it was printed. */
const SLIPS = /\[object \w+\]|\bundefined\b|\bNaN\b|\bInvalid Date\b|\bnull\b/g

/** What is wrong with a message that arrived. `said` is what its sender may have said himself. */
export function messageFaults(message: Arrived, said = ''): readonly string[] {
  const { title, text, request, channel } = message
  const slips = `${title}\n${text}`.match(SLIPS) ?? []
  const checks: readonly (readonly [string, boolean])[] = [
    ['an empty title', title.trim() === ''],
    ['a title of several lines', /[\r\n]/.test(title)],
    ['an empty text', text.trim() === ''],
    ['half a character', !title.isWellFormed() || !text.isWellFormed()],
    ['a control character', /[\u0000-\u0008\u000b-\u001f\u007f]/.test(title + text)],
    ['too many bytes', sizeOf(message) > (channel === 'robot' ? 20_000 : 15_000)],
    ['a body that is not UTF-8 JSON', typeof JSON.parse(request.body) !== 'object'],
    ...slips.map((slip) => [slip, !said.includes(slip)] as const),
  ]
  return checks.flatMap(([fault, isThere]) => (isThere ? [fault] : []))
}

function sizeOf({ channel, request }: Arrived): number {
  const measured = channel === 'robot' ? request.body : JSON.parse(request.body).msgParam
  return Buffer.byteLength(measured)
}
