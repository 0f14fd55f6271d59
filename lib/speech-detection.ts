/** How long a pause ends a turn, in ms. The default is the contract's 700. */
export const endpointPauseMs = { min: 200, max: 3_000, default: 700 } as const;

/** How softly one may speak and still be heard, 0–1; a higher value also takes more noise for speech. */
export const sensitivity = { min: 0, max: 1, default: 0.5 } as const;
