/** So many alerts of one webhook are worked on before others have their turn. */
export const AT_A_TIME = 500

/**
 * Lets everybody else do something first: other webhooks, probes, calls that came back. For work
 * that has thousands of steps.
 */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
