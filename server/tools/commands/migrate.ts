import type { Command } from "commander";
import { withRecords } from "../environment";

export function addMigrateCommand(commands: Command): void {
  commands
    .command("migrate")
    .description("bring the database up to date")
    .action(async () => {
      await withRecords(() => undefined);
      console.log("The database is up to date.");
    });
}
