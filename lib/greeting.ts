import { textSchema } from "./text";

export const longestGreeting = 120;

/** What an empty conversation begins with, as its headline. */
export const greetingSchema = textSchema.trim().min(1).max(longestGreeting);
