/** Behind every key that begins so: keys are compared by their code points. */
export const endOf = (prefix: string): string => `${prefix}\u{10FFFF}`
