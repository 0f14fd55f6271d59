/** How many turns of a conversation are there when the page opens; the older ones follow in idle time. */
export const newestTurns = { first: 30, step: 8 } as const;
