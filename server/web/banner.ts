import type { ConnectFacts } from "../../lib/connect/connect-facts";
import { mirroredNetwork, portProxy } from "../../lib/connect/network-lines";
import { isEveryAddress, isLoopback } from "../platform/http/loopback";
import { firstPage } from "./connect-facts";

export interface BannerFacts {
  https: boolean;
  /** The address that the server listens on. */
  host: string;
  connect: ConnectFacts;
  /** Devices that trusted this server before must trust it once more. */
  hasNewAuthority: boolean;
  /** Set on the first start only. `password` is null when it was set through the environment. */
  firstAdmin: { username: string; password: string | null } | null;
}

/** What a person needs to know once the server listens: several lines of plain text. */
export function banner({ https, host, connect, hasNewAuthority, firstAdmin }: BannerFacts): string {
  const { origins, port, wsl } = connect;
  const lines = ["", "AVATAR is running.", ""];
  if (isEveryAddress(host) || isLoopback(host)) lines.push(`  On this machine   http://localhost:${port}`);
  const isHidden = wsl?.mode === "nat";
  if (!isHidden) lines.push(...origins.map((origin) => `  On the network    ${origin}`));
  if (origins.length > 0) lines.push(...connectLines(connect, hasNewAuthority && !firstAdmin, https));
  if (isHidden && !isLoopback(host)) lines.push(...wslLines(connect));
  if (firstAdmin) {
    lines.push("", `  Administrator     ${firstAdmin.username}`);
    if (firstAdmin.password) {
      lines.push(`  Password          ${firstAdmin.password}`);
      lines.push("  It is shown only this once; you choose your own at the first login.");
      lines.push(`  To set a new one later: npx avatar user password ${firstAdmin.username}`);
    } else {
      lines.push("  Password          as set in AVATAR_ADMIN_PASSWORD");
    }
  }
  return `${lines.join("\n")}\n\n`;
}

function connectLines(connect: ConnectFacts, mustTrustAgain: boolean, https: boolean): string[] {
  if (!https) return ["", "  HTTPS is off: browsers will allow the microphone on localhost only."];
  const page = firstPage(connect);
  const isHidden = connect.wsl?.mode === "nat";
  const lines = ["", ...(isHidden ? [] : [`  A new device      ${page}`])];
  if (!connect.authority) return [...lines, "  The certificate is the one that AVATAR_TLS_CERT names."];
  const { fingerprint } = connect.authority;
  lines.push(
    ...(isHidden ? [] : ["  That page shows how a device trusts this server; until then its browser warns once."]),
    ...(mustTrustAgain
      ? ["  The certificates are new: each device must trust this server once more, on that page."]
      : []),
    "  SHA-256 of its authority, to compare with what the device shows (npx avatar connect):",
    `    ${fingerprint.slice(0, 39)}`,
    `    ${fingerprint.slice(40)}`,
  );
  return lines;
}

/** Inside WSL2 other devices don't reach this server by its own addresses. */
function wslLines({ wsl, port }: ConnectFacts): string[] {
  return [
    "",
    "  This is WSL2: other devices reach it only through Windows. Best: in %UserProfile%\\.wslconfig on Windows",
    ...mirroredNetwork.lines.map((line) => `    ${line}`),
    "  then: wsl --shutdown. Or, in a PowerShell as administrator, after each start of WSL2:",
    ...portProxy(wsl ?? { mode: "nat", address: null }, port).lines.map((line) => `    ${line}`),
    "  and AVATAR_ALLOWED_HOSTS=<the address of Windows> (docs/connect.md).",
  ];
}
