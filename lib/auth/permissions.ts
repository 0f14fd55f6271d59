/** Who may do what: the one table. Pages, the verbs of `server/records` and the navigation all ask it. */
export const roles = ["staff", "qa", "admin"] as const;
export type Role = (typeof roles)[number];

const permissionTable = {
  "chat:use": ["staff", "qa", "admin"],
  "history:read_own": ["staff", "qa", "admin"],
  "history:read_all": ["qa", "admin"],
  /** Rename and delete conversations; rate and correct their turns. */
  "history:manage_own": ["staff", "qa", "admin"],
  "history:manage_all": ["qa", "admin"],
  /** Tags and notes on turns, and how well the house is understood. */
  "quality:review": ["qa", "admin"],
  "replay:use": ["qa", "admin"],
  "token:manage_own": ["staff", "qa", "admin"],
  /** See where one is logged in, and log out there. */
  "login:manage_own": ["staff", "qa", "admin"],
  "settings:write_own": ["staff", "qa", "admin"],
  /** What the house decides for everybody. */
  "settings:manage_house": ["admin"],
  "password:change_own": ["staff", "qa", "admin"],
  "user:manage": ["admin"],
  /** Tell how the check of one's own device ended (/connect). */
  "device:report_own": ["staff", "qa", "admin"],
  "device:read_all": ["admin"],
  "metrics:read": ["admin"],
  /** Ask people to leave, end conversations; load, unload and restart models. */
  "system:operate": ["admin"],
  /** Silence alerts, and say where they are sent. */
  "alert:manage": ["admin"],
  /** Who did what, allowed and refused. */
  "audit:read": ["admin"],
  /** Hear and choose voices; bring one, and end those that one brought. */
  "voice:use": ["staff", "qa", "admin"],
  /** Attach written consents, decide what the check of a consent could not, end anybody's voices. */
  "voice:manage_all": ["admin"],
  /** No role has it: only the server itself takes jobs from the queue. */
  "job:run": [],
  /** No role has it: only the server itself opens and closes alerts. */
  "alert:watch": [],
  /** No role has it: only the server itself does this, at start. */
  "recordings:reconcile": [],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof permissionTable;

/** True when the role has the permission. */
export function can(role: Role, permission: Permission): boolean {
  return (permissionTable[permission] as readonly Role[]).includes(role);
}
