import { text } from "node:stream/consumers";
import { Argument, type Command, Option } from "commander";
import { type Role, roles } from "../../../lib/auth/permissions";
import chinese from "../../../messages/zh-TW.json";
import { endLogins } from "../../records/logins/end-logins";
import { changeRole } from "../../records/users/change-role";
import { createUser } from "../../records/users/create-user";
import { disableUser } from "../../records/users/disable-user";
import { enableUser } from "../../records/users/enable-user";
import { listUsers, type UserSummary } from "../../records/users/list-users";
import { renameUser } from "../../records/users/rename-user";
import { resetPassword, setPassword } from "../../records/users/set-password";
import { withRecords } from "../environment";
import { formatTable } from "../table";
import { languageOf } from "../words/language";
import { say } from "../words/say";

const passwordOption = () =>
  new Option(
    "--password-stdin",
    "read the password from standard input; else one is made up, which the person replaces at the next login",
  );

/** The first line of standard input, whole: a password may begin or end with blanks. */
const passwordFromStdin = async () => (await text(process.stdin)).replace(/\r?\n$/, "");

/** Says what was done. A generated password stands alone on standard output, for scripts, and the words beside it. */
function printOutcome(words: string, generatedPassword: string | null = null): void {
  if (generatedPassword === null) {
    console.log(words);
    return;
  }
  console.error(say("{words} Whoever logs in with it chooses another one first.", { words }));
  console.log(generatedPassword);
}

/** A role as pages call it, beside the value that commands take. */
const roleName = (role: Role) => (languageOf(process.env) === "en" ? role : `${chinese.roles[role]}（${role}）`);

/** Unix seconds as YYYY-MM-DD. */
const day = (atS: number) => new Date(atS * 1_000).toISOString().slice(0, 10);

function stateOf({ disabled, passwordIsTemporary }: UserSummary): string {
  if (disabled) return say("disabled");
  return passwordIsTemporary ? say("has no password of their own yet") : "";
}

export function addUserCommands(commands: Command): void {
  const user = commands.command("user").description("who may log in");
  user
    .command("add")
    .argument("<name>")
    .description("let somebody log in")
    .addOption(new Option("--role <role>", "what they may do").choices([...roles]).makeOptionMandatory())
    .addOption(passwordOption())
    .action(async (username: string, { role, passwordStdin }: { role: Role; passwordStdin?: boolean }) => {
      const input = { username, role, ...(passwordStdin && { password: await passwordFromStdin() }) };
      const { generatedPassword } = await withRecords((ctx) => createUser(ctx, input));
      printOutcome(say("{username} may log in now ({role}).", { username, role: roleName(role) }), generatedPassword);
    });
  user
    .command("list")
    .description("who may log in, and what they may do")
    .action(async () => {
      const users = await withRecords(listUsers);
      const rows = users.map((one) => [one.username, roleName(one.role), stateOf(one), day(one.createdAt)]);
      console.log(formatTable([[say("NAME"), say("ROLE"), say("STATE"), say("SINCE")], ...rows]));
    });
  user
    .command("role")
    .argument("<name>")
    .addArgument(new Argument("<role>").choices([...roles]))
    .description("give somebody another role; open connections begin again")
    .action(async (username: string, role: Role) => {
      await withRecords((ctx) => changeRole(ctx, { username, role }));
      printOutcome(say("{username} is {role} now.", { username, role: roleName(role) }));
    });
  user
    .command("rename")
    .argument("<name>")
    .argument("<new name>")
    .description("give somebody another name to log in with; their records stay theirs")
    .action(async (username: string, newName: string) => {
      await withRecords((ctx) => renameUser(ctx, { username, newName }));
      printOutcome(say("{username} logs in as {newName} now.", { username, newName }));
    });
  user
    .command("disable")
    .argument("<name>")
    .description("no login and no token works any more; their records stay")
    .action(async (username: string) => {
      await withRecords((ctx) => disableUser(ctx, { username }));
      printOutcome(
        say("{username} is disabled: no login and no token works any more; the records stay.", { username }),
      );
    });
  user
    .command("enable")
    .argument("<name>")
    .description("let somebody who was disabled log in again, with the password they had")
    .action(async (username: string) => {
      await withRecords((ctx) => enableUser(ctx, { username }));
      printOutcome(say("{username} may log in again, with the password from before.", { username }));
    });
  user
    .command("password")
    .argument("<name>")
    .description("set a new password; every open login ends")
    .addOption(passwordOption())
    .action(async (username: string, { passwordStdin }: { passwordStdin?: boolean }) => {
      const newPassword = passwordStdin ? await passwordFromStdin() : null;
      const generatedPassword = await withRecords(async (ctx) => {
        if (newPassword === null) return (await resetPassword(ctx, { username })).generatedPassword;
        await setPassword(ctx, { username, newPassword });
        return null;
      });
      printOutcome(say("{username} has a new password; every open login has ended.", { username }), generatedPassword);
    });
  user
    .command("logout")
    .argument("<name>")
    .description("end every login of somebody, and their conversations")
    .option("--tokens", "revoke their API tokens too")
    .action(async (username: string, { tokens = false }: { tokens?: boolean }) => {
      await withRecords((ctx) => endLogins(ctx, { username, tokensToo: tokens }));
      printOutcome(
        tokens
          ? say("{username} is logged out everywhere, and every API token is revoked.", { username })
          : say("{username} is logged out everywhere.", { username }),
      );
    });
}
