/** A SHA-256 fingerprint as people compare it on two screens: sixteen groups of four digits. */
export function fingerprintInGroups(fingerprint: string): string {
  const digits = fingerprint.replaceAll(":", "").toUpperCase();
  return digits.match(/.{1,4}/g)?.join(" ") ?? "";
}
