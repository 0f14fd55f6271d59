import { randomBytes } from "node:crypto";
import { text } from "node:stream/consumers";
import { type Command, Option } from "commander";
import { type Role, roles } from "../../../lib/auth/permissions";
import { createUser } from "../../records/users/create-user";
import { disableUser } from "../../records/users/disable-user";
import { setPassword } from "../../records/users/set-password";
import { withRecords } from "../environment";

const passwordOption = () =>
  new Option("--password-stdin", "read the password from standard input; else one is made up");

/** The password for a user: from stdin, or generated. A generated one must be printed. */
async function choosePassword(fromStdin: boolean | undefined): Promise<{ password: string; isGenerated: boolean }> {
  if (fromStdin) return { password: (await text(process.stdin)).replace(/\r?\n$/, ""), isGenerated: false };
  return { password: randomBytes(15).toString("base64url"), isGenerated: true };
}

export function addUserCommands(commands: Command): void {
  const user = commands.command("user").description("who may log in");
  user
    .command("add")
    .argument("<name>")
    .addOption(new Option("--role <role>", "what they may do").choices([...roles]).makeOptionMandatory())
    .addOption(passwordOption())
    .action(async (username: string, options: { role: Role; passwordStdin?: boolean }) => {
      const { password, isGenerated } = await choosePassword(options.passwordStdin);
      await withRecords((ctx) => createUser(ctx, { username, password, role: options.role }));
      if (isGenerated) console.log(password);
    });
  user
    .command("disable")
    .argument("<name>")
    .description("no login and no token works any more; their records stay")
    .action(async (username: string) => withRecords((ctx) => disableUser(ctx, { username })));
  user
    .command("password")
    .argument("<name>")
    .description("set a new password; every open login ends")
    .addOption(passwordOption())
    .action(async (username: string, options: { passwordStdin?: boolean }) => {
      const { password, isGenerated } = await choosePassword(options.passwordStdin);
      await withRecords((ctx) => setPassword(ctx, { username, newPassword: password }));
      if (isGenerated) console.log(password);
    });
}
