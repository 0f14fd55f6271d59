/** How many turns of a conversation are there when the page opens: more than a screen of them. The others follow later. */
export const newestTurns = { first: 12, step: 4 } as const;
