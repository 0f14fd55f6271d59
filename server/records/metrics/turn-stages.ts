import { turnStages } from "../../../drizzle/schema";
import { stagesOf } from "../../../lib/metrics/stages";
import type { MeasuredTurn } from "../../../lib/service-levels";
import type { Transaction } from "../../platform/db/database";

/**
 * Keeps what each stage of a turn took, once, rounded up: a turn over a target in ms is so here, too. `turn` null: a row
 * from before anything was measured. In the transaction that stores the turn or takes it up.
 */
export function keepStages(tx: Transaction, conversationId: number, turn: MeasuredTurn | null): void {
  const stages = turn ? Object.entries(stagesOf(turn)).map(([stage, ms]) => [stage, Math.ceil(ms)]) : [];
  tx.insert(turnStages)
    .values({ conversationId, ...Object.fromEntries(stages) })
    .onConflictDoNothing()
    .run();
}
