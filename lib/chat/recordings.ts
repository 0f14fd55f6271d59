import type { Turn } from "./conversation-state";

/** The two sides of a turn, as the route of their recordings names them. */
export type TurnSide = "user" | "reply";

/** A stored recording that is played again. */
export interface Replay {
  turnId: string;
  side: TurnSide;
  state: "loading" | "playing";
}

/** Which sides of a turn have a recording that can be played: both are stored when the turn has ended. */
export function recordedSides(turn: Turn): Record<TurnSide, boolean> {
  const isStored =
    turn.status !== "running" && turn.errorCode !== "storage_failed" && !turn.turnId.startsWith("stored-");
  const has = (side: TurnSide) => isStored && !turn.lostRecordings.includes(side);
  return { user: has("user") && turn.source === "spoken", reply: has("reply") && turn.queuedMs > 0 };
}
