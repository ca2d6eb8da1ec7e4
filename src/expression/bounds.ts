import type { HelperDelegate, HelperOptions } from 'handlebars'
import { ExpressionError } from './issue.ts'

/** How much one render may do. */
export interface Limits {
  /** Rounds of `each`, all loops together. */
  readonly rounds: number
  /** Characters printed, all loops together; nested loops count what they repeat. */
  readonly output: number
}

/**
 * 300 alerts with 40 labels each take 12 000 rounds, and no message of DingTalk is longer than
 * 20 000 bytes, so nothing sensible comes near these. Passing them takes about 50 ms.
 */
export const DEFAULT_BOUNDS: Limits = { rounds: 50_000, output: 2_000_000 }

/**
 * The meter of one compiled expression. Handlebars itself bounds nothing: a loop in a loop over
 * 3000 items runs for two seconds and prints 32 MB, and everybody else waits.
 */
export function createBounds(limits: Limits) {
  let rounds = 0
  let printed = 0

  const print = (text: string): string => {
    printed += text.length
    if (printed > limits.output) {
      throw new ExpressionError(`It prints more than ${limits.output} characters.`)
    }
    return text
  }

  const round = (): void => {
    rounds += 1
    if (rounds > limits.rounds) {
      throw new ExpressionError(`Its loops run more than ${limits.rounds} rounds.`)
    }
  }

  const each: HelperDelegate = function (this: unknown, list: unknown, options?: HelperOptions) {
    if (!options) throw new ExpressionError('"each" needs a list.')
    const items = entriesOf(list)
    if (items.length === 0) return options.inverse(this)
    let out = ''
    for (const [index, [key, value]] of items.entries()) {
      round()
      const data = {
        ...options.data,
        key,
        index,
        first: index === 0,
        last: index === items.length - 1,
        _parent: options.data,
      }
      out += print(options.fn(value, { data, blockParams: [value, key] }))
    }
    return out
  }

  return {
    each,
    print,
    /** The finished text: literals outside of loops count too. */
    whole: (text: string): string => {
      printed = 0
      return print(text)
    },
    /** Hands a helper its positional arguments, and the root of the data as `this`. */
    helper:
      (helper: (...args: unknown[]) => unknown): HelperDelegate =>
      (...args: unknown[]) => {
        const options = args.pop() as HelperOptions
        return helper.apply(options.data?.root, args)
      },
    reset: (): void => {
      rounds = 0
      printed = 0
    },
  }
}

function entriesOf(list: unknown): (readonly [string | number, unknown])[] {
  if (Array.isArray(list)) return list.map((value, index) => [index, value] as const)
  if (typeof list !== 'object' || list === null) return []
  return Object.entries(list)
}
