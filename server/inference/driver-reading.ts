/** The NVIDIA driver of this machine, and what one of its cards can do. */
export type DriverReading =
  /** No card: a normal state. */
  | { kind: "none"; reason: string }
  /** There may be a card, but its driver can't be read. */
  | { kind: "unknown"; reason: string }
  /** `version`: "550.54.15". `computeCapability`: 8.6, of the card asked for; null when it is not known. */
  | { kind: "driver"; version: string; computeCapability: number | null };
