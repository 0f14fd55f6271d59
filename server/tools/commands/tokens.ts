import type { Command } from "commander";
import { createToken } from "../../records/tokens/create-token";
import { withRecords } from "../environment";

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
}
