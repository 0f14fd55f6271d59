/** True when something in the text can be said: marks, emoji and white space alone have no sound. */
export const hasSound = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);
