/** `npx avatar <command>`. Exit codes: 0 success, 1 failure, 2 wrong usage. */
import { Command, CommanderError } from "commander";
import { addBackupCommands } from "./commands/backup";
import { addCleanupCommand } from "./commands/cleanup";
import { addConnectCommand } from "./commands/connect";
import { addDoctorCommand } from "./commands/doctor";
import { addMigrateCommand } from "./commands/migrate";
import { addModelCommands } from "./commands/models";
import { addReplayCommand } from "./commands/replay";
import { addServiceCommands } from "./commands/service";
import { addSettingsCommands } from "./commands/settings";
import { addSupportBundleCommand } from "./commands/support-bundle";
import { addTokenCommands } from "./commands/tokens";
import { addUserCommands } from "./commands/users";
import { addVoiceCommands } from "./commands/voices";
import { addWorkerCommands } from "./commands/workers";

const program = new Command("avatar").description("Controls this AVATAR: its models, users and data.").exitOverride();
addModelCommands(program);
addWorkerCommands(program);
addDoctorCommand(program);
addConnectCommand(program);
addUserCommands(program);
addTokenCommands(program);
addSettingsCommands(program);
addVoiceCommands(program);
addMigrateCommand(program);
addBackupCommands(program);
addReplayCommand(program);
addServiceCommands(program);
addCleanupCommand(program);
addSupportBundleCommand(program);
// Wrong usage of a subcommand must throw here too, so that the exit code is 2.
for (const command of program.commands) {
  command.exitOverride();
  for (const inner of command.commands) inner.exitOverride();
}

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
