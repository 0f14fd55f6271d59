import { type Finding, failed, ok } from "../check";

/** `required` has the form of `engines.node` in package.json: ">=20.17". */
export function nodeFinding(version: string, required: string): Finding {
  const [major = 0, minor = 0] = numbersOf(required);
  const [ownMajor = 0, ownMinor = 0] = numbersOf(version);
  const isEnough = ownMajor > major || (ownMajor === major && ownMinor >= minor);
  if (isEnough) return ok("Node", version);
  return failed("Node", `${version} is too old`, `Install Node ${major}.${minor} or newer: https://nodejs.org`);
}

const numbersOf = (text: string) => (text.match(/\d+/g) ?? []).map(Number);
