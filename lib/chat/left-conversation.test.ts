import { describe, expect, it } from "vitest";
import { reduceConversation } from "./conversation-reducer";
import { type ConversationState, initialConversation } from "./conversation-state";
import { earlierTurns } from "./earlier-turns";
import { storedTurn } from "./testing/stored-turn";

const talking: ConversationState = {
  ...initialConversation({ language: "en", mode: "fast" }, earlierTurns([storedTurn(1), storedTurn(2)], "en")),
  started: true,
  sessionId: "s1",
};
const left = reduceConversation(talking, { type: "conversation_left" });

describe("a conversation that was left", () => {
  it("comes back with its turns", () => {
    expect(left).toMatchObject({ sessionId: null, turnIds: [], left: { sessionId: "s1", turnIds: ["t1", "t2"] } });
    const back = reduceConversation(left, { type: "conversation_returned_to" });
    expect(back).toMatchObject({ sessionId: null, turnIds: ["t1", "t2"], turns: talking.turns, left: null });
  });

  it("ends the turn that ran", () => {
    const running = { ...talking.turns, t2: { ...talking.turns.t2, status: "running", endedBy: null } };
    const state = reduceConversation({ ...talking, turns: running } as ConversationState, {
      type: "conversation_left",
    });
    expect(state.left?.turns).toMatchObject({ t1: { status: "completed" } });
    expect(state.left?.turns.t2).toMatchObject({ status: "interrupted", endedBy: "user_stop", silenced: true });
  });

  it.each(["completed", "failed"] as const)(
    "ends the sound of a reply that is %s, and keeps how far it was heard",
    (status) => {
      const played = { ...talking.turns.t2, status, endedBy: "finished", silenced: false, heardChars: 3 };
      const turns = { ...talking.turns, t2: played } as ConversationState["turns"];
      const state = reduceConversation({ ...talking, turns, playingTurnId: "t2" }, { type: "conversation_left" });
      const stopped = reduceConversation({ ...talking, turns, playingTurnId: "t2" }, { type: "stopped", turnId: "t2" });
      expect(state.left?.turns).toEqual(stopped.turns);
      expect(state.left?.turns.t2).toMatchObject({ silenced: true, heardChars: 3 });
      const back = reduceConversation(state, { type: "conversation_returned_to" });
      expect(back.turns.t1).toBe(talking.turns.t1);
    },
  );

  it("is remembered while the new one is empty, also when that is left in turn", () => {
    const again = reduceConversation({ ...left, sessionId: "s2" }, { type: "conversation_left" });
    expect(again.left?.sessionId).toBe("s1");
    const message = { type: "turn_started", turn_id: "t9", turn_number: 1 } as const;
    expect(reduceConversation(again, { type: "server", message }).left).toBeNull();
  });

  it("without turns is not remembered, and there is nothing to return to", () => {
    const empty = { ...talking, turnIds: [], turns: {} };
    const state = reduceConversation(empty, { type: "conversation_left" });
    expect(state.left).toBeNull();
    expect(reduceConversation(state, { type: "conversation_returned_to" })).toBe(state);
  });
});
