import type { AccessView } from "@/lib/people";
import { listLogins } from "@/server/records/logins/list-logins";
import { listTokens } from "@/server/records/tokens/list-tokens";
import { authenticatedRoute } from "../../../authenticated-route";
import { idInPath } from "../../../id-in-path";
import { privateJson } from "../../../private-json";

/** The logins and API tokens of one person that have not ended: `AccessView`. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute<{ userId: string }>({
  GET: async (_, ctx, params) => {
    const named = { userId: idInPath(params.userId) };
    const [logins, tokens] = await Promise.all([listLogins(ctx, named), listTokens(ctx, named)]);
    const view: AccessView = {
      logins: logins.map((login) => ({
        id: login.loginId,
        browser: login.browser,
        system: login.system,
        address: login.address,
        created_at: login.createdAt,
        last_seen_at: login.lastSeenAt,
        expires_at: login.expiresAt,
        is_current: login.isCurrent,
      })),
      tokens: tokens
        .filter(({ revokedAt }) => revokedAt === null)
        .map(({ tokenId, name, createdAt, lastUsedAt }) => ({
          id: tokenId,
          name,
          created_at: createdAt,
          last_used_at: lastUsedAt,
        })),
    };
    return privateJson(view);
  },
});
