import type { PersonView } from "@/lib/people";
import { listUsers } from "@/server/records/users/list-users";
import { authenticatedRoute } from "../authenticated-route";
import { privateJson } from "../private-json";

/** Everybody who has an account: `PersonView[]`. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute({
  GET: async (_, ctx) => {
    const people = (await listUsers(ctx)).map(
      (user): PersonView => ({
        id: user.userId,
        name: user.username,
        role: user.role,
        is_disabled: user.disabled,
        password_is_temporary: user.passwordIsTemporary,
        logins: user.logins,
        last_seen_at: user.lastSeenAt,
        created_at: user.createdAt,
      }),
    );
    return privateJson(people);
  },
});
