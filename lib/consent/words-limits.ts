/** Up to `yes` the sentence was said, up to `again` it may have been. */
export const wordsLimits = { yes: 0.15, again: 0.3 } as const;
