import { urlHost } from "../platform/http/host";
import { isEveryAddress, isLoopback } from "../platform/http/loopback";

export interface BannerFacts {
  port: number;
  https: boolean;
  /** The address that the server listens on. */
  host: string;
  lanAddresses: string[];
  certificateFingerprint: string | null;
  /** Set on the first start only. `password` is null when it was set through the environment. */
  firstAdmin: { username: string; password: string | null } | null;
}

/** What a person needs to know once the server listens: several lines of plain text. */
export function banner(facts: BannerFacts): string {
  const everywhere = isEveryAddress(facts.host);
  const isLocal = isLoopback(facts.host);
  const lan = everywhere ? facts.lanAddresses : isLocal ? [] : [facts.host];
  const scheme = facts.https ? "https" : "http";
  const lines = ["", "AVATAR is running.", ""];
  if (everywhere || isLocal) lines.push(`  On this machine   http://localhost:${facts.port}`);
  for (const address of lan.slice(0, 4))
    lines.push(`  On the network    ${scheme}://${urlHost(address)}:${facts.port}`);
  if (lan.length > 0 && facts.https) {
    lines.push(
      "",
      "  The certificate was made on this machine, so each browser warns once: choose “Advanced”, then “Continue”.",
      "  Without HTTPS a browser would not let the page use the microphone.",
    );
    if (facts.certificateFingerprint) lines.push(`  SHA-256 ${facts.certificateFingerprint}`);
  } else if (lan.length > 0) {
    lines.push("", "  HTTPS is off: browsers will allow the microphone on localhost only.");
  }
  if (facts.firstAdmin) {
    lines.push("", `  Administrator     ${facts.firstAdmin.username}`);
    if (facts.firstAdmin.password) {
      lines.push(`  Password          ${facts.firstAdmin.password}`, "  It is shown only this once. Write it down.");
      lines.push(`  To set a new one later: npx avatar user password ${facts.firstAdmin.username}`);
    } else {
      lines.push("  Password          as set in AVATAR_ADMIN_PASSWORD");
    }
  }
  return `${lines.join("\n")}\n\n`;
}
