/** More decimals than somebody would write: what a machine computed. */
const COMPUTED = /(?<![\w.])\d+\.\d{7,}(?![\d.])/g
const SIGNIFICANT = 6
const LEAST_DECIMALS = 2

/**
 * A value with its computed numbers as a person reads them: `44.2394`, not `44.23943737541908`.
 * What has few decimals stays, down to the zeros that somebody wrote.
 */
export const readableNumbers = (text: string): string => text.replace(COMPUTED, rounded)

function rounded(digits: string): string {
  const number = Number(digits)
  if (number >= 1e15) return digits
  const places = number === 0 ? 0 : Math.floor(Math.log10(number)) + 1
  const decimals = Math.min(100, Math.max(LEAST_DECIMALS, SIGNIFICANT - places))
  return number.toFixed(decimals).replace(/\.?0+$/, '')
}
