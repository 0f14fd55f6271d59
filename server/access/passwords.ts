import { type Algorithm, hash, verify } from "@node-rs/argon2";

/**
 * Argon2id with 19 MiB, 2 passes, 1 lane: the first choice of the OWASP Password Storage Cheat Sheet.
 * RFC 9106 would use more memory, which this machine needs for the models.
 */
const parameters = { algorithm: 2 as Algorithm.Argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The hash of a random password with the parameters above; passwords of unknown users are verified against it. */
const dummyHash = "$argon2id$v=19$m=19456,t=2,p=1$DIIzZnjudynH/cSyVe8Pvg$dxP3OJQ8ybVX6kvV+Wj42be8kpRjDc+tlWfJiUOzhS0";

/** The password's hash as a PHC string, with a new salt each time. */
export function hashPassword(password: string): Promise<string> {
  return hash(normalise(password), parameters);
}

/**
 * True when the password matches the hash. `null` (no such user) takes as long and is always false, so that the
 * response time does not reveal which names exist.
 */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  const right = await verify(passwordHash ?? dummyHash, normalise(password));
  return right && passwordHash !== null;
}

/** NFKC, because keyboards compose the same character in different ways. */
function normalise(password: string): string {
  return password.normalize("NFKC");
}
