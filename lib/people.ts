import type { Role } from "./auth/permissions";

/** A person, as administrators see them. Times are Unix seconds, here and below. */
export interface PersonView {
  id: number;
  name: string;
  role: Role;
  is_disabled: boolean;
  /** They have not replaced the password that was made up for them. */
  password_is_temporary: boolean;
  /** How many logins have not ended. */
  logins: number;
  /** When one of these was last used; null while there is none. */
  last_seen_at: number | null;
  created_at: number;
}

/** A login that has not ended. */
export interface LoginView {
  id: string;
  /** As the browser calls itself; null where it is none that we know. */
  browser: string | null;
  system: string | null;
  address: string;
  created_at: number;
  last_seen_at: number;
  expires_at: number;
  /** The one with which it is asked. */
  is_current: boolean;
}

/** An API token that is not revoked. */
export interface TokenView {
  id: number;
  name: string;
  created_at: number;
  last_used_at: number | null;
}

/** What lets somebody in, apart from the password. */
export interface AccessView {
  logins: LoginView[];
  tokens: TokenView[];
}
