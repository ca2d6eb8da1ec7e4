/**
 * Texts for a terminal hold what strangers wrote: none of it is an order to the terminal, and none
 * turns around what stands beside it. Bold and dim stay, which are our own and do no harm.
 */
export const visible = (text: string): string =>
  text.replace(ORDERS, (found) => (found.length > 1 ? found : '\uFFFD'))

const ORDERS =
  /\u001B\[(?:1|2|22)m|(?![\n\t])[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu
