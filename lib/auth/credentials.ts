import { z } from "zod";

/** A user's name: letters and digits of any script, and . _ @ -; capitals don't make another name. */
export const usernameSchema = z
  .string()
  .trim()
  .normalize("NFC")
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}._@-]{0,63}$/u, "1 to 64 letters and digits of any script, . _ @ and - between them");

/** NIST SP 800-63B asks for 8 characters and no rules of composition. */
export const shortestPassword = 8;

/** What a new password must be. */
export const passwordSchema = z
  .string()
  .min(shortestPassword, `at least ${shortestPassword} characters`)
  .max(256, "at most 256 characters");
