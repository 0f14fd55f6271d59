import { AppError } from "../../lib/errors";
import type { Database } from "../platform/db/database";
import { findUser } from "./find-user";
import type { LoginThrottle } from "./login-throttle";
import { verifyPassword } from "./passwords";

export interface LoginAttempt {
  username: string;
  password: string;
  /** The client's address, as the server itself sees it. */
  address: string;
}

/**
 * Verifies a name and a password; the only function that does. Throws AppError `rate_limited`, or `bad_credentials`
 * alike for an unknown name and a wrong password, after the same amount of work; `account_disabled` only to who knows
 * the password.
 */
export async function verifyCredentials(
  { username, password, address }: LoginAttempt,
  { db, loginThrottle }: { db: Database; loginThrottle: LoginThrottle },
): Promise<{ userId: number; username: string; loginEpoch: number }> {
  const name = username.trim().normalize("NFC");
  await loginThrottle.attempt(name, address);
  const user = await db.read((tx) => findUser(tx, name));
  // Nobody can have a longer password; hashing it would be wasted work.
  const right = password.length <= 256 && (await verifyPassword(user?.passwordHash ?? null, password));
  if (!user || !right) throw new AppError("bad_credentials");
  if (user.disabledAt !== null) throw new AppError("account_disabled");
  await loginThrottle.succeeded(name, address);
  return { userId: user.id, username: user.username, loginEpoch: user.loginEpoch };
}
