import { randomBytes } from "node:crypto";
import { text } from "node:stream/consumers";
import { type Command, Option } from "commander";
import { type Role, roles } from "../../../lib/auth/permissions";
import { createUser } from "../../records/users/create-user";
import { disableUser } from "../../records/users/disable-user";
import { listUsers } from "../../records/users/list-users";
import { setPassword } from "../../records/users/set-password";
import { withRecords } from "../environment";
import { formatTable } from "../table";

const passwordOption = () =>
  new Option("--password-stdin", "read the password from standard input; else one is made up");

/** The password for a user: from stdin, or generated. A generated one must be printed. */
async function choosePassword(fromStdin: boolean | undefined): Promise<{ password: string; isGenerated: boolean }> {
  if (fromStdin) return { password: (await text(process.stdin)).replace(/\r?\n$/, ""), isGenerated: false };
  return { password: randomBytes(15).toString("base64url"), isGenerated: true };
}

/** Says what was done. A generated password stands alone on standard output, for scripts, and the words beside it. */
function printOutcome(words: string, generatedPassword: string | null = null): void {
  if (generatedPassword === null) {
    console.log(words);
    return;
  }
  console.error(words);
  console.log(generatedPassword);
}

/** Unix seconds as YYYY-MM-DD. */
const day = (atS: number) => new Date(atS * 1_000).toISOString().slice(0, 10);

export function addUserCommands(commands: Command): void {
  const user = commands.command("user").description("who may log in");
  user
    .command("add")
    .argument("<name>")
    .description("let somebody log in")
    .addOption(new Option("--role <role>", "what they may do").choices([...roles]).makeOptionMandatory())
    .addOption(passwordOption())
    .action(async (username: string, options: { role: Role; passwordStdin?: boolean }) => {
      const { password, isGenerated } = await choosePassword(options.passwordStdin);
      await withRecords((ctx) => createUser(ctx, { username, password, role: options.role }));
      printOutcome(`${username} may log in now (${options.role}).`, isGenerated ? password : null);
    });
  user
    .command("list")
    .description("who may log in, and what they may do")
    .action(async () => {
      const users = await withRecords(listUsers);
      const rows = users.map((one) => [one.username, one.role, one.disabled ? "disabled" : "", day(one.createdAt)]);
      console.log(formatTable([["NAME", "ROLE", "STATE", "SINCE"], ...rows]));
    });
  user
    .command("disable")
    .argument("<name>")
    .description("no login and no token works any more; their records stay")
    .action(async (username: string) => {
      await withRecords((ctx) => disableUser(ctx, { username }));
      printOutcome(`${username} is disabled: no login and no token works any more; the records stay.`);
    });
  user
    .command("password")
    .argument("<name>")
    .description("set a new password; every open login ends")
    .addOption(passwordOption())
    .action(async (username: string, options: { passwordStdin?: boolean }) => {
      const { password, isGenerated } = await choosePassword(options.passwordStdin);
      await withRecords((ctx) => setPassword(ctx, { username, newPassword: password }));
      printOutcome(`${username} has a new password; every open login has ended.`, isGenerated ? password : null);
    });
}
