import { renderUnicodeCompact } from "uqr";
import type { ConnectFacts } from "../../lib/connect/connect-facts";
import { firewallLines, mirroredNetwork, portProxy } from "../../lib/connect/network-lines";
import { firstPage } from "./connect-facts";

/** Where other devices reach the server, and what to compare there, for a terminal. */
export function connectText(facts: ConnectFacts): string {
  const page = firstPage(facts);
  if (page === null) return "Only this machine can reach AVATAR: HOST is a loopback address, or there is no network.";
  const { origins, port, authority, wsl } = facts;
  const lines = [
    "Open this page on the new device:",
    "",
    `  ${page}`,
    "",
    renderUnicodeCompact(page, { border: 2 }),
    "",
  ];
  lines.push("Afterwards AVATAR is at", "", ...origins.map((origin) => `  ${origin}`), "");
  if (authority) {
    lines.push(`The authority is called “${authority.name}”. Its SHA-256 must be the same on the device:`, "");
    lines.push(`  ${authority.fingerprint.slice(0, 39)}`, `  ${authority.fingerprint.slice(40)}`, "");
  }
  if (wsl?.mode === "nat") {
    lines.push("This is WSL2: other devices reach it only through Windows. Best: in %UserProfile%\\.wslconfig", "");
    lines.push(
      ...indented(mirroredNetwork.lines),
      "",
      "then: wsl --shutdown. Or, in a PowerShell as administrator:",
      "",
    );
    lines.push(...indented(portProxy(wsl, port).lines), "");
  } else {
    lines.push("If the device can't open it, a firewall may keep it out:", "");
    lines.push(...indented(firewallLines(port, wsl !== null).lines), "");
  }
  return lines.join("\n");
}

const indented = (lines: readonly string[]) => lines.map((line) => `  ${line}`);
