import type { Command } from "commander";
import { createToken } from "../../records/tokens/create-token";
import { listTokens } from "../../records/tokens/list-tokens";
import { revokeToken } from "../../records/tokens/revoke-token";
import { withRecords } from "../environment";
import { formatTable } from "../table";
import { say } from "../words/say";

/** Unix seconds as YYYY-MM-DD. */
const day = (atS: number | null) => (atS === null ? "never" : new Date(atS * 1_000).toISOString().slice(0, 10));

export function addTokenCommands(commands: Command): void {
  const token = commands.command("token").description("API tokens for REST and plain WebSocket");
  token
    .command("create")
    .description("print a new token, alone on one line; it cannot be shown again")
    .requiredOption("--user <name>", "whose rights it has")
    .option("--name <label>", "what it is for", "command line")
    .action(async ({ user, name }: { user: string; name: string }) => {
      const created = await withRecords((ctx) => createToken(ctx, { username: user, name }));
      console.log(created.token);
    });
  token
    .command("list")
    .description("the tokens of somebody that are not revoked; never the tokens themselves")
    .requiredOption("--user <name>", "whose")
    .action(async ({ user }: { user: string }) => {
      const tokens = await withRecords((ctx) => listTokens(ctx, { username: user }));
      const rows = tokens
        .filter(({ revokedAt }) => revokedAt === null)
        .map(({ tokenId, name, createdAt, lastUsedAt }) => [String(tokenId), name, day(createdAt), day(lastUsedAt)]);
      console.log(formatTable([[say("NUMBER"), say("NAME"), say("SINCE"), say("LAST USED")], ...rows]));
    });
  token
    .command("revoke")
    .argument("<number>", "as `token list` shows it")
    .description("no program can use this token any more")
    .action(async (number: string) => {
      await withRecords((ctx) => revokeToken(ctx, { tokenId: Number(number) }));
      console.log(say("Token {number} is revoked.", { number }));
    });
}
