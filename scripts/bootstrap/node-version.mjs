import { readFileSync } from "node:fs";
import { say } from "./words.mjs";

/** Exits with a message when this Node is older than package.json requires. */
export function checkNode() {
  const { engines } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  const [major, minor] = engines.node.match(/\d+/g).map(Number);
  const [ownMajor, ownMinor] = process.versions.node.split(".").map(Number);
  if (ownMajor > major || (ownMajor === major && ownMinor >= minor)) return;
  const versions = { needed: `${major}.${minor}`, own: process.version };
  console.error(say("AVATAR needs Node {needed} or newer; this is {own}. See https://nodejs.org.", versions));
  process.exit(1);
}
