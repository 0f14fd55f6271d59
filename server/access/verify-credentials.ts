import { AppError } from "../../lib/errors";
import type { Database } from "../platform/db/database";
import { findUser } from "./find-user";
import type { LoginThrottle } from "./login-throttle";
import { verifyPassword } from "./passwords";

export interface LoginAttempt {
  username: string;
  password: string;
  /** Where it comes from, as the server itself sees it. */
  address: string;
}

/**
 * The one way from a name and a password to a user. Throws AppError `rate_limited`, or `bad_credentials` for an
 * unknown name, a wrong password and a disabled user alike, after the same work.
 */
export async function verifyCredentials(
  { username, password, address }: LoginAttempt,
  { db, loginThrottle }: { db: Database; loginThrottle: LoginThrottle },
): Promise<{ userId: number; username: string; loginEpoch: number }> {
  const name = username.trim().normalize("NFC");
  await loginThrottle.attempt(name, address);
  const user = await db.read((tx) => findUser(tx, name));
  // Longer ones can't be anybody's; hashing them would be work for nothing.
  const right = password.length <= 256 && (await verifyPassword(user?.passwordHash ?? null, password));
  if (!user || !right || user.disabledAt !== null) throw new AppError("bad_credentials");
  await loginThrottle.succeeded(name, address);
  return { userId: user.id, username: user.username, loginEpoch: user.loginEpoch };
}
