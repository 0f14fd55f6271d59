import { renderUnicodeCompact } from "uqr";
import type { ConnectFacts } from "../../lib/connect/connect-facts";
import {
  firewallLines,
  listenEverywhere,
  mirroredNetwork,
  portProxy,
  wslConfig,
} from "../../lib/connect/network-lines";
import { firstPage } from "./connect-facts";
import type { Terminal } from "./terminal";

/** Where other devices reach the server, and what to compare there, for a terminal. */
export function connectText(facts: ConnectFacts, { say }: Pick<Terminal, "say">): string {
  const page = firstPage(facts);
  if (page === null) {
    return facts.isLocalOnly
      ? [
          say("Only this machine can reach AVATAR: it listens on this machine's own address."),
          say("To let other devices in, write {line} into avatar.env, and start AVATAR again.", {
            line: listenEverywhere,
          }),
        ].join("\n")
      : say("Only this machine can reach AVATAR: it is on no network. Connect it to one.");
  }
  const { origins, port, authority, wsl } = facts;
  const lines = [
    say("Open this page on the new device:"),
    "",
    `  ${page}`,
    "",
    renderUnicodeCompact(page, { border: 2 }),
    "",
  ];
  lines.push(say("Afterwards AVATAR is at"), "", ...origins.map((origin) => `  ${origin}`), "");
  if (authority) {
    const { name } = authority;
    lines.push(say("The authority is called “{name}”. Its SHA-256 must be the same on the device:", { name }), "");
    lines.push(`  ${authority.fingerprint.slice(0, 39)}`, `  ${authority.fingerprint.slice(40)}`, "");
  }
  if (wsl?.mode === "nat") {
    const file = wslConfig;
    lines.push(say("This is WSL2: other devices reach it only through Windows. Best: in {file} on Windows", { file }));
    lines.push("", ...indented(mirroredNetwork.lines), "");
    lines.push(say("then: wsl --shutdown. Or, in a PowerShell as administrator, after each start of WSL2:"), "");
    lines.push(...indented(portProxy(wsl, port).lines), "");
  } else {
    lines.push(say("If the device can't open it, a firewall may keep it out:"), "");
    lines.push(...indented(firewallLines(port, wsl !== null).lines), "");
  }
  return lines.join("\n");
}

const indented = (lines: readonly string[]) => lines.map((line) => `  ${line}`);
