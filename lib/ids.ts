import { z } from "zod";

const idPattern = /^[A-Za-z0-9_-]{1,64}$/;

/** The id of a conversation. */
export const sessionIdSchema = z.string().regex(idPattern);
export const turnIdSchema = z.string().regex(idPattern);
