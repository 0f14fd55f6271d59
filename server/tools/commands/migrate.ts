import type { Command } from "commander";
import { withRecords } from "../environment";
import { say } from "../words/say";

export function addMigrateCommand(commands: Command): void {
  commands
    .command("migrate")
    .description("bring the database up to date")
    .action(async () => {
      await withRecords(() => undefined);
      console.log(say("The database is up to date."));
    });
}
