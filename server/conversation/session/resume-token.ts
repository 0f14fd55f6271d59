import { randomBytes } from "node:crypto";

/** A secret by which one client is known again on its next connection: 128 random bits. */
export const newResumeToken = (): string => randomBytes(16).toString("base64url");
