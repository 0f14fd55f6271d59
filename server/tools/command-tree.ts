import { Command } from "commander";
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
import type { CommandLanguage } from "./words/language";
import { speak } from "./words/speak";

/** `npx avatar` with all of its commands, in this language. Wrong usage of any of them throws. */
export function commandTree(language: CommandLanguage): Command {
  const program = new Command("avatar").description("Controls this AVATAR: its models, users and data.");
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
  for (const command of allCommands(program)) {
    command.exitOverride();
    speak(command, language);
  }
  return program;
}

/** The command and all below it, in the order of the help. */
export function allCommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(allCommands)];
}
