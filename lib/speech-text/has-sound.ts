/** True when there is anything in the text that can be said: marks, emoji and white space alone have no sound. */
export const hasSound = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);
