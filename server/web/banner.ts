import type { ConnectFacts } from "../../lib/connect/connect-facts";
import { mirroredNetwork, portProxy, wslConfig } from "../../lib/connect/network-lines";
import { isEveryAddress, isLoopback } from "../platform/http/loopback";
import { firstPage } from "./connect-facts";
import type { Terminal } from "./terminal";

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

/** What a person needs to know once the server listens, in the terminal's language: several lines of plain text. */
export function banner({ https, host, connect, hasNewAuthority, firstAdmin }: BannerFacts, terminal: Terminal): string {
  const { origins, port, wsl } = connect;
  const { say } = terminal;
  const lines = ["", say("AVATAR is running."), ""];
  const row = rowsOf(terminal);
  if (isEveryAddress(host) || isLoopback(host)) lines.push(row(say("On this machine"), `http://localhost:${port}`));
  const isHidden = wsl?.mode === "nat";
  if (!isHidden) lines.push(...origins.map((origin) => row(say("On the network"), origin)));
  if (origins.length > 0)
    lines.push(...connectLines(connect, { mustTrustAgain: hasNewAuthority && !firstAdmin, https }, terminal));
  if (isHidden && !isLoopback(host)) lines.push(...wslLines(connect, terminal));
  if (firstAdmin) {
    lines.push("", row(say("Administrator"), firstAdmin.username));
    if (firstAdmin.password) {
      lines.push(row(say("Password"), firstAdmin.password));
      lines.push(`  ${say("It is shown only this once; you choose your own at the first login.")}`);
      const command = `npx avatar user password ${firstAdmin.username}`;
      lines.push(`  ${say("To set a new one later: {command}", { command })}`);
    } else {
      lines.push(row(say("Password"), say("as set in AVATAR_ADMIN_PASSWORD")));
    }
  }
  return `${lines.join("\n")}\n\n`;
}

/** A name and its value, the values one below the other. */
const rowsOf =
  ({ displayWidth }: Terminal) =>
  (name: string, value: string) =>
    `  ${name}${" ".repeat(Math.max(1, 18 - displayWidth(name)))}${value}`;

function connectLines(
  connect: ConnectFacts,
  { mustTrustAgain, https }: { mustTrustAgain: boolean; https: boolean },
  terminal: Terminal,
): string[] {
  const { say } = terminal;
  if (!https) return ["", `  ${say("HTTPS is off: browsers will allow the microphone on localhost only.")}`];
  const page = firstPage(connect);
  const isHidden = connect.wsl?.mode === "nat";
  const lines = ["", ...(isHidden ? [] : [rowsOf(terminal)(say("A new device"), page ?? "")])];
  if (!connect.authority) return [...lines, `  ${say("The certificate is the one that AVATAR_TLS_CERT names.")}`];
  const { fingerprint } = connect.authority;
  lines.push(
    ...(isHidden
      ? []
      : [`  ${say("That page shows how a device trusts this server; until then its browser warns once.")}`]),
    ...(mustTrustAgain
      ? [`  ${say("The certificates are new: each device must trust this server once more, on that page.")}`]
      : []),
    `  ${say("SHA-256 of its authority, to compare with what the device shows (npx avatar connect):")}`,
    `    ${fingerprint.slice(0, 39)}`,
    `    ${fingerprint.slice(40)}`,
  );
  return lines;
}

/** Inside WSL2 other devices don't reach this server by its own addresses. */
function wslLines({ wsl, port }: ConnectFacts, { say }: Terminal): string[] {
  return [
    "",
    `  ${say("This is WSL2: other devices reach it only through Windows. Best: in {file} on Windows", { file: wslConfig })}`,
    ...mirroredNetwork.lines.map((line) => `    ${line}`),
    `  ${say("then: wsl --shutdown. Or, in a PowerShell as administrator, after each start of WSL2:")}`,
    ...portProxy(wsl ?? { mode: "nat", address: null }, port).lines.map((line) => `    ${line}`),
    `  ${say("and AVATAR_ALLOWED_HOSTS=<the address of Windows> (docs/connect.md).")}`,
  ];
}
