import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import { certificateFolder } from "../../platform/files/data-folder-layout";
import { readWsl } from "../../platform/wsl";
import { authorityFile } from "../../web/certificates/authority";
import { readConnectFacts } from "../../web/connect-facts";
import { connectText } from "../../web/connect-text";
import { commandConfig } from "../environment";
import { say } from "../words/say";

export function addConnectCommand(commands: Command): void {
  commands
    .command("connect")
    .description("where other devices reach this AVATAR, as a QR code too, and the fingerprint to compare")
    .action(async () => {
      const config = commandConfig();
      const path = join(config.dataDir, certificateFolder, authorityFile);
      // A company's certificate leads to an authority that devices know already.
      const authority = config.tlsCert === null ? await readFile(path, "utf8").catch(() => null) : null;
      const wsl = await readWsl(process.env);
      console.log(connectText(readConnectFacts(config, { port: config.port, authority, wsl }), { say }));
    });
}
