import type { Turn } from "./conversation-state";

/** The two sides of a turn, as the route of their recordings names them. */
export type TurnSide = "user" | "reply";

/** A stored recording that is played again. */
export interface Replay {
  turnId: string;
  side: TurnSide;
  state: "loading" | "playing";
}

/** The turn is in the record under its own id. */
export function isStored({ status, errorCode, turnId }: Turn): boolean {
  return status !== "running" && errorCode !== "storage_failed" && !turnId.startsWith("stored-");
}

/** Which sides of a turn have a recording that can be played: both are stored when the turn has ended. */
export function recordedSides(turn: Turn): Record<TurnSide, boolean> {
  const has = (side: TurnSide) => isStored(turn) && !turn.lostRecordings.includes(side);
  return { user: has("user") && turn.source === "spoken", reply: has("reply") && turn.queuedMs > 0 };
}
