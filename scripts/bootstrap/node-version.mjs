import { readFileSync } from "node:fs";

/** Exits with a message when this Node is older than package.json requires. */
export function checkNode() {
  const { engines } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  const [major, minor] = engines.node.match(/\d+/g).map(Number);
  const [ownMajor, ownMinor] = process.versions.node.split(".").map(Number);
  if (ownMajor > major || (ownMajor === major && ownMinor >= minor)) return;
  console.error(`AVATAR needs Node ${major}.${minor} or newer; this is ${process.version}. See https://nodejs.org.`);
  process.exit(1);
}
